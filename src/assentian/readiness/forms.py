"""Forms of readiness: find requirements, claim a level, say how a control is done."""

from typing import Any, Self

from django import forms

from assentian.accounts import queries as accounts
from assentian.controls.choices import Implementation
from assentian.controls.models import Control
from assentian.readiness.models import Claim
from assentian.readiness.queries import STANDARD
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import NodeKind, ReadinessLevel, Standing

_HEADS = {NodeKind.CLAUSE, NodeKind.OBJECTIVE}


def _chapters() -> list[tuple[str, str]]:
    """The clauses and control objectives that stand at the top of the standard."""
    tops = (n for n in catalogue().nodes.values() if n.key.edition == STANDARD and n.parent is None)
    return [("", "All"), *((n.key.id, f"{n.key.id} {n.title}") for n in tops if n.kind in _HEADS)]


class RequirementFilter(forms.Form):
    chapter = forms.ChoiceField(label="Clause or control group", required=False, choices=_chapters)
    standing = forms.ChoiceField(label="What is proved", required=False, choices=[("", "Any"), *Standing.choices()])
    show = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "All"), ("gap", "More claimed than proved"), ("open", "Not proved at Operating")],
    )


class ClaimForm(forms.Form):
    level = forms.TypedChoiceField(
        label="Level",
        coerce=int,
        choices=[(level.value, f"{level.value} {level.label}: {level.meaning}") for level in ReadinessLevel],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Why this level",
        help_text="What a visitor would be told; the proof beside it says what records and evidence show.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def of(cls, claim: Claim | None) -> Self:
        return cls(initial={"level": claim.level, "reason": claim.reason} if claim else None)


class ImplementationForm(forms.Form):
    statement = forms.CharField(
        label="How it is done",
        help_text="In your own words: who does what, when, and where it can be seen.",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    status = forms.ChoiceField(label="Status", choices=Implementation.choices)
    owner = forms.TypedChoiceField(label="Owner", help_text="Who answers for it.", coerce=int)

    def __init__(self, organisation: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = [(person.pk, person.name) for person, _roles in accounts.people(organisation)]
        self.fields["owner"].choices = [("", "Choose a member"), *members]  # type: ignore[attr-defined]  # a choice field

    @classmethod
    def of(cls, organisation: str, control: Control | None) -> Self:
        said = (
            {"statement": control.statement, "status": control.status, "owner": control.owner_id} if control else None
        )
        return cls(organisation, initial=said)
