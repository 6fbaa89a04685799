"""What people type about the statement: how they narrow it, a decision, a control of their own, an answer."""

from collections.abc import Iterable
from typing import Any, Self

from django import forms

from assentian.accounts import queries as accounts
from assentian.controls.choices import Implementation
from assentian.controls.statement.rules import Line
from assentian.controls.statement.services import LONGEST_REASON
from assentian.inventory.forms import Finder

SHOWS = {
    "": "All",
    "applicable": "Applicable",
    "left_out": "Not applicable",
    "undecided": "Not decided",
    "missed": "Named as necessary, not applicable or not decided",
    "open": "Applicable, not implemented",
    "unproved": "Implemented, not proved",
    "lapsed": "Changed since approval",
}
_LINES = forms.Textarea(attrs={"rows": 3})


class FindLines(Finder):
    edition = forms.CharField(required=False, widget=forms.HiddenInput)
    scope = forms.ChoiceField(label="Holds for", required=False)
    group = forms.ChoiceField(label="Group", required=False)
    show = forms.ChoiceField(label="Show", required=False, choices=list(SHOWS.items()))

    def __init__(self, systems: Iterable[Any], groups: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "scope", [("", "Organisation"), *((s.slug, s.name) for s in systems)])
        _offer(self, "group", [("", "All"), *((group, f"{group} {title}") for group, title in groups if group)])


class Decide(forms.Form):
    """One line, and how the control is done where it is. The services decide what can stand."""

    applicable = forms.TypedChoiceField(
        label="Is the control necessary?",
        coerce=lambda word: word == "yes",
        choices=[("yes", "Applicable"), ("no", "Not applicable")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Why", widget=_LINES, max_length=LONGEST_REASON)
    status = forms.ChoiceField(
        label="Implementation", required=False, choices=[("", "Not started"), *Implementation.choices]
    )
    how = forms.CharField(label="How it is done", required=False, widget=_LINES, max_length=8000)
    owner = forms.TypedChoiceField(label="Owner", required=False, coerce=int, empty_value=None)

    def __init__(self, organisation: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = accounts.people(organisation)
        _offer(self, "owner", [("", "You"), *((person.pk, person.name) for person, _roles in people)])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("status") and not said.get("how"):
            self.add_error("how", "Say in a few words how it is done, or how it will be.")
        return said

    @classmethod
    def of(cls, organisation: str, line: Line) -> Self:
        word = {True: "yes", False: "no", None: ""}[line.applicable]
        said = {"applicable": word, "reason": line.reason, "status": line.status, "how": line.how}
        return cls(organisation, initial={**said, "owner": line.owner_id})


class DecideRest(forms.Form):
    """One decision for all that is undecided in a group."""

    rest = forms.ChoiceField(label="Controls")
    applicable = Decide.base_fields["applicable"]
    reason = forms.CharField(label="Why", widget=_LINES, max_length=LONGEST_REASON)

    def __init__(self, groups: Iterable[tuple[str, str, int]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(group, f"{group} {title}: {number} not decided") for group, title, number in groups]
        _offer(self, "rest", offered)


class AddOwn(forms.Form):
    title = forms.CharField(max_length=200)
    purpose = forms.CharField(
        label="Why it is necessary",
        help_text="Which risk it treats that no published control does.",
        widget=_LINES,
        max_length=LONGEST_REASON,
    )


class Submit(forms.Form):
    note = forms.CharField(
        label="What is new in this version",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST_REASON,
    )


class Approve(forms.Form):
    """`digest` is that of the record that was on the page: nobody signs what they did not see."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class GiveBack(forms.Form):
    reason = forms.CharField(label="What is missing", widget=_LINES, max_length=LONGEST_REASON)


def _offer(form: forms.Form, name: str, choices: list[tuple[Any, str]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field
