from django.urls import path

from assentian.evidence import views

app_name = "evidence"
urlpatterns = [
    path("o/<slug:organisation>/evidence/", views.register, name="list"),
    path("o/<slug:organisation>/evidence.csv", views.register_csv, name="csv"),
    path("o/<slug:organisation>/evidence/<int:number>/", views.detail, name="detail"),
    path("o/<slug:organisation>/evidence/<int:number>/envelope", views.envelope, name="envelope"),
]
