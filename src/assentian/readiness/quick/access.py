"""Who may open the quick check: everybody, and no more often than ten people behind one address need."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from assentian.readiness.quick import throttle

TOO_MANY = 429

PublicView = Callable[Concatenate[HttpRequest, ...], HttpResponse]


def public(view: PublicView) -> PublicView:
    """No account, nothing cached; what is sent is counted."""
    return _guarded(
        view, lambda request: request.method == "POST" and throttle.is_too_often(request, "sending", throttle.MOST)
    )


def public_document(view: PublicView) -> PublicView:
    """As `public`; asking is counted too, against fewer, because a document costs more than a page."""
    return _guarded(view, lambda request: throttle.is_too_often(request, "document", throttle.MOST_DOCUMENTS))


def _guarded(view: PublicView, is_too_often: Callable[[HttpRequest], bool]) -> PublicView:
    @login_not_required
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_too_often(request):
            answer = render(request, "readiness/quick/too_often.html", status=TOO_MANY)
            answer.headers["Retry-After"] = str(throttle.SECONDS)
            return answer
        return view(request, *args, **kwargs)

    return guarded
