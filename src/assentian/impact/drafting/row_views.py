"""The page of one row of a register: add, change, remove. Where somebody else changed it meanwhile, both are shown."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from assentian.impact.bank.facts import Question
from assentian.impact.drafting import fields, pages, queries, services
from assentian.impact.drafting.forms import RowForm
from assentian.impact.drafting.queries import Told
from assentian.impact.drafting.services import RowCollisionError
from assentian.impact.drafting.serving import about, place_of, question_of, told_of
from assentian.impact.services import ImpactError
from assentian.web.access import OrganisationRequest, requires


@requires("impact.answer")
@require_http_methods(["GET", "POST"])
def row(request: OrganisationRequest, system: str, question: str, row: int) -> HttpResponse:
    """Row 0 is one to add. What is typed into a row that was taken out meanwhile is shown, and puts it back."""
    told = told_of(request, system)
    asked = question_of(told, question)
    if asked.type != "table":
        raise Http404
    found = _row(request, told, asked, row)
    groups = pages.groups(told)
    form = RowForm(asked, told.bank, groups, request.POST or None, initial=_initial(found))
    stands = None
    if form.is_valid() or "remove" in request.POST:
        try:
            _do(request, told, asked, found, form)
        except RowCollisionError as collision:
            stands = collision.stands
            form = _again(request, asked, told, stands.revision)
        except ImpactError as error:
            form.add_error(None, str(error))
        else:
            if "remove" in request.POST:
                messages.success(request, "The row is taken out.")
            again = "another" in request.POST
            return redirect(f"{request.path}?{request.GET.urlencode()}" if again else _back(request, told, asked))
    context = {
        **about(request, told),
        "question": asked,
        "row": found,
        "form": form,
        "stands": pages.card(told.bank, stands) if stands else None,
        "back": _back(request, told, asked),
    }
    return render(request, "impact/draft/row.html", context)


def _again(request: OrganisationRequest, question: Question, told: Told, revision: int) -> RowForm:
    """The form as it was sent, to be saved over what stands now if the person says so."""
    sent = request.POST.copy()
    sent["revision"] = str(revision)
    return RowForm(question, told.bank, pages.groups(told), sent)


def _do(request: OrganisationRequest, told: Told, question: Question, found: Any, form: RowForm) -> None:
    if found is not None and "remove" in request.POST:
        services.remove_row(request.actor, told.assessment, found, form.seen)
    elif found is None:
        services.add_row(request.actor, told.assessment, question, form.values())
    else:
        services.save_row(request.actor, told.assessment, found, form.values(), form.seen)


def _row(request: OrganisationRequest, told: Told, question: Question, number: int) -> Any:
    if number == 0:
        return None
    found = queries.row(told.assessment, question.key, number)
    if found is None or (found.removed_at and request.method != "POST"):
        raise Http404
    return found


def _initial(found: Any) -> dict[str, Any]:
    if found is None:
        return {}
    return {**fields.initial_row(found.values), "revision": found.revision, "tab": secrets.token_hex(8)}


def _back(request: OrganisationRequest, told: Told, question: Question) -> str:
    """To the page that led here, if it was one of this assessment; else to the module."""
    back = request.GET.get("back", "")
    base = f"/o/{request.actor.organisation}/impact/{told.assessment.system.slug}/draft/"
    return f"{back}#question-{question.key}" if back.startswith(base) else place_of(request, told, question)
