"""What people type about systems and assets, and how they narrow the registers. Services decide what can stand."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assentian.accounts.models import User
from assentian.inventory.choices import AssetKind, SystemForm
from assentian.inventory.services import AssetDescription, SystemDescription
from assentian.standards.vocabulary import AIRole, Stage

People = Iterable[tuple[User, list[str]]]

_LINES = forms.Textarea(attrs={"rows": 3})
STANDINGS = {
    "fail": "Failing",
    "error": "Could not finish",
    "insufficient": "Could not tell",
    "stale": "Stale",
    "warn": "Near a limit",
    "pass": "Passing",
    "none": "Not measured",
}


def _owners(people: People) -> list[tuple[int | str, str]]:
    return [("", "Choose a person"), *((user.pk, f"{user.name}, {', '.join(roles)}") for user, roles in people)]


class DescribeSystem(forms.Form):
    """An AI system in the organisation's own words (A.6.2.2, A.9.4), its form (4.3), roles (4.1), stage and owner."""

    name = forms.CharField(max_length=120, help_text="What people in the organisation call it.")
    purpose = forms.CharField(widget=_LINES, help_text="What it is for, in one or two sentences.")
    intended_use = forms.CharField(
        widget=_LINES, help_text="Who uses it, on what, within which limits, and who looks at its output."
    )
    foreseeable_misuse = forms.CharField(
        widget=_LINES,
        required=False,
        label="Reasonably foreseeable misuse",
        help_text="What people may do with it that it is not meant for. Leave empty when you do not know yet.",
    )
    form = forms.ChoiceField(label="Provided as", choices=SystemForm.choices, widget=forms.RadioSelect)
    roles = forms.MultipleChoiceField(
        label="Roles of this organisation",
        choices=AIRole.choices(),
        widget=forms.CheckboxSelectMultiple,
        help_text="What this organisation is to this system; the words are those of ISO/IEC 22989:2022.",
    )
    stage = forms.ChoiceField(label="Lifecycle stage", choices=Stage.choices())
    owner_id = forms.TypedChoiceField(label="Owner", coerce=int, help_text="The member who answers for the system.")

    def __init__(self, people: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner_id"]
        if isinstance(owner, forms.ChoiceField):
            owner.choices = _owners(people)

    def description(self) -> SystemDescription:
        return SystemDescription(**{**self.described(), "roles": tuple(self.cleaned_data["roles"])})

    def described(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in DescribeSystem.base_fields}


class ReviseSystem(DescribeSystem):
    """The same fields, and the fingerprint of what was shown, so that no one overwrites what they have not read."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def printed(self, name: str, value: Any) -> str:
        """A field's value as its page shows it."""
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            return str(value)
        labels = {str(key): str(label) for key, label in getattr(field.widget, "choices", ())}
        return ", ".join(labels.get(str(one), str(one)) for one in (value if isinstance(value, tuple) else (value,)))


class DescribeAsset(forms.Form):
    """A dataset, model or other asset (A.4.2-A.4.6), its origin and the ground on which it is used (A.7.3, A.7.5)."""

    name = forms.CharField(max_length=120)
    kind = forms.ChoiceField(choices=AssetKind.choices)
    description = forms.CharField(widget=_LINES, required=False, help_text="What is in it, and what is not.")
    source = forms.CharField(
        widget=_LINES,
        required=False,
        label="Where it comes from",
        help_text="Collected, bought or made: by whom, when, how.",
    )
    licence = forms.CharField(max_length=200, required=False)
    licence_until = forms.DateField(
        label="Right to use it ends",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="The last day of a licence or consent; the day after, assessments that rest on it are opened.",
    )
    legal_basis = forms.CharField(
        max_length=200, required=False, help_text="Of personal data, the ground on which it is processed."
    )
    owner_id = forms.TypedChoiceField(label="Owner", coerce=int)

    def __init__(self, people: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner_id"]
        if isinstance(owner, forms.ChoiceField):
            owner.choices = _owners(people)

    def details(self) -> AssetDescription:
        return AssetDescription(**self.cleaned_data)


def _any(label: str, choices: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", label), *choices]


class Finder(forms.Form):
    """What narrows a register; an unknown word narrows nothing. Sorting and page size travel along."""

    sort = forms.CharField(widget=forms.HiddenInput, required=False)
    per_page = forms.CharField(widget=forms.HiddenInput, required=False)

    def asked(self) -> dict[str, str]:
        """The filters that are set and make sense, by name."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name not in Finder.base_fields}


class FindSystem(Finder):
    text = forms.CharField(label="Name or purpose", required=False, widget=forms.SearchInput)
    stage = forms.ChoiceField(required=False, choices=_any("Any stage", Stage.choices()))
    form = forms.ChoiceField(label="Provided as", required=False, choices=_any("Anything", SystemForm.choices))
    measured = forms.ChoiceField(label="Newest checks", required=False, choices=_any("Any result", STANDINGS.items()))


class FindAsset(Finder):
    text = forms.CharField(label="Name or source", required=False, widget=forms.SearchInput)
    kind = forms.ChoiceField(required=False, choices=_any("Any kind", AssetKind.choices))
