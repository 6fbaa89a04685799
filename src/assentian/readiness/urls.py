from django.urls import path

from assentian.readiness import views

app_name = "readiness"
urlpatterns = [
    path("o/<slug:organisation>/", views.overview, name="overview"),
    path("o/<slug:organisation>/controls/", views.controls, name="controls"),
    path("o/<slug:organisation>/requirements/", views.requirements, name="requirements"),
    path("o/<slug:organisation>/requirements.csv", views.export, name="export"),
    path("o/<slug:organisation>/requirements/<str:key>/", views.requirement, name="requirement"),
    path("o/<slug:organisation>/requirements/<str:key>/claim/", views.claim, name="claim"),
    path("o/<slug:organisation>/requirements/<str:key>/implement/", views.implement, name="implement"),
]
