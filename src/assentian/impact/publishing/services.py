"""The verbs of a public summary: decide about answers, publish what was decided, withdraw it.

Two people for everything public: who decided about an answer does not publish. What is published is the content that
was shown, bound by its digest; a newer version of the assessment starts again with nothing published of its own.
"""

from collections.abc import Mapping
from typing import Any

from assentian.accounts.rules import Actor, NotPermittedError
from assentian.impact.bank.library import by_digest
from assentian.impact.choices import SummaryState, VersionState
from assentian.impact.models import Assessment
from assentian.impact.outward import Disclosure, PublicSummary
from assentian.impact.publishing import content, queries, rules
from assentian.impact.publishing.content import Head
from assentian.impact.publishing.queries import Preparation
from assentian.impact.publishing.rules import Decision
from assentian.impact.reviewing.rules import digest
from assentian.impact.services import ImpactError
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now


def decide(actor: Actor, version: Assessment, contact: str, decisions: Mapping[str, Decision]) -> PublicSummary:
    """Say of answers whether they are published. A published summary stays as it is until this one is published."""
    actor.require("impact.summarise")
    if not contact.strip():
        raise ImpactError("contact", "say whom people can write to or call")
    with act(actor.organisation, actor.name, "prepare public summary"):
        found = _approved(actor, version)
        standing = queries.preparation(found)
        for key, decided in decisions.items():
            if key not in standing.defaults:
                raise ImpactError("", f"{key} is no answer that this summary decides about")
            if wrong := rules.against_deciding(standing.defaults[key], decided):
                raise ImpactError(f"{key}-reason", wrong)
        summary = standing.prepared
        if summary is None or summary.contact != contact:
            summary = summary or PublicSummary(
                organisation_id=actor.organisation, system_id=found.system_id, assessment=found
            )
            summary.contact, summary.prepared_by_id, summary.prepared_at = contact, actor.user_id, now()
            summary.save()
        for key, decided in decisions.items():
            _disclose(actor, summary, standing.decided.get(key), key, decided)
    return summary


def shown(preparation: Preparation) -> tuple[dict[str, Any], str]:
    """What would be public, and its digest: made from what is decided so far. At most one query."""
    version, prepared = preparation.version, preparation.prepared
    decided = {key: Decision(one.is_published, one.reason) for key, one in preparation.decided.items()}
    head = Head(
        organisation=version.organisation.name,
        system=version.system.name,
        approved=f"{version.approved_at:%Y-%m-%d}" if version.approved_at else "",
        contact=prepared.contact if prepared else "",
        digest=version.record_digest,
    )
    told = content.content(by_digest(version.bank), version.record, decided, head)
    return told, digest(told)


def against_publishing(actor: Actor, preparation: Preparation) -> list[str]:
    """No query."""
    prepared = preparation.prepared
    authors = {one.by_id for one in preparation.decided.values()} | ({prepared.prepared_by_id} if prepared else set())
    return rules.against_publishing(
        is_author=actor.user_id in authors,
        is_standing=preparation.version.state == VersionState.APPROVED,
        undecided=preparation.undecided,
    )


def publish(actor: Actor, version: Assessment, seen: str) -> PublicSummary:
    """Tell everybody the content whose digest was shown; it takes the place of the summary that is public."""
    actor.require("impact.publish")
    with act(actor.organisation, actor.name, "publish summary"):
        found = _approved(actor, version)
        preparation = queries.preparation(found)
        if preparation.prepared is None:
            raise ImpactError("", "no summary of this version is prepared")
        if held := against_publishing(actor, preparation):
            raise ImpactError("", "; ".join(held))
        told, sealed = shown(preparation)
        if sealed != seen:
            raise ImpactError("", "the summary is not the one that you were shown; read it again")
        if preparation.published is not None:
            preparation.published.state = SummaryState.SUPERSEDED
            preparation.published.save(update_fields=["state"])
        summary = preparation.prepared
        summary.content, summary.content_digest, summary.state = told, sealed, SummaryState.PUBLISHED
        summary.published_by_id, summary.published_at = actor.user_id, now()
        summary.save()
    return summary


def withdraw(actor: Actor, version: Assessment, reason: str) -> PublicSummary:
    """Take a public summary back, at once. Whoever prepares or publishes summaries may; the reason stays inside."""
    if not (actor.may("impact.publish") or actor.may("impact.summarise")):
        raise NotPermittedError("a summary is withdrawn by those who prepare or publish summaries")
    if not reason.strip():
        raise ImpactError("reason", "say why it is withdrawn")
    with act(actor.organisation, actor.name, "withdraw public summary"):
        AISystem.objects.of(actor.organisation).select_for_update(no_key=True).get(pk=version.system_id)
        public = PublicSummary.objects.of(actor.organisation).filter(assessment=version, state=SummaryState.PUBLISHED)
        summary = public.first()
        if summary is None:
            raise ImpactError("", "no summary of this version is public")
        summary.state, summary.withdrawn_because = SummaryState.WITHDRAWN, reason
        summary.withdrawn_by_id, summary.withdrawn_at = actor.user_id, now()
        summary.save()
    return summary


def _approved(actor: Actor, version: Assessment) -> Assessment:
    """The version, which nobody supersedes meanwhile: everything about a system's assessment waits for this lock."""
    AISystem.objects.of(actor.organisation).select_for_update(no_key=True).get(pk=version.system_id)
    found = Assessment.objects.of(actor.organisation).select_related("system", "organisation").get(pk=version.pk)
    if found.state != VersionState.APPROVED or not found.bank:
        raise ImpactError("", f"version {found.number} is not approved; only an approved one has a public summary")
    return found


def _disclose(actor: Actor, summary: PublicSummary, before: Disclosure | None, key: str, decided: Decision) -> None:
    """Write a decision, unless it says what already stands: who decided is who decided first."""
    if before is not None and Decision(before.is_published, before.reason) == decided:
        return
    one = before or Disclosure(organisation_id=actor.organisation, summary=summary, question=key)
    one.is_published, one.reason, one.by_id, one.at = decided.is_published, decided.reason, actor.user_id, now()
    one.save()
