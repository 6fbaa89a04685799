"""Addresses of the inventory."""

from django.urls import path

from assentian.inventory import views

app_name = "inventory"
urlpatterns = [
    path("o/<slug:organisation>/systems/", views.systems, name="systems"),
    path("o/<slug:organisation>/systems.csv", views.systems_csv, name="systems-csv"),
    path("o/<slug:organisation>/systems/register/", views.register, name="register"),
    path("o/<slug:organisation>/systems/<slug:system>/", views.system, name="system"),
    path("o/<slug:organisation>/systems/<slug:system>/edit/", views.revise, name="revise"),
    path("o/<slug:organisation>/assets/", views.assets, name="assets"),
    path("o/<slug:organisation>/assets.csv", views.assets_csv, name="assets-csv"),
    path("o/<slug:organisation>/assets/register/", views.register_asset, name="register-asset"),
    path("o/<slug:organisation>/assets/<slug:asset>/", views.asset, name="asset"),
    path(
        "o/<slug:organisation>/assets/<slug:asset>/revisions/<int:revision>/approve/",
        views.approve_revision,
        name="approve-revision",
    ),
]
