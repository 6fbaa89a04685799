from django.urls import path

from assentian.impact import views

app_name = "impact"
urlpatterns = [
    path("o/<slug:organisation>/impact/", views.register, name="list"),
    path("o/<slug:organisation>/impact/<slug:system>/", views.assessment, name="assessment"),
    path("o/<slug:organisation>/impact/<slug:system>/record/", views.record, name="record"),
    path("o/<slug:organisation>/impact/<slug:system>/approve/", views.approve, name="approve"),
    path("o/<slug:organisation>/impact/<slug:system>/triggers/<int:trigger>/", views.answer, name="answer"),
]
