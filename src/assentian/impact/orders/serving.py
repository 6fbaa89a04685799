"""The order that an address asks for (`?order=dpia`), and the page for a word that is none."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assentian.impact.orders.rules import Order
from assentian.web.access import OrganisationRequest
from assentian.web.components.lists import Link

View = Callable[Concatenate[OrganisationRequest, ...], HttpResponse]


def in_order(view: View) -> View:
    """Let a view answer where the address names no order or one that there is; else 404, naming those there are."""

    @wraps(view)
    def guarded(request: OrganisationRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _order(request) is None:
            ways = [Link(one.label, f"?order={one}") for one in Order]
            context = {"asked": request.GET["order"][:40], "ways": ways}
            return render(request, "impact/review/no_order.html", context, status=404)
        return view(request, *args, **kwargs)

    return guarded


def order_of(request: HttpRequest) -> Order:
    """The order of a request that `in_order` let through, and the guide's for any other."""
    return _order(request) or Order.GUIDE


def _order(request: HttpRequest) -> Order | None:
    return Order.of(request.GET.get("order", ""))
