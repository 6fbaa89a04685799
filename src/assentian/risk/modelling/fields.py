"""A form field for each attribute of a threat model, made of the schema and its wording.

What nobody tells stays open: every optional choice has "Not told", which is neither yes nor no, and a list of data has
"None of these" for a list that is known to be empty.
"""

from collections.abc import Mapping
from typing import Any

from django import forms

from assentian.threats.library import checks
from assentian.threats.model import ThreatModel, schema
from assentian.threats.questions import title
from assentian.threats.wording import WORDINGS

NOT_TOLD, NONE = "Not told", "-"
LONGEST = 400
MANY = 8
_DATA = frozenset({"holds", "trained_on", "data"})


def attributes(section: str) -> Mapping[str, Any]:
    """The schema of each attribute that members of a section have."""
    told = schema()["properties"][section]
    inner = told if section == "system" else told["additionalProperties"]
    if "oneOf" in inner:
        inner = next(one for one in inner["oneOf"] if one["type"] == "object")
    found: Mapping[str, Any] = inner["properties"]
    return found


def required(section: str) -> frozenset[str]:
    told = schema()["properties"][section]
    inner = told if section == "system" else told["additionalProperties"]
    return frozenset(inner.get("required", ()))


def field(section: str, attribute: str, model: ThreatModel | None, *, must: bool | None = None) -> forms.Field:
    """The field of an attribute. `must` says whether an answer is needed, where the schema is not to decide that."""
    wording, told = WORDINGS[section][attribute], attributes(section)[attribute]
    is_needed = attribute in required(section) if must is None else must
    shared: dict[str, Any] = {"label": wording.label, "help_text": wording.hint, "required": is_needed}
    if attribute in _DATA:
        return DataField(_named(model, "data"), can_be_open=section == "parts", **shared)
    if attribute in {"in", "inside"}:
        none = "Choose one" if is_needed else "None"
        return ChoiceField(choices=[("", none), *_named(model, "boundaries")], **shared)
    if attribute == "claims":
        return ChecksField(**shared)
    if told.get("type") == "array":
        return SeveralField(choices=list(wording.answers.items()), widget=forms.CheckboxSelectMultiple, **shared)
    if wording.answers:
        return _choice(list(wording.answers.items()), is_boolean=told.get("type") == "boolean", **shared)
    return TextField(max_length=LONGEST, **shared)


class TextField(forms.CharField):
    def clean(self, value: Any) -> str | None:
        return super().clean(value) or None

    def spelled(self, value: Any) -> Any:
        return value


class ChoiceField(forms.ChoiceField):
    """One word of the schema, or nothing told."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) or None

    def spelled(self, value: Any) -> Any:
        return value


class BooleanField(ChoiceField):
    """True, false, or nothing told."""

    def clean(self, value: Any) -> bool | None:
        return {"true": True, "false": False}.get(super().clean(value) or "")

    def spelled(self, value: Any) -> str:
        return str(value).lower()


class SeveralField(forms.MultipleChoiceField):
    def clean(self, value: Any) -> list[str] | None:
        return super().clean(value) or None

    def spelled(self, value: Any) -> Any:
        return value


class DataField(SeveralField):
    """Classes of data; "none of these" is an answer, and nothing chosen is none."""

    def __init__(self, named: list[tuple[str, str]], *, can_be_open: bool, **options: Any) -> None:
        self.can_be_open = can_be_open
        none = [(NONE, "None of these")] if can_be_open else []
        super().__init__(choices=[*named, *none], widget=forms.CheckboxSelectMultiple, **options)

    def clean(self, value: Any) -> list[str] | None:
        chosen = super().clean(value)
        if chosen and NONE in chosen:
            if len(chosen) > 1:
                raise forms.ValidationError("Choose classes of data, or none of these, not both.")
            return []
        return chosen if self.can_be_open else chosen or []

    def spelled(self, value: Any) -> Any:
        return value or ([NONE] if self.can_be_open else [])


class ChecksField(forms.CharField):
    """Ids of catalogued checks with commas between."""

    def clean(self, value: Any) -> list[str] | None:
        named = [id_.strip() for id_ in super().clean(value).split(",") if id_.strip()]
        if unknown := [id_ for id_ in named if id_ not in checks()]:
            raise forms.ValidationError(f"There is no check called {unknown[0]}.")
        return named or None

    def spelled(self, value: Any) -> str:
        return ", ".join(value)


def _choice(choices: list[tuple[str, str]], *, is_boolean: bool, **shared: Any) -> forms.Field:
    opening = [] if shared["required"] and len(choices) < MANY else [("", NOT_TOLD)]
    if len(choices) >= MANY:
        opening = [("", "Choose one" if shared["required"] else NOT_TOLD)]
        return ChoiceField(choices=[*opening, *choices], **shared)
    kind = BooleanField if is_boolean else ChoiceField
    return kind(choices=[*choices, *opening], widget=forms.RadioSelect, **shared)


def _named(model: ThreatModel | None, section: str) -> list[tuple[str, str]]:
    if model is None:
        return []
    members = model.data if section == "data" else model.boundaries
    return [(name, title(model, section, name)) for name in members]
