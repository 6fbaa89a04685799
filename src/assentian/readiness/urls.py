"""Addresses of readiness: the public quick check, and inside an organisation what is claimed beside what is proved."""

from django.urls import path

from assentian.readiness import views
from assentian.readiness.quick import views as quick

app_name = "readiness"
urlpatterns = [
    path("readiness/", quick.start, name="quick"),
    path("readiness/<int:place>/", quick.ask, name="quick-question"),
    path("readiness/answers/", quick.check_answers, name="quick-answers"),
    path("readiness/result/", quick.result, name="quick-result"),
    path("readiness/forget/", quick.forget, name="quick-forget"),
    path("readiness/kept/<str:answers>/", quick.kept, name="quick-kept"),
    path("readiness/kept/<str:answers>/answers.json", quick.as_json, name="quick-json"),
    path("o/<slug:organisation>/readiness/<str:answers>/", quick.take_in, name="quick-take-in"),
    path("o/<slug:organisation>/", views.overview, name="overview"),
    path("o/<slug:organisation>/controls/", views.controls, name="controls"),
    path("o/<slug:organisation>/requirements/", views.requirements, name="requirements"),
    path("o/<slug:organisation>/requirements.csv", views.export, name="export"),
    path("o/<slug:organisation>/requirements/<str:key>/", views.requirement, name="requirement"),
    path("o/<slug:organisation>/requirements/<str:key>/claim/", views.claim, name="claim"),
    path("o/<slug:organisation>/requirements/<str:key>/implement/", views.implement, name="implement"),
]
