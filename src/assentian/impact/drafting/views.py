"""Pages of a draft: task list, screening question by question, modules, one question alone, people, the level."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assentian.impact.bank.facts import Question
from assentian.impact.choices import ChallengeState
from assentian.impact.drafting import challenging, pages, queries, saving, services
from assentian.impact.drafting.because import because
from assentian.impact.drafting.forms import CommentForm, PeopleForm, SettleForm
from assentian.impact.drafting.queries import Told
from assentian.impact.drafting.saving import Outcome
from assentian.impact.drafting.serving import NoDraftError, about, draft_of, hold, place_of, question_of, told_of
from assentian.impact.measured.sources import sources
from assentian.impact.services import ImpactError
from assentian.inventory import queries as inventory
from assentian.journal.context import now
from assentian.standards.vocabulary import AskRole
from assentian.web.access import OrganisationRequest, requires


@requires("impact.record")
@require_POST
def start(request: OrganisationRequest, system: str) -> HttpResponse:
    found = inventory.system(request.actor.organisation, system)
    if found is None:
        raise Http404
    services.start(request.actor, found)
    return redirect("impact:draft", request.actor.organisation, system)


@requires("read")
@require_GET
def draft(request: OrganisationRequest, system: str) -> HttpResponse:
    """The task list: screening, six modules, level, check answers."""
    told = told_of(request, system)
    first = pages.screening(told.bank)
    context = {
        **about(request, told),
        "tasks": pages.tasks(told),
        "screening": first,
        "screened": sum(told.is_answered(question) for question in first),
        "next": next((n for n, q in enumerate(first, 1) if not told.is_answered(q)), 1),
        "result": told.result,
        "to_review": pages.to_review(told),
        "people": sorted({one.person.name for one in told.people.values() if one.person}),
    }
    return render(request, "impact/draft/tasks.html", context)


@requires("read")
@require_http_methods(["GET", "POST"])
def screening(request: OrganisationRequest, system: str, place: int) -> HttpResponse:
    """One screening question a page; they are the same questions as in the modules and are never asked twice."""
    told = told_of(request, system)
    questions = pages.screening(told.bank)
    if not 0 < place <= len(questions):
        raise Http404
    base = reverse("impact:draft", args=[request.actor.organisation, system])
    after = f"{base}screening/{place + 1}/" if place < len(questions) else base
    context = {"place": place, "total": len(questions), "here": f"{base}screening/{place}/"}
    context["before"] = f"{base}screening/{place - 1}/" if place > 1 else base
    return _one(request, told, questions[place - 1], after, {**context, "title": "Screening"})


@requires("read")
@require_http_methods(["GET", "POST"])
def alone(request: OrganisationRequest, system: str, question: str) -> HttpResponse:
    """One question on a page of its own, for a room that answers together."""
    told = told_of(request, system)
    asked = question_of(told, question)
    place = [one.key for one in told.asked].index(asked.key) if asked in told.asked else 0
    base = reverse("impact:draft", args=[request.actor.organisation, system])
    urls = [f"{base}questions/{one.key}/alone/" for one in told.asked]
    before = urls[place - 1] if place else base
    after = urls[place + 1] if place + 1 < len(urls) else base
    module = next(module for module in told.bank.modules if module.id == asked.module)
    context = {"place": place + 1, "total": len(urls), "before": before, "here": request.path, "title": module.title}
    return _one(request, told, asked, after, {**context, "shell_page": "web/plain.html"})


@requires("read")
@require_http_methods(["GET", "POST"])
def module(request: OrganisationRequest, system: str, module: str) -> HttpResponse:
    told = told_of(request, system)
    shown = next((one for one in told.bank.modules if one.id == module), None)
    if shown is None:
        raise Http404
    questions, outcomes = pages.section(told, shown), None
    if request.method == "POST":
        outcomes = saving.save(request.actor, told, questions, request.POST)
        hold(request, told, outcomes)
        then = _then(request, told, request.POST.get("then", ""))
        if not any(outcome.is_open for outcome in outcomes.values()):
            return redirect(then or request.path)
        told = told_of(request, system)
    readings = sources.of(told.assessment.system, now())
    ids = [one.id for one in told.bank.modules]
    follows = ids[ids.index(module) + 1] if module != ids[-1] else ""
    context = {
        **about(request, told),
        "module": shown,
        "steps": pages.steps(told, module),
        "asked": pages.asked(told, questions, readings, outcomes),
        "problems": [one for one in (outcomes or {}).values() if one.is_open],
        "follows": reverse("impact:module", args=[request.actor.organisation, system, follows]) if follows else "",
    }
    return render(request, "impact/draft/module.html", context)


@requires("impact.answer")
@require_POST
def save(request: OrganisationRequest, system: str, question: str) -> HttpResponse:
    """One answer, saved by itself while the page stays: the state of the answer as a piece of the page."""
    try:
        draft = draft_of(request, system)
    except NoDraftError:
        return render(request, "impact/draft/gone.html", {"key": question}, status=HTTPStatus.CONFLICT)
    told = queries.told_alone(draft, question)
    asked = question_of(told, question)
    outcome = saving.save(request.actor, told, [asked], request.POST).get(asked.key)
    if outcome is None:
        raise Http404
    opened = hold(request, told, {asked.key: outcome})
    is_other = (f"{asked.key}-resolve" in request.POST or asked.key in opened) and not outcome.is_open
    if is_other:
        told = told_of(request, system)
    shown = pages.asked(
        told, [asked], {} if not is_other else sources.of(told.assessment.system, now()), {asked.key: outcome}
    )
    context = {**about(request, told), "one": shown[0], "just_saved": outcome.saved is not None, "now": now()}
    answer = render(request, "impact/draft/question.html" if is_other else "impact/draft/state.html", context)
    if is_other:
        answer.headers["HX-Retarget"] = f"#question-{asked.key}"
    return answer


@requires("read")
@require_http_methods(["GET", "POST"])
def people(request: OrganisationRequest, system: str) -> HttpResponse:
    """Who answers for which role that questions ask."""
    told = told_of(request, system)
    asked = {role for question in told.bank.questions for role in question.ask}
    roles = [role for role in AskRole if role in asked]
    known = {role: one.person_id or "" for role, one in told.people.items()}
    form = PeopleForm(request.actor.organisation, roles, request.POST or None, initial=known)
    if form.is_valid():
        services.assign(request.actor, told.assessment, form.people())
        messages.success(request, "Who answers what is kept.")
        return redirect("impact:draft", request.actor.organisation, system)
    return render(request, "impact/draft/people.html", {**about(request, told), "form": form})


@requires("impact.comment")
@require_POST
def comment(request: OrganisationRequest, system: str, question: str) -> HttpResponse:
    told = told_of(request, system)
    asked = question_of(told, question)
    form = CommentForm(request.POST)
    if form.is_valid():
        services.comment(request.actor, told.assessment, asked, form.cleaned_data["text"])
    else:
        messages.error(request, "Write what you want to say.")
    return redirect(place_of(request, told, asked))


@requires("read")
@require_http_methods(["GET", "POST"])
def level(request: OrganisationRequest, system: str) -> HttpResponse:
    """The level with its reasons. That it was shown is noted: what is changed afterwards, a reviewer sees."""
    told = told_of(request, system)
    if request.method == "POST":
        services.show_level(request.actor, told.assessment, told.result.inherent)
        return redirect(request.path)
    context = {
        **about(request, told),
        "result": told.result,
        "is_shown": told.assessment.shown_at is not None,
        "changed": queries.changed_after_the_level(told),
        "because": because(told),
        "may_waive": request.actor.may("impact.waive"),
        "approver": told.result.duties.approver.label,
        "second_line": [role.label for role in told.result.duties.second_line],
    }
    return render(request, "impact/draft/level.html", context)


def _one(
    request: OrganisationRequest, told: Told, question: Question, after: str, context: dict[str, Any]
) -> HttpResponse:
    """A page with one question; saving leads on."""
    outcomes: dict[str, Outcome] = {}
    if request.method == "POST":
        outcomes = saving.save(request.actor, told, [question], request.POST)
        hold(request, told, outcomes)
        then = _then(request, told, request.POST.get("then", ""), context["here"])
        if not any(outcome.is_open for outcome in outcomes.values()):
            return redirect(then or after)
        told = told_of(request, told.assessment.system.slug)
    readings = sources.of(told.assessment.system, now())
    shown = pages.asked(told, [question], readings, outcomes)
    problems = [one for one in outcomes.values() if one.is_open]
    page = {"shell_page": "web/base.html", **about(request, told), "asked": shown, "problems": problems, **context}
    return render(request, "impact/draft/one.html", page)


def _then(request: OrganisationRequest, told: Told, then: str, back: str = "") -> str:
    """Where a button beside the answers leads after everything is saved: a row, another page, evidence taken over."""
    verb, _, name = then.partition(":")
    back = back or request.path
    if verb == "add":
        key = question_of(told, name).key
        base = reverse("impact:row", args=[request.actor.organisation, told.assessment.system.slug, key, 0])
        return f"{base}?{urlencode({'back': back})}"
    if verb == "accept":
        key, _, source = name.partition(":")
        _accept(request, told.assessment.system.slug, question_of(told, key), source)
        return f"{back}#question-{key}"
    if verb == "confirm":
        services.confirm(request.actor, told.assessment, question_of(told, name))
        return f"{back}#question-{name}"
    if verb == "settle":
        return _settle(request, told, name, back)
    if verb == "next":
        return name if name.startswith(f"/o/{request.actor.organisation}/impact/") else ""
    return ""


def _settle(request: OrganisationRequest, told: Told, name: str, back: str) -> str:
    number, _, outcome = name.partition(":")
    found = next((one for one in told.challenges if str(one.pk) == number), None)
    if found is None:
        raise Http404
    form = SettleForm(request.POST, prefix=f"settle-{number}")
    until = form.until_end() if form.is_valid() else None
    try:
        given = ChallengeState(outcome)
        challenging.settle(request.actor, found, given, request.POST.get(f"settle-{number}-reason", ""), until)
    except (ImpactError, ValueError) as error:
        messages.error(request, f"Not settled: {error}.")
    return f"{back}#question-{found.question}"


def _accept(request: OrganisationRequest, system: str, question: Question, source: str) -> None:
    told = told_of(request, system)
    reading = sources.of(told.assessment.system, now()).get(source)
    if reading is None:
        messages.error(request, "That measurement is not there any more.")
        return
    try:
        saving.accept(request.actor, told, question, reading)
    except ImpactError as error:
        messages.error(request, f"Not taken over: {error}.")
