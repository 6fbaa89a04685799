"""The public summary as everybody reads it, without an account: a page, and the same as JSON.

Drawn from the frozen content alone. A system without a summary, an organisation that is not there and a summary that is
only prepared all answer with the same 404; a withdrawn one answers 410 and shows nothing of what it said.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assentian.impact.publishing import content, queries
from assentian.impact.publishing.queries import Public
from assentian.ledger import canonical

GONE = 410


@login_not_required
@never_cache
@require_safe
def page(request: HttpRequest, publisher: str, about: str) -> HttpResponse:
    found = _found(publisher, about)
    if found.is_withdrawn:
        return render(request, "impact/publish/withdrawn.html", {"day": found.summary.withdrawn_at}, status=GONE)
    told = found.summary.content
    context = {
        "told": told,
        "summary": found.summary,
        "about": about,
        "is_outdated": found.is_outdated,
        "withheld": content.withheld(told),
    }
    return render(request, "impact/publish/public.html", context)


@login_not_required
@never_cache
@require_safe
def as_json(_request: HttpRequest, publisher: str, about: str) -> HttpResponse:
    """The canonical bytes, whose SHA-256 the page prints."""
    found = _found(publisher, about)
    if found.is_withdrawn:
        day = found.summary.withdrawn_at
        return JsonResponse({"withdrawn": f"{day:%Y-%m-%d}" if day else ""}, status=GONE)
    return HttpResponse(canonical.encode(found.summary.content), "application/json")


def _found(publisher: str, about: str) -> Public:
    found = queries.public(publisher, about)
    if found is None:
        raise Http404
    return found
