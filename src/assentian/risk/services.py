"""The verbs of risk that rooms above call: save a threat model, offer a risk to the register.

What cannot be read as a model is not stored, and nothing that was typed is lost.
"""

from pathlib import Path

from django.db import IntegrityError, transaction

from assentian.accounts.rules import Actor
from assentian.inventory.changes import SystemChanged, changes
from assentian.inventory.models import AISystem
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.risk import queries
from assentian.risk.accepted.services import review
from assentian.risk.models import ThreatModelVersion
from assentian.risk.register.services import LONGEST_EVENT, RiskDescription, offer_risk
from assentian.standards.strict_yaml import ContentError, parse
from assentian.threats.model import LARGEST, ThreatModel, of_document

__all__ = [
    "LONGEST_EVENT",
    "RiskDescription",
    "SavedMeanwhileError",
    "ThreatModelError",
    "offer_risk",
    "read_model",
    "save_threat_model",
]
NAME = Path("model.yaml")


class ThreatModelError(ValueError):
    """The model is not saved; the message says why, `line` where in the text, from 1, `key` what it is about."""

    def __init__(self, message: str, line: int | None = None, key: str = "") -> None:
        super().__init__(message)
        self.line, self.key = line, key


class SavedMeanwhileError(ThreatModelError):
    """Somebody saved a newer version since this one was shown; `standing` is theirs."""

    def __init__(self, standing: ThreatModelVersion) -> None:
        super().__init__(f"version {standing.version} was saved meanwhile; compare it with yours before you save again")
        self.standing = standing


def read_model(text: str) -> ThreatModel:
    """The model that a text tells; ThreatModelError names the line."""
    if len(text.encode()) > LARGEST:
        raise ThreatModelError(f"the text is longer than {LARGEST:,} bytes")
    try:
        return of_document(parse(text, NAME))
    except ContentError as error:
        place = f"line {error.line}: " if error.line else ""
        key = f"{error.key}: " if error.key else ""
        raise ThreatModelError(f"{place}{key}{error.complaint}", error.line, error.key) from error


def save_threat_model(actor: Actor, system: AISystem, text: str, *, seen: int) -> ThreatModelVersion:
    """Save the next version of a system's threat model. `seen` is the version that was shown, 0 for none.

    `ThreatModelError` for a text that is no model, `SavedMeanwhileError` when a newer version stands by now. The same
    text again saves nothing.
    """
    actor.require("threats.model")
    text = text.replace("\r\n", "\n")
    read_model(text)
    standing = queries.newest(system)
    if standing and standing.text == text:
        return standing
    if standing and standing.version != seen:
        raise SavedMeanwhileError(standing)
    try:
        with act(actor.organisation, actor.name, "save threat model"), transaction.atomic():
            saved = ThreatModelVersion.objects.create(
                organisation_id=actor.organisation,
                system=system,
                version=seen + 1,
                text=text,
                saved_by_id=actor.user_id,
                saved_at=now(),
            )
            review(actor.organisation, risk__system=system)
            changes.tell(SystemChanged(system=system, cause=f"risk_threatmodelversion/{saved.pk}", at=saved.saved_at))
            return saved
    except IntegrityError:
        newer = queries.newest(system)
        if newer is None:
            raise
        raise SavedMeanwhileError(newer) from None
