"""Pages of the register of risks: the list with its heat map and exports, one risk with its story, and their forms."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assentian.accounts import queries as accounts
from assentian.journal import queries as journal
from assentian.journal.context import now
from assentian.risk.choices import Kind, RiskState
from assentian.risk.criteria import queries as criteria
from assentian.risk.criteria.grid import heat_map
from assentian.risk.errors import RiskError
from assentian.risk.register import forms, found, importing, listing, queries, rows, services, sheets, story
from assentian.risk.register.queries import Entry
from assentian.risk.register.rules import Standing
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.forms import tell
from assentian.web.pages import paginate
from assentian.web.registers import as_csv, page_size
from assentian.web.workbooks import Sheet, as_xlsx

_NAME = "risks"


@requires("read")
@require_GET
def register(request: OrganisationRequest) -> HttpResponse:
    organisation = request.actor.organisation
    finder = listing.finder(organisation, request.GET)
    entries, sort = listing.listed(organisation, finder, request.GET, now())
    standing = criteria.in_force(organisation)
    context = {
        "listing": paginate(request.GET, entries, size=page_size(request.GET)),
        "sort": sort,
        "finder": finder,
        "query": request.GET.urlencode(),
        "counts": _counts(entries),
        "map": heat_map(standing.criteria, _cells(entries)) if standing and entries else None,
        "has_criteria": standing is not None,
        "sheets": list(SHEETS),
        "may_assess": request.actor.may("risks.assess"),
    }
    return render(request, "risk/register/register.html", context)


@requires("read")
@require_GET
def sheet(request: OrganisationRequest, sheet: str) -> HttpResponse:
    """The register as filtered and sorted on its page, all of it, in the words of ISO 31000."""
    if sheet not in SHEETS:
        raise Http404
    organisation = request.actor.organisation
    entries, _ = listing.listed(organisation, listing.finder(organisation, request.GET), request.GET, now())
    return SHEETS[sheet](entries)


@requires("read")
@require_GET
def risk(request: OrganisationRequest, risk: int) -> HttpResponse:
    """One risk: source, judgements, treatment, acceptance, evidence, and its entries in the ledger."""
    entry = queries.entry(risk_or_404(request, risk), now())
    organisation, actor = request.actor.organisation, request.actor
    histories = queries.history(entry.risk)
    context = {
        "entry": entry,
        "risk": entry.risk,
        "source": sheets.source_of(entry.risk),
        "threat": found.threat(entry.risk, now()),
        "moments": story.of(entry.risk, *histories),
        "about": f"risk_risk/{entry.risk.pk}",
        "entries": journal.entries(organisation, about=f"risk_risk/{entry.risk.pk}", most=6),
        "may_assess": actor.may("risks.assess") and entry.risk.state == RiskState.OPEN,
        "may_answer": actor.may("risks.assess") and entry.risk.state == RiskState.OFFERED,
        "may_treat": actor.may("risks.treat") and entry.risk.state == RiskState.OPEN,
        "may_accept": actor.may("risks.accept") and actor.user_id == entry.risk.owner_id,
        "actor": actor,
        "crumbs": [to_register(request)],
    }
    return render(request, "risk/register/risk.html", context)


@requires("risks.assess")
@require_http_methods(["GET", "POST"])
def add(request: OrganisationRequest) -> HttpResponse:
    """By hand, from Annex C, or from a threat of a system's model (`?system=credit&threat=DEV-T-1@scorer`)."""
    organisation = request.actor.organisation
    asked = found.asked(organisation, request.GET.get("system", ""), request.GET.get("threat", ""), now())
    initial = asked.initial if asked else {}
    form = forms.IdentifyRisk(found.systems(organisation), accounts.people(organisation), request.POST or None, initial=initial)  # fmt: skip  # noqa: E501
    if form.is_valid():
        try:
            made = services.identify_risk(request.actor, form.description())
        except RiskError as error:
            tell(form, error)
        else:
            messages.success(request, f"{made.reference} is in the register. Next: judge it.")
            return redirect("risk:risk", organisation, made.number)
    context = {"form": form, "asked": asked, "crumbs": [to_register(request)]}
    return render(request, "risk/register/add.html", context)


@requires("risks.assess")
@require_http_methods(["GET", "POST"])
def describe(request: OrganisationRequest, risk: int) -> HttpResponse:
    shown = risk_or_404(request, risk)
    standing = services.RiskDescription.of(shown)
    initial = {**{name: getattr(standing, name) for name in forms.DescribeRisk.base_fields}, "seen": standing.fingerprint}  # fmt: skip  # noqa: E501
    form = forms.ReviseRisk(accounts.people(request.actor.organisation), request.POST or None, initial=initial)

    def save() -> str:
        services.describe_risk(request.actor, shown, form.description(standing), seen=form.cleaned_data["seen"])
        return f"{shown.reference} is described anew."

    return answered(request, shown, form, save, {"title": "Describe the risk", "submit": "Save"})


@requires("risks.assess")
@require_http_methods(["GET", "POST"])
def judge(request: OrganisationRequest, risk: int, kind: str) -> HttpResponse:
    """Judge a risk without treatment or with it; the first judgement of a threat begins with a suggestion."""
    shown = risk_or_404(request, risk)
    if kind not in Kind.values:
        raise Http404
    standing = criteria.in_force(request.actor.organisation)
    if standing is None:
        messages.error(request, "No risk criteria are in force: propose them, and have another person approve them.")
        return redirect("risk:criteria", request.actor.organisation)
    entry = queries.entry(shown, now())
    threat = found.threat(shown, now()) if kind == Kind.INHERENT else None
    last = entry.inherent if kind == Kind.INHERENT else entry.residual or entry.inherent
    initial = found.initial_judgement(last, threat.suggestion if threat else None)
    form = forms.JudgeRisk(standing.criteria, request.POST or None, initial=initial)

    def save() -> str:
        made = services.judge(request.actor, shown, form.judgement(kind))
        level = standing.criteria.worst(made.likelihood, queries.steps(made)).level
        return f"{shown.reference} is judged: {level}, {standing.criteria.answer(level).meaning}."

    title = "What remains with its treatment" if kind == Kind.RESIDUAL else "Judge the risk without treatment"
    more = {"title": title, "submit": "Judge", "threat": threat, "map": heat_map(standing.criteria)}
    return answered(request, shown, form, save, more)


@requires("risks.assess")
@require_http_methods(["GET", "POST"])
def take_in(request: OrganisationRequest, risk: int) -> HttpResponse:
    shown = risk_or_404(request, risk)
    form = forms.TakeIn(accounts.people(request.actor.organisation), request.POST or None)

    def save() -> str:
        services.take_in(request.actor, shown, form.cleaned_data["owner_id"])
        return f"{shown.reference} is in the register. Next: judge it."

    return answered(request, shown, form, save, {"title": "Take it in", "submit": "Take in"})


@requires("risks.assess")
@require_http_methods(["GET", "POST"])
def settle(request: OrganisationRequest, risk: int) -> HttpResponse:
    shown = risk_or_404(request, risk)
    form = forms.Settle(request.POST or None)
    is_offered = shown.state == RiskState.OFFERED

    def save() -> str:
        services.settle(request.actor, shown, form.cleaned_data["reason"])
        return f"{shown.reference} is {'declined' if is_offered else 'closed'}; the ledger has your reason."

    words = "Decline" if is_offered else "Close"
    return answered(request, shown, form, save, {"title": f"{words} {shown.reference}", "submit": words})


@requires("risks.assess")
@require_http_methods(["GET", "POST"])
def import_table(request: OrganisationRequest) -> HttpResponse:
    """Import risks, or only look for errors; all rows or none."""
    form = forms.ImportRisks(request.POST or None, request.FILES or None)
    wrong: Sequence[rows.RowError] = ()
    if form.is_valid():
        try:
            told = rows.read(form.content())
            if form.cleaned_data["dry_run"]:
                number = len(importing.prepare(request.actor, told))
                messages.info(request, f"{number} risks can be imported as they are.")
            else:
                number = importing.import_risks(request.actor, told)
                messages.success(request, f"{number} risks are in the register.")
                return redirect("risk:register", request.actor.organisation)
        except rows.RowsError as error:
            wrong = error.errors
    context = {"form": form, "wrong": wrong, "crumbs": [to_register(request)]}
    return render(request, "risk/register/import.html", context)


def answered(
    request: OrganisationRequest, shown: Any, form: Form, save: Callable[[], str], more: Mapping[str, Any]
) -> HttpResponse:
    """A form about one risk: saved, or shown again with what is wrong."""
    if form.is_valid():
        try:
            said = save()
        except RiskError as error:
            tell(form, error)
        else:
            messages.success(request, said)
            return redirect("risk:risk", request.actor.organisation, shown.number)
    address = reverse("risk:risk", args=[request.actor.organisation, shown.number])
    crumbs = [to_register(request), Link(f"{shown.reference} {shown.event}", address)]
    context = {"form": form, "risk": shown, "crumbs": crumbs, "back": address, **more}
    return render(request, "risk/register/form.html", context)


def risk_or_404(request: OrganisationRequest, number: int) -> Any:
    shown = queries.risk(request.actor.organisation, number)
    if shown is None:
        raise Http404
    return shown


def to_register(request: OrganisationRequest) -> Link:
    return Link("Risks", reverse("risk:register", args=[request.actor.organisation]))


def _counts(entries: Sequence[Entry]) -> list[tuple[Standing, int]]:
    counted = Counter(one.standing for one in entries)
    return [(one, counted[one]) for one in Standing if counted[one]]


def _cells(entries: Sequence[Entry]) -> dict[tuple[int, int], int]:
    """How many open risks stand in each cell, by the judgement that counts."""
    counted: Counter[tuple[int, int]] = Counter()
    for one in entries:
        judged = one.counted
        if judged and judged.is_current and one.risk.state == RiskState.OPEN:
            counted[judged.record.likelihood, max(1, *queries.steps(judged.record).values())] += 1
    return counted


SHEETS: Mapping[str, Callable[[Sequence[Entry]], HttpResponse]] = {
    "csv": lambda entries: as_csv(_NAME, sheets.COLUMNS, sheets.rows(entries)),
    "xlsx": lambda entries: as_xlsx(_NAME, [Sheet("Risks", sheets.COLUMNS, sheets.rows(entries))]),
    "json": lambda entries: JsonResponse(
        {"schema": "assentian/risk-register/1", "risks": [sheets.told(one) for one in entries]},
        headers={"Content-Disposition": f'attachment; filename="{_NAME}.json"'},
    ),
}
