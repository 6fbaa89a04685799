from django.urls import path

from assentian.journal import views

app_name = "journal"
urlpatterns = [
    path("o/<slug:organisation>/ledger/", views.ledger, name="ledger"),
    path("o/<slug:organisation>/ledger/checkpoint", views.checkpoint, name="checkpoint"),
    path("o/<slug:organisation>/ledger/verify/", views.verify, name="verify"),
    path("o/<slug:organisation>/ledger/<int:seq>/", views.entry, name="entry"),
]
