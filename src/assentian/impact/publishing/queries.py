"""Reads of public summaries: for the page on which they are prepared, and for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass

from assentian.accounts import queries as accounts
from assentian.impact.bank.library import by_digest
from assentian.impact.choices import SummaryState, VersionState
from assentian.impact.models import Assessment
from assentian.impact.outward import Disclosure, PublicSummary
from assentian.impact.publishing import content, rules
from assentian.impact.publishing.rules import Decision, Part
from assentian.inventory.models import AISystem

_STANDING = (SummaryState.PREPARED, SummaryState.PUBLISHED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """What a stranger may know: the summary, whether it is still told, and whether a later version was approved."""

    summary: PublicSummary
    is_withdrawn: bool
    is_outdated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """A version with everything that is decided about: `defaults` of every answer, and what somebody decided.

    `carried` are decisions of the summary that is public about answers that say the same; they decide nothing here.
    """

    version: Assessment
    parts: list[Part]
    defaults: Mapping[str, Decision]
    decided: Mapping[str, Disclosure]
    carried: Mapping[str, Decision]
    prepared: PublicSummary | None
    published: PublicSummary | None

    @property
    def undecided(self) -> list[str]:
        return [one.id for part in self.parts for one in part.questions if one.key not in self.decided]

    def offered(self, key: str) -> Decision:
        """What a form shows: what was decided, else what the public summary says, else the default."""
        if key in self.decided:
            return Decision(self.decided[key].is_published, self.decided[key].reason)
        return self.carried.get(key, self.defaults[key])


def public(organisation: str, system: str) -> Public | None:
    """The summary of this system that is told, or was told last and is withdrawn; None where none ever was.

    Two queries. Nothing of what is prepared is read, and of a withdrawn one nothing but its day.
    """
    of_system = PublicSummary.objects.of(organisation).filter(system__slug=system)
    told = of_system.filter(state=SummaryState.PUBLISHED).first()
    if told is None:
        withdrawn = (
            of_system.filter(state=SummaryState.WITHDRAWN).only("withdrawn_at").order_by("-withdrawn_at").first()
        )
        return Public(summary=withdrawn, is_withdrawn=True, is_outdated=False) if withdrawn else None
    standing = Assessment.objects.of(organisation).filter(pk=told.assessment_id, state=VersionState.APPROVED)
    return Public(summary=told, is_withdrawn=False, is_outdated=not standing.exists())


def standing(system: AISystem) -> PublicSummary | None:
    """The summary of a system that is public, with the number of its version. One query."""
    found = PublicSummary.objects.of(system.organisation_id).filter(system=system, state=SummaryState.PUBLISHED)
    return found.select_related("assessment").only("published_at", "assessment__number").first()


def preparation(version: Assessment) -> Preparation:
    """What there is to decide about a submitted version. At most six queries."""
    bank, record = by_digest(version.bank), version.record
    said = content.answers(record)
    parts = content.parts(bank, record)
    names = [person.name for person, _ in accounts.people(version.organisation_id)]
    standing = PublicSummary.objects.of(version.organisation_id).filter(
        system_id=version.system_id, state__in=_STANDING
    )
    summaries = list(standing.select_related("prepared_by", "published_by"))
    prepared = next((one for one in summaries if _is_prepared(one, version)), None)
    published = next((one for one in summaries if one.state == SummaryState.PUBLISHED), None)
    disclosed = _disclosed(version.organisation_id, [one.pk for one in (prepared, published) if one])
    return Preparation(
        version=version,
        parts=parts,
        defaults={one.key: rules.proposed(one, said[one.key], names) for part in parts for one in part.questions},
        decided=disclosed.get(prepared.pk, {}) if prepared else {},
        carried=_carried(said, published, disclosed),
        prepared=prepared,
        published=published,
    )


def withdrawn(version: Assessment) -> PublicSummary | None:
    """The summary of this version that was withdrawn last. One query."""
    found = PublicSummary.objects.of(version.organisation_id).filter(assessment=version, state=SummaryState.WITHDRAWN)
    return found.select_related("withdrawn_by").order_by("-withdrawn_at").first()


def _is_prepared(summary: PublicSummary, version: Assessment) -> bool:
    return summary.assessment_id == version.pk and summary.state == SummaryState.PREPARED


def _disclosed(organisation: str, summaries: list[int]) -> dict[int, dict[str, Disclosure]]:
    found: dict[int, dict[str, Disclosure]] = {}
    for one in Disclosure.objects.of(organisation).filter(summary__in=summaries).select_related("by"):
        found.setdefault(one.summary_id, {})[one.question] = one
    return found


def _carried(
    said: Mapping[str, Mapping[str, object]],
    published: PublicSummary | None,
    disclosed: Mapping[int, Mapping[str, Disclosure]],
) -> dict[str, Decision]:
    """Of the summary that is public: its decisions about answers that say exactly the same now."""
    if published is None:
        return {}
    then = content.answers(published.assessment.record)
    return {
        key: Decision(one.is_published, one.reason)
        for key, one in disclosed.get(published.pk, {}).items()
        if key in said and key in then and _same(said[key], then[key])
    }


def _same(now: Mapping[str, object], then: Mapping[str, object]) -> bool:
    return (now["value"], now["rows"]) == (then["value"], then["rows"])
