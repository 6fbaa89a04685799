from django.urls import path

from assentian.web import views

app_name = "web"

urlpatterns = [
    path("theme/", views.choose_theme, name="theme"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
