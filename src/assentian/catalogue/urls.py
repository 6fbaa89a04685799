from django.urls import path

from assentian.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("o/<slug:organisation>/standards/", views.editions, name="editions"),
    path("o/<slug:organisation>/standards/crosswalk/", views.crosswalk, name="crosswalk"),
    path("o/<slug:organisation>/standards/guide/", views.guide, name="guide"),
    path("o/<slug:organisation>/standards/<slug:edition>/", views.edition, name="edition"),
    path("o/<slug:organisation>/standards/<slug:edition>/<str:node>/", views.node, name="node"),
]
