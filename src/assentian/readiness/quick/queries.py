"""What a quick check could claim in an organisation."""

from collections.abc import Mapping

from assentian.readiness.models import Claim
from assentian.readiness.quick.questions import questions
from assentian.readiness.quick.rules import Answer, Offer, offers


def offered(organisation: str, answers: Mapping[str, Answer]) -> list[Offer]:
    """A level for each requirement that the answers speak of, beside the claim that stands. One query."""
    claimed = dict(Claim.objects.of(organisation).values_list("requirement", "level"))
    return offers(questions(), answers, claimed)
