from django.urls import path

from assentian.monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("o/<slug:organisation>/monitoring/", views.indicators, name="indicators"),
    path("o/<slug:organisation>/monitoring/define/", views.define, name="define"),
    path("o/<slug:organisation>/monitoring/import/", views.import_csv, name="import"),
    path("o/<slug:organisation>/monitoring/<int:indicator>/", views.indicator, name="indicator"),
    path("o/<slug:organisation>/monitoring/<int:indicator>/propose/", views.propose, name="propose"),
    path("o/<slug:organisation>/monitoring/limits/<int:threshold>/approve/", views.approve, name="approve"),
]
