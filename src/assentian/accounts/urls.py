from django.urls import path

from assentian.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.SignIn.as_view(), name="login"),
    path("sign-out/", views.SignOut.as_view(), name="logout"),
    path("account/", views.account, name="account"),
    path("organisations/", views.organisations, name="organisations"),
    path("o/<slug:organisation>/people/", views.people, name="people"),
]
