"""Addresses of monitoring: indicators and their limits, and the records of operation."""

from django.urls import path

from assentian.monitoring import views
from assentian.monitoring.operation import views as operation
from assentian.monitoring.schedule import views as schedule

app_name = "monitoring"
urlpatterns = [
    path("o/<slug:organisation>/monitoring/", views.indicators, name="indicators"),
    path("o/<slug:organisation>/monitoring/define/", views.define, name="define"),
    path("o/<slug:organisation>/monitoring/import/", views.import_csv, name="import"),
    path("o/<slug:organisation>/monitoring/<int:indicator>/", views.indicator, name="indicator"),
    path("o/<slug:organisation>/monitoring/<int:indicator>/propose/", views.propose, name="propose"),
    path("o/<slug:organisation>/monitoring/limits/<int:threshold>/approve/", views.approve, name="approve"),
    path("o/<slug:organisation>/schedule/", schedule.schedule, name="schedule"),
    path("o/<slug:organisation>/schedule/plan/", schedule.plan, name="plan"),
    path("o/<slug:organisation>/schedule/<int:planned>/withdraw/", schedule.withdraw, name="withdraw"),
    path("o/<slug:organisation>/operation/", operation.periods, name="periods"),
    path("o/<slug:organisation>/operation/cases/", operation.cases, name="cases"),
    path("o/<slug:organisation>/operation/import/", operation.import_csv, name="import-operation"),
    path("o/<slug:organisation>/operation/incidents/", operation.incidents, name="incidents"),
    path("o/<slug:organisation>/operation/incidents/record/", operation.record_incident, name="record-incident"),
    path("o/<slug:organisation>/operation/incidents/<int:incident>/", operation.incident, name="incident"),
    path("o/<slug:organisation>/operation/incidents/<int:incident>/add/", operation.add_entry, name="add-entry"),
]
