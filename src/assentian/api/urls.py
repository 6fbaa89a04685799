"""The API's addresses: `v1/<organisation>/...`, the schema for everybody, and a problem document for anything else."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path

from assentian.api.application import api
from assentian.api.problem import by_method, nowhere

patterns: list[Any] = api.urls[0]
for pattern in patterns:
    # The token is checked by the operation itself, not by the session that pages need. The root only names the prefix.
    pattern.callback = login_not_required(nowhere if pattern.name == "api-root" else by_method(pattern.callback))

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", (patterns, "api", "api")),
    path("", login_not_required(nowhere), name="api-nowhere"),
    path("<path:address>", login_not_required(nowhere), name="api-nowhere-else"),
]
