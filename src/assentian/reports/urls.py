from django.urls import path

from assentian.reports import views

app_name = "reports"
urlpatterns = [path("o/<slug:organisation>/ledger/pack/", views.pack, name="pack")]
