"""Every address of the product: each room brings its own, the server only gathers them."""

from django.urls import URLPattern, URLResolver, include, path

from assentian.server import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("assentian.accounts.urls")),
    path("", include("assentian.web.urls")),
    path("", include("assentian.readiness.urls")),
    path("", include("assentian.catalogue.urls")),
    path("", include("assentian.inventory.urls")),
    path("", include("assentian.risk.urls")),
    path("", include("assentian.controls.urls")),
    path("", include("assentian.evidence.urls")),
    path("", include("assentian.impact.urls")),
    path("", include("assentian.monitoring.urls")),
    path("", include("assentian.assurance.urls")),
    path("", include("assentian.journal.urls")),
    path("", include("assentian.reports.urls")),
    path("api/", include("assentian.api.urls")),
    path("health/", health.health, name="health"),
]
