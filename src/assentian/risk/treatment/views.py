"""Pages of treatment: the plan with its exports, and the forms that decide, carry out, withdraw and accept."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from assentian.accounts import queries as accounts
from assentian.journal.context import now
from assentian.risk.accepted import queries as accepted
from assentian.risk.accepted import rules as acceptances
from assentian.risk.register import found
from assentian.risk.register import queries as register
from assentian.risk.register.views import answered, risk_or_404
from assentian.risk.treatment import forms, listing, queries, services, sheets
from assentian.risk.treatment.queries import Step
from assentian.web.access import OrganisationRequest, requires
from assentian.web.pages import paginate
from assentian.web.registers import as_csv, page_size
from assentian.web.workbooks import Sheet, as_xlsx

_NAME = "risk-treatment-plan"
_SHEETS: Mapping[str, Callable[[Sequence[Step]], HttpResponse]] = {
    "csv": lambda steps: as_csv(_NAME, sheets.COLUMNS, sheets.rows(steps)),
    "xlsx": lambda steps: as_xlsx(_NAME, [Sheet("Treatment plan", sheets.COLUMNS, sheets.rows(steps))]),
}
_USUAL = timedelta(days=180)


@requires("read")
@require_GET
def plan(request: OrganisationRequest) -> HttpResponse:
    finder = listing.finder(request.actor.organisation, request.GET)
    steps, shown = listing.listed(request.actor.organisation, finder, now().date())
    finder.count(Counter(one.state for one in steps))
    context = {
        "listing": paginate(request.GET, shown, size=page_size(request.GET)),
        "finder": finder,
        "query": request.GET.urlencode(),
        "total": len(steps),
        "sheets": list(_SHEETS),
        "actor": request.actor,
        "may_treat": request.actor.may("risks.treat"),
    }
    return render(request, "risk/treatment/plan.html", context)


@requires("read")
@require_GET
def sheet(request: OrganisationRequest, sheet: str) -> HttpResponse:
    """The plan as it is filtered on its page, all of it."""
    if sheet not in _SHEETS:
        raise Http404
    organisation = request.actor.organisation
    _, shown = listing.listed(organisation, listing.finder(organisation, request.GET), now().date())
    return _SHEETS[sheet](shown)


@requires("risks.treat")
@require_http_methods(["GET", "POST"])
def treat(request: OrganisationRequest, risk: int) -> HttpResponse:
    shown = risk_or_404(request, risk)
    threat = found.threat(shown, now())
    controls = [key.short for key in threat.judged.instance.threat.controls] if threat else []
    initial = {"controls": "\n".join(controls)}
    form = forms.TreatRisk(accounts.people(request.actor.organisation), request.POST or None, initial=initial)

    def save() -> str:
        services.treat(request.actor, shown, form.treatment())
        return f"The treatment of {shown.reference} is decided. When its actions are done, judge what remains."

    return answered(request, shown, form, save, {"title": "Treat the risk", "submit": "Decide"})


@requires("risks.treat")
@require_http_methods(["GET", "POST"])
def add_action(request: OrganisationRequest, treatment: int) -> HttpResponse:
    shown = _treatment_or_404(request, treatment)
    form = forms.AddAction(accounts.people(request.actor.organisation), request.POST or None)

    def save() -> str:
        services.add_action(request.actor, shown, form.action())
        return "The action is in the plan."

    return answered(request, shown.risk, form, save, {"title": "Add an action", "submit": "Add"})


@requires("actions.finish")
@require_http_methods(["GET", "POST"])
def finish(request: OrganisationRequest, action: int) -> HttpResponse:
    shown = queries.action(request.actor.organisation, action)
    if shown is None:
        raise Http404
    form = forms.FinishAction(request.POST or None)

    def save() -> str:
        services.finish_action(request.actor, shown, form.cleaned_data["note"])
        return "The action is done."

    return answered(request, shown.treatment.risk, form, save, {"title": shown.title, "submit": "Done"})


@requires("risks.treat")
@require_http_methods(["GET", "POST"])
def withdraw(request: OrganisationRequest, treatment: int) -> HttpResponse:
    shown = _treatment_or_404(request, treatment)
    form = forms.Withdraw(request.POST or None)

    def save() -> str:
        services.withdraw_treatment(request.actor, shown, form.cleaned_data["reason"])
        return "The treatment is withdrawn."

    return answered(request, shown.risk, form, save, {"title": "Withdraw the treatment", "submit": "Withdraw"})


@requires("risks.accept")
@require_http_methods(["GET", "POST"])
def accept(request: OrganisationRequest, risk: int) -> HttpResponse:
    """What remains, whole, as it is signed; what is in the way is said before anybody types."""
    shown = risk_or_404(request, risk)
    moment = now()
    entry = register.entry(shown, moment)
    state = accepted.states(request.actor.organisation, [shown], moment)[shown.pk]
    initial = {"until": moment.date() + _USUAL, "seen": acceptances.digest(state)}
    form = forms.AcceptResidual(request.POST or None, initial=initial)

    def save() -> str:
        told = form.cleaned_data
        services.accept_residual(request.actor, shown, until=told["until"], reason=told["reason"], seen=told["seen"])
        return f"What remains of {shown.reference} is accepted until {told['until']:%Y-%m-%d}; the ledger has your signature."  # noqa: E501

    more = {
        "title": "Accept what remains",
        "submit": "Accept",
        "entry": entry,
        "state": state,
        "digest": initial["seen"],
        "in_the_way": services.in_the_way(request.actor, entry),
    }
    return answered(request, shown, form, save, more)


def _treatment_or_404(request: OrganisationRequest, number: int) -> Any:
    shown = queries.treatment(request.actor.organisation, number)
    if shown is None:
        raise Http404
    return shown
