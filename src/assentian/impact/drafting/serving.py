"""What every page of a draft needs of a request: the draft of the system in the address, a question, the way back."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.urls import reverse

from assentian.impact.bank.facts import Question
from assentian.impact.drafting import challenging, queries, rules
from assentian.impact.drafting.queries import Told
from assentian.impact.drafting.saving import Outcome
from assentian.impact.models import Assessment
from assentian.inventory import queries as inventory
from assentian.web.access import OrganisationRequest
from assentian.web.components.lists import Link


class NoDraftError(Http404):
    """There is a system, and no draft of its assessment: none was started, or it was submitted meanwhile."""


def told_of(request: OrganisationRequest, system: str) -> Told:
    return queries.told(draft_of(request, system))


def draft_of(request: OrganisationRequest, system: str) -> Assessment:
    found = inventory.system(request.actor.organisation, system)
    if found is None:
        raise Http404
    standing = queries.draft(found)
    if standing is None:
        raise NoDraftError
    return standing


def hold(request: OrganisationRequest, told: Told, outcomes: Mapping[str, Outcome]) -> set[str]:
    """After something was saved, hold the answers against what is measured; the questions that it challenged."""
    saved = [(one.question, one.saved.value) for one in outcomes.values() if one.saved]
    if all(rules.stands_alone(told.bank, question, told.value(question), value) for question, value in saved):
        return set()
    return {one.question for one in challenging.hold(request.actor.name, told.assessment, request.actor.user_id)}


def question_of(told: Told, name: str) -> Question:
    try:
        return told.bank.question(name)
    except KeyError:
        raise Http404 from None


def place_of(request: OrganisationRequest, told: Told, question: Question) -> str:
    base = reverse("impact:module", args=[request.actor.organisation, told.assessment.system.slug, question.module])
    return f"{base}#question-{question.key}"


def about(request: OrganisationRequest, told: Told) -> dict[str, Any]:
    """What every page of a draft has."""
    organisation, system = request.actor.organisation, told.assessment.system
    return {
        "organisation": organisation,
        "system": system,
        "draft": told.assessment,
        "may_answer": request.actor.may("impact.answer"),
        "may_comment": request.actor.may("impact.comment"),
        "base": reverse("impact:draft", args=[organisation, system.slug]),
        "crumbs": [
            Link("Impact assessments", reverse("impact:list", args=[organisation])),
            Link(system.name, reverse("impact:assessment", args=[organisation, system.slug])),
            Link("Draft", reverse("impact:draft", args=[organisation, system.slug])),
        ],
    }
