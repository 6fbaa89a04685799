"""The page of the statement: its lines by group, what is decided in place, and what is submitted from it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assentian.controls.services import ControlError
from assentian.controls.statement import forms, joint, queries, rules, services
from assentian.controls.statement.rules import Line
from assentian.inventory import queries as inventory
from assentian.journal.context import now
from assentian.journal.reading import reading
from assentian.standards.catalogue import catalogue
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.forms import tell

_FIELDS = {"statement": "how"}
"""Names of the service whose field has another."""

_TABS = {queries.NEEDED: "ISO/IEC 42001", queries.JOINT: "ISO/IEC 27001", rules.OWN: "Our own"}
_VIEWS = {queries.JOINT: "ISO/IEC 27001", queries.PRIVACY: "ISO/IEC 27701"}
_SHOWN: dict[str, Callable[[Line], bool]] = {
    "applicable": lambda line: line.applicable is True,
    "left_out": lambda line: line.applicable is False,
    "undecided": lambda line: line.is_undecided,
    "missed": lambda line: line.is_missed,
    "open": lambda line: line.applicable is True and not line.is_implemented,
    "unproved": lambda line: line.is_implemented and not line.is_proved,
}


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading of their edition, as shown; `whole` counts them all."""

    id: str
    title: str
    lines: tuple[Line, ...]
    whole: rules.Counts


@requires("read")
@require_GET
def statement(request: OrganisationRequest) -> HttpResponse:
    return _page(request, editing=request.GET.get("edit", ""))


@requires("applicability.decide")
@require_http_methods(["GET", "POST"])
def decide(request: OrganisationRequest, key: str) -> HttpResponse:
    """Decide one line; the page's own query string says for which scope, and comes back afterwards."""
    if not queries.is_control(request.actor.organisation, key):
        raise Http404
    if request.method == "GET":
        return _page(request, editing=key)
    form = forms.Decide(request.actor.organisation, request.POST)
    if form.is_valid():
        try:
            services.decide(request.actor, _decision(request, key, form.cleaned_data))
        except ControlError as error:
            tell(form, error, _FIELDS)
        else:
            messages.success(request, f"{key} is decided; the ledger has it.")
            return redirect(f"{_base(request)}{_kept(request)}#{key}")
    return _page(request, editing=key, form=form)


@requires("applicability.decide")
@require_http_methods(["GET", "POST"])
def rest(request: OrganisationRequest) -> HttpResponse:
    """One decision for every control of a group that nobody has decided."""
    edition = _edition(request)
    undecided = [line for line in queries.decided(request.actor.organisation) if line.is_undecided]
    undecided = [line for line in undecided if line.edition == edition]
    numbers = Counter((line.group, line.group_title) for line in undecided)
    form = forms.DecideRest([(*group, number) for group, number in numbers.items()], request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        chosen = [line.requirement for line in undecided if line.group == said["rest"]]
        try:
            made = services.decide_rest(request.actor, chosen, is_applicable=said["applicable"], reason=said["reason"])
        except ControlError as error:
            tell(form, error, _FIELDS)
        else:
            messages.success(request, f"{made} controls of {said['rest']} are decided.")
            return redirect(f"{_base(request)}?edition={edition}")
    context = {"form": form, "undecided": len(undecided), "crumbs": [crumb(request)], "edition": _TABS[edition]}
    return render(request, "controls/rest.html", context)


@requires("applicability.decide")
@require_http_methods(["GET", "POST"])
def own(request: OrganisationRequest) -> HttpResponse:
    form = forms.AddOwn(request.POST or None)
    if form.is_valid():
        try:
            made = services.add_own(request.actor, form.cleaned_data["title"], form.cleaned_data["purpose"])
        except ControlError as error:
            tell(form, error, _FIELDS)
        else:
            messages.success(request, f"Own {made.number} is part of the statement, and applicable.")
            return redirect(f"{_base(request)}?edition={rules.OWN}")
    return render(request, "controls/own.html", {"form": form, "crumbs": [crumb(request)]})


@requires("applicability.submit")
@require_POST
def submit(request: OrganisationRequest) -> HttpResponse:
    form = forms.Submit(request.POST)
    if form.is_valid():
        try:
            made = services.submit(request.actor, form.cleaned_data["note"])
        except ControlError as error:
            messages.error(request, f"Not submitted. {error}")
        else:
            messages.success(request, f"Version {made.number} awaits the approval of somebody else.")
            return redirect("controls:version", request.actor.organisation, made.number)
    return _page(request, submitting=form)


@requires("read")
@require_GET
def joint_view(request: OrganisationRequest) -> HttpResponse:
    edition = request.GET.get("with", queries.JOINT)
    edition = edition if edition in _VIEWS else queries.JOINT
    lines = queries.lines(request.actor.organisation, now())
    found = joint.joined(lines, edition)
    context = {
        "edition": catalogue().edition(edition),
        "is_decided": edition == queries.JOINT,
        "themes": joint.themes(found),
        "is_open": request.GET.get("open") == "all",
        "total": len(found),
        "met": sum(bool(one.neighbours) for one in found),
        "differing": sum(one.differs for one in found),
        "counts": rules.counts(line for line in lines if line.edition == edition),
        "tabs": _tabs(request, "joint"),
        "views": [Link(label, f"?with={key}", key == edition) for key, label in _VIEWS.items()],
        "crumbs": [crumb(request)],
    }
    return render(request, "controls/joint.html", context)


def crumb(request: OrganisationRequest) -> Link:
    return Link("Statement of Applicability", _base(request))


def _page(
    request: OrganisationRequest, *, editing: str = "", form: Form | None = None, submitting: Form | None = None
) -> HttpResponse:
    organisation, moment, edition = request.actor.organisation, now(), _edition(request)
    with reading():
        every = queries.lines(organisation, moment)
        systems = {system.slug: system for system in inventory.every(organisation)}
    standing = queries.standing(organisation, every)
    scope = systems.get(request.GET.get("scope", ""))
    held = queries.for_system(every, scope) if scope else every
    lines = [line for line in held if line.edition == edition]
    headings = {line.group: line.group_title for line in lines}
    finder = forms.FindLines(systems.values(), headings.items(), request.GET or None, initial={"edition": edition})
    edited = next((line for line in lines if line.requirement == editing and line.scope in ("", _slug(scope))), None)
    may_decide = request.actor.may("applicability.decide")
    if edited and may_decide and form is None:
        form = forms.Decide.of(organisation, edited)
    context = {
        "tabs": _tabs(request, edition),
        "edition": edition,
        "edition_name": _TABS[edition],
        "scope": scope,
        "finder": finder,
        "kept": _kept(request),
        **_figures(rules.counts(line for line in lines if scope or not line.scope)),
        "groups": _groups(lines, finder.asked(), standing),
        "standing": standing,
        "editing": edited.requirement if edited and may_decide else "",
        "form": form,
        "submitting": submitting or forms.Submit(),
        "may_decide": may_decide,
        "may_submit": request.actor.may("applicability.submit"),
    }
    return render(request, "controls/statement.html", context)


def _figures(counts: rules.Counts) -> dict[str, Any]:
    """The counts with a word beside each, and the tone of what wants a look."""
    return {
        "counts": counts,
        "words": {
            "applicable": f"{counts.applicable} / {counts.total}",
            "implemented": f"{counts.implemented} / {counts.applicable}",
            "proved": f"{counts.proved} / {counts.applicable}",
            "undecided": f"{counts.undecided} not decided" if counts.undecided else "every control is decided",
            "missed": f"{counts.missed} named as necessary" if counts.missed else "none is named as necessary",
        },
        "tones": {
            "undecided": "warn" if counts.undecided else "",
            "proved": "warn" if counts.implemented > counts.proved else "",
            "missed": "warn" if counts.missed else "",
        },
    }


def _groups(lines: list[Line], asked: dict[str, Any], standing: queries.Standing) -> list[Group]:
    """Lines by their heading, in the order of the standard; groups in which nothing is shown stay away."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.group, []).append(line)
    gone = {(change.control, change.system) for change in standing.lapsed}
    groups = [
        Group(
            group,
            members[0].group_title,
            tuple(line for line in members if _is_shown(line, asked.get("show", ""), gone)),
            rules.counts(line for line in members if not line.scope or line.scope == asked.get("scope")),
        )
        for group, members in found.items()
        if asked.get("group") in ("", None, group)
    ]
    return [group for group in groups if group.lines]


def _is_shown(line: Line, show: str, lapsed: set[tuple[str, str]]) -> bool:
    if show == "lapsed":
        return (line.requirement, line.scope) in lapsed
    return _SHOWN[show](line) if show in _SHOWN else True


def _decision(request: OrganisationRequest, key: str, said: dict[str, Any]) -> services.Decision:
    slug = request.GET.get("scope", "")
    system = inventory.system(request.actor.organisation, slug) if slug else None
    if slug and system is None:
        raise Http404
    return services.Decision(
        requirement=key,
        system=system,
        is_applicable=said["applicable"],
        reason=said["reason"],
        status=said["status"] if said["applicable"] else "",
        how=said["how"],
        owner_id=said["owner"],
    )


def _edition(request: OrganisationRequest) -> str:
    asked = request.GET.get("edition", queries.NEEDED)
    return asked if asked in _TABS else queries.NEEDED


def _slug(system: Any) -> str:
    return str(system.slug) if system else ""


def _kept(request: OrganisationRequest) -> str:
    """The query string without what is being edited."""
    kept = request.GET.copy()
    kept.pop("edit", None)
    return f"?{kept.urlencode()}"


def _base(request: OrganisationRequest) -> str:
    return reverse("controls:statement", args=[request.actor.organisation])


def _tabs(request: OrganisationRequest, current: str) -> list[Link]:
    base, organisation = _base(request), request.actor.organisation
    return [
        *(Link(label, f"{base}?edition={key}", key == current) for key, label in _TABS.items()),
        Link("Joint view", reverse("controls:joint", args=[organisation]), current == "joint"),
        Link("Versions", reverse("controls:versions", args=[organisation]), current == "versions"),
    ]


def tabs(request: OrganisationRequest) -> list[Link]:
    return _tabs(request, "versions")
