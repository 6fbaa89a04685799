"""Addresses of threat models."""

from django.urls import path

from assentian.risk import views

app_name = "risk"
_SYSTEM = "o/<slug:organisation>/systems/<slug:system>/threats/"
urlpatterns = [
    path("o/<slug:organisation>/threats/", views.threats, name="threats"),
    path(_SYSTEM, views.system_threats, name="system"),
    path(f"{_SYSTEM}edit/", views.edit, name="edit"),
    path(f"{_SYSTEM}versions/<int:version>/", views.version, name="version"),
    path(f"{_SYSTEM}model.<slug:layout>", views.export, name="export"),
]
