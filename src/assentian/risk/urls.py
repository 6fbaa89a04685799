"""Addresses of threat models, of the risk criteria, of the register of risks, and of their treatment."""

from django.urls import path

from assentian.risk import views
from assentian.risk.cells import views as cells
from assentian.risk.criteria import views as criteria
from assentian.risk.modelling import views as modelling
from assentian.risk.proving import views as proving
from assentian.risk.register import views as register
from assentian.risk.treatment import views as treatment

app_name = "risk"
_SYSTEM = "o/<slug:organisation>/systems/<slug:system>/threats/"
_RISKS = "o/<slug:organisation>/risks/"
_RISK = f"{_RISKS}<int:risk>/"
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
    path(f"{_SYSTEM}model/add/<slug:section>/", modelling.add, name="add"),
    path(f"{_SYSTEM}model/<slug:section>/<path:member>/rename/", modelling.rename, name="rename"),
    path(f"{_SYSTEM}model/<slug:section>/<path:member>/remove/", modelling.remove, name="remove"),
    path(f"{_SYSTEM}model/<slug:section>/<path:member>/", modelling.change, name="change"),
    path(f"{_SYSTEM}versions/<int:version>/", views.version, name="version"),
    path(f"{_SYSTEM}model.<slug:layout>", views.export, name="export"),
    path(_RISKS, register.register, name="register"),
    path(f"{_RISKS}register.<slug:sheet>", register.sheet, name="register-sheet"),
    path(f"{_RISKS}add/", register.add, name="identify"),
    path(f"{_RISKS}import/", register.import_table, name="import"),
    path(f"{_RISKS}criteria/", criteria.criteria, name="criteria"),
    path(f"{_RISKS}criteria/propose/", criteria.propose, name="propose-criteria"),
    path(f"{_RISKS}criteria/<int:version>/approve/", criteria.approve, name="approve-criteria"),
    path(f"{_RISKS}plan/", treatment.plan, name="treatment-plan"),
    path(f"{_RISKS}plan.<slug:sheet>", treatment.sheet, name="treatment-plan-sheet"),
    path(f"{_RISKS}actions/<int:action>/", treatment.finish, name="finish-action"),
    path(f"{_RISKS}treatments/<int:treatment>/action/", treatment.add_action, name="add-action"),
    path(f"{_RISKS}treatments/<int:treatment>/withdraw/", treatment.withdraw, name="withdraw"),
    path(_RISK, register.risk, name="risk"),
    path(f"{_RISK}describe/", register.describe, name="reword"),
    path(f"{_RISK}judge/<slug:kind>/", register.judge, name="judge"),
    path(f"{_RISK}take-in/", register.take_in, name="take-in"),
    path(f"{_RISK}settle/", register.settle, name="settle"),
    path(f"{_RISK}treat/", treatment.treat, name="treat"),
    path(f"{_RISK}accept/", treatment.accept, name="accept"),
]
