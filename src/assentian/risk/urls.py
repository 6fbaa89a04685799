"""Addresses of threat models."""

from django.urls import path

from assentian.risk import views
from assentian.risk.cells import views as cells
from assentian.risk.modelling import views as modelling
from assentian.risk.proving import views as proving

app_name = "risk"
_SYSTEM = "o/<slug:organisation>/systems/<slug:system>/threats/"
urlpatterns = [
    path("o/<slug:organisation>/threats/", views.threats, name="threats"),
    path("o/<slug:organisation>/threats/<slug:cell>/", cells.cell, name="cell"),
    path(_SYSTEM, views.system_threats, name="system"),
    path(f"{_SYSTEM}cells/<slug:cell>/", cells.system_cell, name="system-cell"),
    path(f"{_SYSTEM}checks/", proving.checks, name="checks"),
    path(f"{_SYSTEM}checks/plan/", proving.plan, name="plan"),
    path(f"{_SYSTEM}checks/suite.yaml", proving.suite, name="suite"),
    path(f"{_SYSTEM}edit/", views.edit, name="edit"),
    path(f"{_SYSTEM}model/", modelling.overview, name="model"),
    path(f"{_SYSTEM}model/system/", modelling.describe, name="describe"),
    path(f"{_SYSTEM}model/questions/", modelling.answer, name="answer"),
    path(f"{_SYSTEM}model/<slug:section>/add/", modelling.add, name="add"),
    path(f"{_SYSTEM}model/<slug:section>/<path:member>/remove/", modelling.remove, name="remove"),
    path(f"{_SYSTEM}model/<slug:section>/<path:member>/", modelling.change, name="change"),
    path(f"{_SYSTEM}versions/<int:version>/", views.version, name="version"),
    path(f"{_SYSTEM}model.<slug:layout>", views.export, name="export"),
]
