"""Pages of the guided form: the model at a glance, one member at a time, and the questions that it leaves open."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assentian.risk import queries
from assentian.risk.frame import crumbs, system_or_404, tabs
from assentian.risk.modelling import pages, rules, services
from assentian.risk.modelling.forms import AnswerForm, MemberForm, NewMemberForm, RemoveForm, RenameForm, SystemForm
from assentian.risk.register import queries as register
from assentian.risk.services import SavedMeanwhileError, ThreatModelError
from assentian.threats.matching import instances
from assentian.threats.model import ThreatModel
from assentian.threats.questions import questions, title
from assentian.threats.wording import NAMES
from assentian.web.access import OrganisationRequest, requires


@requires("read")
@require_GET
def overview(request: OrganisationRequest, system: str) -> HttpResponse:
    """The whole model in its sections, what it leaves open, and what the newest version changed."""
    found, saved, model = _model(request, system)
    asked = questions(model, instances(model)) if model else []
    context = {
        "system": found,
        "saved": saved,
        "model": model,
        "told": pages.of_system(model) if model else [],
        "groups": pages.groups(model) if model else [],
        "questions": asked,
        "steps": pages.steps(model, len(asked)),
        "changes": queries.changes(saved) if saved else None,
        "may_model": request.actor.may("threats.model"),
        "crumbs": crumbs(request, found),
        "tabs": tabs(request, found, "risk:model"),
    }
    return render(request, "risk/modelling/overview.html", context)


@requires("threats.model")
@require_http_methods(["GET", "POST"])
def describe(request: OrganisationRequest, system: str) -> HttpResponse:
    """What the system is; the first thing told of a new model."""
    found, saved, model = _model(request, system)
    if saved and model is None:
        return redirect("risk:edit", request.actor.organisation, system)
    standing = model.system if model else {"id": found.slug, "name": found.name, "purpose": found.purpose}
    form = SystemForm(model, request.POST or None, standing=standing, initial={"seen": _version(saved)})
    context = {"heading": "The system", "lead": "What it is decides which threats are looked at."}

    def save() -> services.Saved:
        return services.describe(request.actor, found, form.told(), seen=form.cleaned_data["seen"])

    return _answered(request, found, form, save, context)


@requires("threats.model")
@require_http_methods(["GET", "POST"])
def add(request: OrganisationRequest, system: str, section: str) -> HttpResponse:
    found, saved, model = _model(request, system)
    if section not in NAMES:
        raise Http404
    if model is None:
        return redirect("risk:edit" if saved else "risk:describe", request.actor.organisation, system)
    form = NewMemberForm(section, model, request.POST or None, initial={"seen": _version(saved)})
    context = {
        "heading": f"Add a {NAMES[section]}" if section != "actors" else "Add an actor",
        "lead": pages.LEADS[section],
        "needs": section in {"actors", "parts"} and not model.boundaries,
    }

    def save() -> services.Saved:
        place = (section, form.key())
        return services.tell(request.actor, found, place, form.told(), seen=form.cleaned_data["seen"])

    return _answered(request, found, form, save, context)


@requires("threats.model")
@require_http_methods(["GET", "POST"])
def change(request: OrganisationRequest, system: str, section: str, member: str) -> HttpResponse:
    found, saved, model, standing = _member(request, system, section, member)
    form = MemberForm(section, model, request.POST or None, standing=standing, initial={"seen": _version(saved)})
    context = {
        "heading": member if section == "flows" else title(model, section, member),
        "lead": f"{NAMES[section].capitalize()} “{member}”.",
        "remove": reverse("risk:remove", args=[request.actor.organisation, system, section, member]),
        "rename": section != "flows"
        and reverse("risk:rename", args=[request.actor.organisation, system, section, member]),
        "here": [one for one in instances(model) if one.element == member],
        "users": rules.users(model, section, member),
    }

    def save() -> services.Saved:
        return services.tell(request.actor, found, (section, member), form.told(), seen=form.cleaned_data["seen"])

    return _answered(request, found, form, save, context)


@requires("threats.model")
@require_http_methods(["GET", "POST"])
def rename(request: OrganisationRequest, system: str, section: str, member: str) -> HttpResponse:
    """Another name, and what takes it over; a flow has none of its own but that of its ends."""
    found, saved, model, _ = _member(request, system, section, member)
    if section == "flows":
        raise Http404
    form = RenameForm(section, model, request.POST or None, initial={"seen": _version(saved), "name": member})
    elements = {member, *rules.flows_of(model, member)} if section in {"actors", "parts"} else set()
    live = register.of_threats(request.actor.organisation, found)
    context = {
        "heading": f"Rename {title(model, section, member)}",
        "lead": f"{NAMES[section].capitalize()} “{member}”. What stood before stays as a version.",
        "flows": sorted(elements - {member}),
        "users": rules.users(model, section, member),
        "risks": [one for one in live if one.source_key.partition("@")[2] in elements],
        "submit": "Rename it",
        "template": "risk/modelling/rename.html",
    }

    def save() -> services.Saved:
        told = form.cleaned_data
        return services.rename(request.actor, found, (section, member), told["name"], seen=told["seen"])

    return _answered(request, found, form, save, context)


@requires("threats.model")
@require_http_methods(["GET", "POST"])
def remove(request: OrganisationRequest, system: str, section: str, member: str) -> HttpResponse:
    """What goes with a member and what keeps it, before it is taken out."""
    found, saved, model, _ = _member(request, system, section, member)
    form = RemoveForm(request.POST or None, initial={"seen": _version(saved)})
    users = rules.users(model, section, member)
    context = {
        "heading": f"Remove {title(model, section, member)}",
        "lead": f"{NAMES[section].capitalize()} “{member}”. What stood before stays as a version.",
        "flows": rules.flows_of(model, member) if section in {"actors", "parts"} else [],
        "users": users,
        "submit": "Remove it",
        "template": "risk/modelling/remove.html",
    }

    def save() -> services.Saved:
        return services.remove(request.actor, found, (section, member), seen=form.cleaned_data["seen"])

    return _answered(request, found, form, save, context)


@requires("threats.model")
@require_http_methods(["GET", "POST"])
def answer(request: OrganisationRequest, system: str) -> HttpResponse:
    """One open question, `?question=` from 1; its answer leads to the next."""
    found, saved, model = _model(request, system)
    if model is None:
        return redirect("risk:model", request.actor.organisation, system)
    asked = questions(model, instances(model))
    if not asked:
        return redirect("risk:model", request.actor.organisation, system)
    number = _number(request.GET.get("question", ""), len(asked))
    if "about" in request.POST:  # by what it is about: somebody may have answered another meanwhile
        places = [one.place.words for one in asked]
        if request.POST["about"] not in places:
            messages.warning(request, "This question was answered meanwhile.")
            return redirect("risk:answer", request.actor.organisation, system)
        number = places.index(request.POST["about"]) + 1
    question = asked[number - 1]
    form = AnswerForm(model, question.place, question.words, request.POST or None, initial={"seen": _version(saved)})
    context = {
        "heading": f"Question {number} of {len(asked)}",
        "lead": "What nobody told keeps a threat as possible. An answer settles it, either way.",
        "question": question,
        "another": number % len(asked) + 1 if len(asked) > 1 else 0,
        "submit": "Answer",
        "template": "risk/modelling/question.html",
        "next": "risk:answer",
    }

    def save() -> services.Saved:
        value = form.cleaned_data["answer"]
        return services.answer(request.actor, found, question.place, value, seen=form.cleaned_data["seen"])

    return _answered(request, found, form, save, context)


def _answered(
    request: OrganisationRequest,
    system: Any,
    form: forms.Form,
    save: Callable[[], services.Saved],
    context: Mapping[str, Any],
) -> HttpResponse:
    """The form, or what follows when it was sent: a new version, or the complaint beside what it is about."""
    shown = {**context, "form": form, "system": system, "crumbs": crumbs(request, system, "risk:system", "risk:model")}
    if request.method == "POST" and form.is_valid():
        try:
            saved = save()
        except SavedMeanwhileError as error:
            shown["standing"] = error.standing
            posted = request.POST.copy()
            posted["seen"] = str(error.standing.version)
            form.data = posted
            form.add_error(None, f"{error}. What you filled in is kept; saving again changes only this.")
        except ThreatModelError as error:
            name = error.key.rpartition(".")[2].partition("[")[0]
            form.add_error(name if name in form.fields else None, str(error))
        else:
            messages.success(request, _told(saved))
            return redirect(context.get("next", "risk:model"), request.actor.organisation, system.slug)
    template = context.get("template", "risk/modelling/member.html")
    return render(request, template, shown, status=422 if form.errors else 200)


def _told(saved: services.Saved) -> str:
    rewritten = " The text was written anew: comments in it are gone; version " if saved.is_rewritten else ""
    before = f"{rewritten}{saved.version.version - 1} still has them." if rewritten else ""
    return f"Version {saved.version.version} of the threat model is in the ledger.{before}"


def _model(request: OrganisationRequest, slug: str) -> tuple[Any, Any, ThreatModel | None]:
    """The system, its newest version and the model that it tells; 404 without the system."""
    found = system_or_404(request, slug)
    saved = queries.newest(found)
    return found, saved, queries.model_of(saved) if saved else None


def _member(
    request: OrganisationRequest, slug: str, section: str, member: str
) -> tuple[Any, Any, ThreatModel, Mapping[str, Any]]:
    found, saved, model = _model(request, slug)
    if model is None or section not in NAMES:
        raise Http404
    flows = {flow.key: flow.attributes for flow in model.flows}
    standing = flows.get(member) if section == "flows" else getattr(model, section).get(member)
    if standing is None:
        raise Http404
    return found, saved, model, standing


def _version(saved: Any) -> int:
    return saved.version if saved else 0


def _number(asked: str, most: int) -> int:
    is_number = asked.isascii() and asked.isdigit() and len(asked) < len("10000")
    return min(max(int(asked), 1), most) if is_number else 1
