from django.urls import path

from assentian.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.SignIn.as_view(), name="login"),
    path("sign-out/", views.SignOut.as_view(), name="logout"),
    path("account/", views.account, name="account"),
    path("account/password/", views.change_password, name="password"),
    path("invitation/<uuid:pseudonym>/<str:token>/", views.invitation, name="invitation"),
    path("organisations/", views.organisations, name="organisations"),
    path("o/<slug:organisation>/people/", views.people, name="people"),
    path("o/<slug:organisation>/people/invite/", views.invite, name="invite"),
    path("o/<slug:organisation>/people/<int:person>/", views.person, name="person"),
]
