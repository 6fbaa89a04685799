"""The shell's own two addresses: the choice of theme, and the style guide (only while DEBUG is on)."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from assentian.web.styleguide import samples
from assentian.web.theme import COOKIE, is_theme

ONE_YEAR = 365 * 24 * 60 * 60


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme for a year and go back to the page that asked; an unknown theme changes nothing."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("theme", "")
    if is_theme(chosen):
        response.set_cookie(COOKIE, chosen, max_age=ONE_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response


@login_not_required
@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    if not settings.DEBUG:
        raise Http404
    return render(request, "web/styleguide.html", samples(request.GET))
