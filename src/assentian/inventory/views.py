"""Pages of the inventory: registers of AI systems and of assets, one of each, and the forms that add to them."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assentian.accounts import queries as accounts
from assentian.inventory import queries, services
from assentian.inventory.charts import lineage_chart
from assentian.inventory.forms import DescribeAsset, DescribeSystem, FindAsset, FindSystem, ReviseSystem
from assentian.inventory.measured import measured
from assentian.journal import queries as journal
from assentian.standards.vocabulary import AIRole
from assentian.web.access import OrganisationRequest, requires
from assentian.web.components.lists import Link
from assentian.web.forms import tell
from assentian.web.pages import Sorting, paginate
from assentian.web.registers import as_csv, page_size

_SYSTEM_ORDER = {
    "name": ("name", "pk"),
    "stage": ("stage_order", "name", "pk"),
    "form": ("form", "name", "pk"),
    "owner": ("owner__name", "name", "pk"),
}
_ASSET_ORDER = {
    "name": ("name", "pk"),
    "kind": ("kind", "name", "pk"),
    "owner": ("owner__name", "name", "pk"),
    "revisions": ("revision_count", "name", "pk"),
    "newest": ("newest_at", "name", "pk"),
}
_HISTORY = 8


@requires("read")
@require_GET
def systems(request: OrganisationRequest) -> HttpResponse:
    finder = FindSystem(request.GET or None)
    sort = Sorting.read(request.GET, _SYSTEM_ORDER, default="name")
    found = _found_systems(request.actor.organisation, finder).order_by(*sort.order_by)
    listing = paginate(request.GET, found, size=page_size(request.GET))
    newest = measured.of(request.actor.organisation, [system.pk for system in listing.rows])
    context = {
        "listing": listing,
        "rows": [(system, role_labels(system.roles), newest.get(system.pk)) for system in listing.rows],
        "sort": sort,
        "finder": finder,
        "query": request.GET.urlencode(),
        "may_register": request.actor.may("systems.register"),
    }
    return render(request, "inventory/systems.html", context)


@requires("read")
@require_GET
def systems_csv(request: OrganisationRequest) -> HttpResponse:
    """The register as filtered and sorted on its page, all of it."""
    sort = Sorting.read(request.GET, _SYSTEM_ORDER, default="name")
    found = _found_systems(request.actor.organisation, FindSystem(request.GET)).order_by(*sort.order_by)
    newest = measured.of(request.actor.organisation)
    rows = (
        (
            system.slug,
            system.name,
            system.get_form_display(),
            system.get_stage_display(),
            system.owner.name,
            "; ".join(role_labels(system.roles)),
            system.purpose,
            newest[system.pk].label if system.pk in newest else "not measured",
            f"{newest[system.pk].at:%Y-%m-%d}" if system.pk in newest else "",
        )
        for system in found
    )
    columns = ("System", "Name", "Form", "Stage", "Owner", "Roles", "Purpose", "Newest checks", "Measured")
    return as_csv("ai-systems", columns, rows)


@requires("systems.register")
@require_http_methods(["GET", "POST"])
def register(request: OrganisationRequest) -> HttpResponse:
    form = DescribeSystem(accounts.people(request.actor.organisation), request.POST or None)
    if form.is_valid():
        try:
            made = services.register_system(request.actor, form.description())
        except services.InventoryError as error:
            tell(form, error)
        else:
            messages.success(
                request, f"{made.name} is registered. Next: register its data and model, and run its first check."
            )
            return redirect("inventory:system", request.actor.organisation, made.slug)
    crumbs = [_to_systems(request)]
    return render(request, "inventory/register.html", {"form": form, "crumbs": crumbs})


@requires("systems.register")
@require_http_methods(["GET", "POST"])
def revise(request: OrganisationRequest, system: str) -> HttpResponse:
    found = _system_or_404(request, system)
    told = services.SystemDescription.of(found)
    shown = {**{name: getattr(told, name) for name in DescribeSystem.base_fields}, "seen": told.fingerprint}
    posted = request.POST.copy()
    form = ReviseSystem(accounts.people(request.actor.organisation), posted or None, initial=shown)
    if form.is_valid():
        try:
            services.revise_system(request.actor, found, form.description(), seen=form.cleaned_data["seen"])
        except services.RevisedMeanwhileError as error:
            _tell_both(form, error.standing)
            posted["seen"] = error.standing.fingerprint
        except services.InventoryError as error:
            tell(form, error)
        else:
            messages.success(request, f"{found.name} is revised; the ledger keeps what stood before.")
            return redirect("inventory:system", request.actor.organisation, found.slug)
    crumbs = [_to_systems(request), Link(found.name, "../")]
    return render(request, "inventory/revise.html", {"form": form, "system": found, "crumbs": crumbs})


@requires("read")
@require_GET
def system(request: OrganisationRequest, system: str) -> HttpResponse:
    found = _system_or_404(request, system)
    origin = queries.lineage(found)
    about = f"{found._meta.db_table}/{found.pk}"
    context = {
        "system": found,
        "roles": role_labels(found.roles),
        "versions": queries.versions(found),
        "edges": origin.edges,
        "lineage": lineage_chart(found, origin, request.actor.organisation) if origin.parts else None,
        "about": about,
        "entries": journal.entries(request.actor.organisation, about=about, most=_HISTORY),
        "may_revise": request.actor.may("systems.register"),
        "crumbs": [_to_systems(request)],
    }
    return render(request, "inventory/system.html", context)


@requires("read")
@require_GET
def assets(request: OrganisationRequest) -> HttpResponse:
    finder = FindAsset(request.GET or None)
    sort = Sorting.read(request.GET, _ASSET_ORDER, default="name")
    found = queries.assets(request.actor.organisation, **finder.asked()).order_by(*sort.order_by)
    listing = paginate(request.GET, found, size=page_size(request.GET))
    context = {
        "listing": listing,
        "sort": sort,
        "finder": finder,
        "query": request.GET.urlencode(),
        "may_register": request.actor.may("assets.register"),
    }
    return render(request, "inventory/assets.html", context)


@requires("read")
@require_GET
def assets_csv(request: OrganisationRequest) -> HttpResponse:
    sort = Sorting.read(request.GET, _ASSET_ORDER, default="name")
    found = queries.assets(request.actor.organisation, **FindAsset(request.GET).asked()).order_by(*sort.order_by)
    columns = ("Asset", "Name", "Kind", "Owner", "Source", "Licence", "Legal basis", "Revisions", "Newest digest")
    rows = (
        (
            asset.slug,
            asset.name,
            asset.get_kind_display(),
            asset.owner.name,
            asset.source or asset.description,
            asset.licence,
            asset.legal_basis,
            asset.revision_count,
            asset.newest_digest or "",
        )
        for asset in found
    )
    return as_csv("assets", columns, rows)


@requires("assets.register")
@require_http_methods(["GET", "POST"])
def register_asset(request: OrganisationRequest) -> HttpResponse:
    form = DescribeAsset(accounts.people(request.actor.organisation), request.POST or None)
    if form.is_valid():
        try:
            made = services.register_asset(request.actor, form.details())
        except services.InventoryError as error:
            tell(form, error)
        else:
            messages.success(request, f"{made.name} is registered. Next: record its first revision by its SHA-256.")
            return redirect("inventory:asset", request.actor.organisation, made.slug)
    return render(request, "inventory/register_asset.html", {"form": form, "crumbs": [_to_assets(request)]})


@requires("read")
@require_GET
def asset(request: OrganisationRequest, asset: str) -> HttpResponse:
    found = queries.asset(request.actor.organisation, asset)
    if found is None:
        raise Http404
    revisions = queries.revisions(found)
    running = {version.system for revision in revisions for version in revision.versions.all()}
    context = {
        "asset": found,
        "revisions": revisions,
        "systems": sorted(running, key=lambda system: system.name),
        "may_approve": request.actor.may("revisions.approve"),
        "crumbs": [_to_assets(request)],
    }
    return render(request, "inventory/asset.html", context)


@requires("revisions.approve")
@require_POST
def approve_revision(request: OrganisationRequest, asset: str, revision: int) -> HttpResponse:
    found = queries.asset(request.actor.organisation, asset)
    wanted = queries.revision(found, revision) if found else None
    if wanted is None:
        raise Http404
    services.approve_revision(request.actor, wanted)
    messages.success(request, f"Revision {wanted.label} is approved; evidence may be measured against it.")
    return redirect("inventory:asset", organisation=request.actor.organisation, asset=asset)


def role_labels(roles: Sequence[str]) -> list[str]:
    return [AIRole(role).label for role in roles]


def _found_systems(organisation: str, finder: FindSystem) -> QuerySet[Any]:
    """The register as the finder narrows it; by newest checks it takes one query more."""
    asked = finder.asked()
    wanted = asked.pop("measured", "")
    found = queries.systems(organisation, **asked)
    if not wanted:
        return found
    newest = measured.of(organisation)
    if wanted == "none":
        return found.exclude(pk__in=list(newest))
    return found.filter(pk__in=[pk for pk, state in newest.items() if state.word == wanted])


def _system_or_404(request: OrganisationRequest, slug: str) -> Any:
    found = queries.system(request.actor.organisation, slug)
    if found is None:
        raise Http404
    return found


def _tell_both(form: ReviseSystem, standing: services.SystemDescription) -> None:
    """Keep what was typed and say, field by field, what stands; saving again takes what was typed."""
    form.add_error(None, str(services.RevisedMeanwhileError(standing)))
    typed = form.description()
    for name in DescribeSystem.base_fields:
        stands = getattr(standing, name)
        if getattr(typed, name) != stands:
            form.add_error(name, f"now stands: {form.printed(name, stands)}")


def _to_systems(request: HttpRequest) -> Link:
    return Link("AI systems", reverse("inventory:systems", args=[request.actor.organisation]))  # type: ignore[attr-defined]


def _to_assets(request: HttpRequest) -> Link:
    return Link("Assets", reverse("inventory:assets", args=[request.actor.organisation]))  # type: ignore[attr-defined]
