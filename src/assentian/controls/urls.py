from django.urls import path

from assentian.controls.statement import version_views, views

app_name = "controls"
_BASE = "o/<slug:organisation>/statement/"
urlpatterns = [
    path(_BASE, views.statement, name="statement"),
    path(f"{_BASE}lines/<str:key>/", views.decide, name="decide"),
    path(f"{_BASE}rest/", views.rest, name="rest"),
    path(f"{_BASE}own/", views.own, name="own"),
    path(f"{_BASE}joint/", views.joint_view, name="joint"),
    path(f"{_BASE}submit/", views.submit, name="submit"),
    path(f"{_BASE}versions/", version_views.versions, name="versions"),
    path(f"{_BASE}versions/<int:version>/", version_views.version, name="version"),
    path(f"{_BASE}versions/<int:version>/changes/", version_views.changes, name="changes"),
    path(f"{_BASE}versions/<int:version>/approve/", version_views.approve, name="approve"),
    path(f"{_BASE}versions/<int:version>/return/", version_views.give_back, name="return"),
]
