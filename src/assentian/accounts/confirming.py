"""Making sure again who acts, before something is signed: the password once more, and everything typed kept.

A service refuses to sign by `NotConfirmedError`; the middleware answers with the page of this module. It sends all that
was typed again, with a password beside it; the middleware checks that before the view runs. A wrong one counts as a
failed sign-in and is throttled with those. How long a password counts: `CONFIRMED_FOR` of the settings.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from assentian.accounts.forms import FIELD, ConfirmForm
from assentian.accounts.rules import Authentication
from assentian.journal.context import now
from assentian.standards.vocabulary import IdentityLevel

SESSION_KEY = "password_given_at"
"""Where a session keeps when the password was given."""
_ACTION = "confirm_for"
_NOT_KEPT = frozenset({FIELD, _ACTION, "csrfmiddlewaretoken"})
UNPROCESSABLE = 422


def remember(request: HttpRequest) -> None:
    """The password was given just now."""
    request.session[SESSION_KEY] = now().isoformat()


def known(request: HttpRequest) -> Authentication | None:
    """How it is known who sits in front of this session; None in one from before this was kept."""
    given = request.session.get(SESSION_KEY)
    return Authentication(IdentityLevel.PASSWORD, datetime.fromisoformat(given)) if given else None


def is_answered(request: HttpRequest) -> bool:
    """Whether a password came with what was sent."""
    return request.method == "POST" and FIELD in request.POST


def check(request: HttpRequest) -> HttpResponse | None:
    """Take the password that came: None when it is right, else the page again, with the error on its field."""
    form = ConfirmForm(request, request.POST)
    if not form.is_valid():
        return _page(request, form, request.POST.get(_ACTION, ""))
    request.session.cycle_key()
    remember(request)
    return None


def ask(request: HttpRequest, action: str) -> HttpResponse:
    """The page that asks, before `action`; nothing is signed yet."""
    return _page(request, ConfirmForm(request), action)


def _page(request: HttpRequest, form: ConfirmForm, action: str) -> HttpResponse:
    kept = [(name, values) for name, values in request.POST.lists() if name not in _NOT_KEPT]
    typed = [(name, name.replace("_", " ").capitalize(), values) for name, values in kept]
    context = {"form": form, "typed": typed, "action": action, "address": request.get_full_path()}
    return render(request, "accounts/confirm.html", context, status=UNPROCESSABLE)
