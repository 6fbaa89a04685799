"""The forms of a draft: one for each question, drawn from the bank, and one for each row."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from django import forms

from assentian.accounts import queries as accounts
from assentian.impact.bank.facts import Bank, Question
from assentian.impact.drafting import fields
from assentian.impact.drafting.rules import Seen
from assentian.impact.drafting.services import Said
from assentian.ledger import canonical
from assentian.standards.vocabulary import AskRole


class _Revised(forms.Form):
    """What a page had seen goes with what it sends. Every field is optional, so none is marked so."""

    marks_optional = False

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    tab = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)

    @property
    def seen(self) -> Seen:
        return Seen(self.cleaned_data.get("revision") or 0, self.cleaned_data.get("tab") or "")


class AnswerForm(_Revised):
    """`was` is the digest of what the page showed: an answer that nobody touched is not saved again."""

    def __init__(self, question: Question, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=question.key, initial=dict(initial or {}))
        self.question = question
        self.inputs = fields.answer_fields(question)
        self.fields |= self.inputs
        if question.type not in {"single", "multi"} and question.allow_unknown:
            self.fields["unknown"] = forms.BooleanField(label=fields.NOT_KNOWN, required=False)
        if question.type == "table":
            self.fields["none"] = forms.BooleanField(label="There is none", required=False)
        self.fields["reference"] = forms.CharField(label="Where it is written", required=False, max_length=400)
        self.fields["reason"] = forms.CharField(label="Why not the measured value", required=False, max_length=2000)

    def said(self) -> Said:
        value = fields.stored(self.question, self.cleaned_data)
        told = self.cleaned_data
        return Said(value=value, seen=self.seen, reference=told.get("reference") or "", reason=told.get("reason") or "")

    @property
    def is_touched(self) -> bool:
        said = self.said()
        return digest(said.value, said.reference, said.reason) != self.cleaned_data.get("was")


class RowForm(_Revised):
    def __init__(self, question: Question, bank: Bank, groups: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.fields |= fields.row_fields(question, bank, groups)

    def values(self) -> dict[str, Any]:
        return fields.stored_row(self.question, {key: told for key, told in self.cleaned_data.items() if key != "was"})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.values():
            raise forms.ValidationError("Say something in this row, or go back without saving.")
        return cleaned


class CommentForm(forms.Form):
    text = forms.CharField(label="Comment", max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))


class SettleForm(forms.Form):
    until = forms.DateField(required=False)

    def until_end(self) -> datetime | None:
        """The end of the day that was named, in UTC."""
        day = self.cleaned_data["until"]
        return datetime.combine(day, time.max, UTC) if day else None


class WaiverForm(forms.Form):
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reasoning = forms.CharField(
        label="Why the law does not call for this level here",
        help_text="Name the provision, the facts that it turns on, and where the opinion is kept.",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class PeopleForm(forms.Form):
    """Who answers for which role that questions ask."""

    marks_optional = False

    def __init__(self, organisation: str, roles: Sequence[AskRole], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = [(str(person.pk), person.name) for person, _roles in accounts.people(organisation)]
        for role in roles:
            self.fields[role.value] = forms.ChoiceField(
                label=role.label, required=False, choices=[("", "Nobody yet"), *members]
            )

    def people(self) -> dict[str, int | None]:
        return {role: int(person) if person else None for role, person in self.cleaned_data.items()}


def digest(value: Any, reference: str = "", reason: str = "") -> str:
    """Short and only to tell a touched answer from an untouched one."""
    said = {"value": value, "reference": reference, "reason": reason}
    return hashlib.sha256(canonical.encode(said)).hexdigest()[:16]


def initial_of(question: Question, answer: Any, tab: str) -> Mapping[str, Any]:
    """What an unbound form shows of an answer (None: nothing yet)."""
    value = answer.value if answer else None
    reference, reason = (answer.reference, answer.reason) if answer else ("", "")
    return {
        **fields.initial(question, value),
        "reference": reference,
        "reason": reason,
        "revision": answer.revision if answer else 0,
        "tab": tab,
        "was": digest(value, reference, reason),
    }
