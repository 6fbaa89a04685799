"""Pages of the quick check: begin, one question a page, all answers, the result, a link to keep, and taking it in.

Open to everybody. Answers live in a sealed cookie of the browser until it closes, and in a link where somebody keeps
one; the server stores no answer, and of whoever sends them only how often (`throttle`).
"""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assentian.accounts import queries as accounts
from assentian.journal.context import now
from assentian.readiness.quick import pages, queries, rules, sealed, services
from assentian.readiness.quick.access import public
from assentian.readiness.quick.forms import AnswerForm
from assentian.readiness.quick.questions import question, questions
from assentian.readiness.quick.rules import Answer
from assentian.web.access import OrganisationRequest, requires

COOKIE, PATH = "readiness", "/readiness/"
_A_SESSION = 1
"""Days after which a browser that never closes has to begin again."""


@public
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    answers = _answers(request)
    context = {"answered": len(answers), "total": len(questions()), "next": pages.next_number(answers)}
    return render(request, "readiness/quick/start.html", context)


@public
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, place: int) -> HttpResponse:
    asked = question(place)
    if asked is None:
        raise Http404
    answers = _answers(request)
    form = AnswerForm(request.POST) if request.method == "POST" else AnswerForm.of(answers.get(asked.id))
    if form.is_bound and form.is_valid():
        answers[asked.id] = form.answer()
        if len(sealed.seal(answers)) <= sealed.LONGEST:
            return _keep(pages.after(place, request.POST.get("then", "")), request, answers)
        form.add_error("shows", "All lines together are too long for one browser; say it shorter.")
    context = {"form": form, **pages.asking(place, asked, answers), "then": request.GET.get("then", "")}
    return render(request, "readiness/quick/question.html", context)


@public
@require_GET
def check_answers(request: HttpRequest) -> HttpResponse:
    answers = _answers(request)
    context = {"rows": pages.rows(answers), "missing": rules.missing(questions(), answers)}
    return render(request, "readiness/quick/answers.html", context)


@public
@require_GET
def result(request: HttpRequest) -> HttpResponse:
    """Once every question has an answer; not knowing is one."""
    answers = _answers(request)
    if rules.missing(questions(), answers):
        return redirect("readiness:quick-answers")
    return _result(request, answers, sealed.seal(answers), is_kept=False)


@public
@require_http_methods(["GET", "POST"])
def kept(request: HttpRequest, answers: str) -> HttpResponse:
    """A result by its link; sending takes its answers into this browser, to go on from there."""
    opened = _opened(answers)
    if request.method == "POST":
        return _keep("readiness:quick-answers", request, opened)
    if rules.missing(questions(), opened):
        return render(request, "readiness/quick/unfinished.html", {"rows": pages.rows(opened), "total": len(opened)})
    return _result(request, opened, answers, is_kept=True)


@public
@require_GET
def as_json(_request: HttpRequest, answers: str) -> HttpResponse:
    found = JsonResponse(pages.as_json(_opened(answers)), json_dumps_params={"indent": 2, "ensure_ascii": False})
    found.headers["Content-Disposition"] = 'attachment; filename="aiia-readiness.json"'
    return found


@public
@require_POST
def forget(_request: HttpRequest) -> HttpResponse:
    answer = redirect("readiness:quick")
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


@requires("claims.make")
@require_http_methods(["GET", "POST"])
def take_in(request: OrganisationRequest, answers: str) -> HttpResponse:
    """First what would be claimed, then the claims."""
    opened, organisation = _opened(answers), request.actor.organisation
    if request.method == "POST":
        taken = services.take_in(request.actor, opened)
        messages.success(request, f"{taken} claims are taken in; the ledger has each with its reason.")
        return redirect("readiness:requirements", organisation)
    offers = pages.offers(queries.offered(organisation, opened))
    context = {"organisation": organisation, "offers": offers, "taken": sum(one.offer.is_taken for one in offers)}
    return render(request, "readiness/quick/take_in.html", context)


def _answers(request: HttpRequest) -> dict[str, Answer]:
    """Those in the browser's cookie; none where it is missing, altered or old."""
    return sealed.unseal(request.COOKIES.get(COOKIE, ""), _A_SESSION) or {}


def _opened(answers: str) -> dict[str, Answer]:
    opened = sealed.unseal(answers)
    if opened is None:
        raise Http404
    return opened


def _keep(then: str | tuple[str, int], request: HttpRequest, answers: dict[str, Answer]) -> HttpResponse:
    answer = redirect(then) if isinstance(then, str) else redirect(then[0], place=then[1])
    options: dict[str, Any] = {"path": PATH, "httponly": True, "samesite": "Lax", "secure": request.is_secure()}
    answer.set_cookie(COOKIE, sealed.seal(answers), **options)
    return answer


def _result(request: HttpRequest, answers: dict[str, Answer], link: str, *, is_kept: bool) -> HttpResponse:
    organisations = accounts.organisations_of(request.user) if request.user.is_authenticated else []
    found = pages.result(answers, organisations[0].key if organisations else "")
    context = {
        **found,
        "link": link,
        "address": request.build_absolute_uri(reverse("readiness:quick-kept", args=[link])),
        "until": sealed.sealed_at(link) + timedelta(days=sealed.KEPT_DAYS),
        "is_kept": is_kept,
        "organisations": organisations,
        "today": now(),
    }
    return render(request, "readiness/quick/result.html", context)
