"""What stands beside a question of a draft: readings that own, offer or challenge its answer, and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from assentian.impact.bank.facts import Mode, Question
from assentian.impact.choices import AnswerState
from assentian.impact.drafting.queries import Told
from assentian.impact.measured import offering
from assentian.impact.measured.reading import Reading
from assentian.impact.models import Answer
from assentian.standards.catalogue import catalogue


@dataclass(frozen=True, slots=True)
class Offered:
    """A reading beside a question. It owns the answer (`locks`), or offers it (`fits`), or is only shown; `is_taken`
    while the answer is what it says, `is_older` where the answer was taken from an earlier reading of the same source.
    """

    reading: Reading
    mode: Mode
    fits: bool
    url: str = ""
    is_taken: bool = False
    is_older: bool = False

    @property
    def locks(self) -> bool:
        return self.mode is Mode.LOCK


def offered(told: Told, question: Question, readings: Mapping[str, Reading], answer: Answer | None) -> list[Offered]:
    found: dict[str, Offered] = {}
    for auto in question.auto:
        reading = readings.get(auto.source)
        if reading is None or auto.source in found:
            continue
        is_its = answer is not None and answer.source == auto.source
        is_same = is_its and (answer.reading or {}).get("digest") == reading.digest if answer else False
        found[auto.source] = Offered(
            reading,
            auto.mode,
            offering.fits(question, auto.mode, reading),
            url=_page(told, reading),
            is_taken=is_same and answer is not None and answer.state == AnswerState.ACCEPTED,
            is_older=is_its and not is_same,
        )
    return list(found.values())


def awaited(question: Question, readings: Mapping[str, Reading]) -> list[str]:
    """What would stand beside the question once somebody measured or recorded it, each with the checks that tell it."""
    known = {source.id: source for source in catalogue().evidence_sources}
    missing = dict.fromkeys(auto.source for auto in question.auto if auto.source not in readings)
    found = [known[name] for name in missing if name in known]
    return [f"{one.what} ({', '.join(one.checks)})" if one.checks else one.what for one in found]


def _page(told: Told, reading: Reading) -> str:
    """Where what was read stands: the sealed result, or the page of the register, of one system or of all."""
    organisation = {"organisation": told.assessment.organisation_id}
    if reading.evidence:
        return f"{reverse('evidence:list', kwargs=organisation)}{reading.evidence}/"
    for kwargs in ({**organisation, "system": told.assessment.system.slug}, organisation):
        try:
            return reverse(reading.page, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return ""
