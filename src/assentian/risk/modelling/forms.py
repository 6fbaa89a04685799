"""What people fill in about one member of a threat model, about the system, or in answer to one question."""

from collections.abc import Mapping
from typing import Any

from django import forms

from assentian.risk.modelling.fields import field
from assentian.risk.modelling.rules import flow_key
from assentian.threats.model import ThreatModel
from assentian.threats.questions import Place, title
from assentian.threats.wording import NAMES, WORDINGS

NAME = r"^[a-z0-9][a-z0-9-]*$"
LONGEST_NAME = 40


def name_field(label: str) -> forms.Field:
    hint = "Small letters, digits and hyphens, as train-data. The ids of its threats hang on it."
    return forms.RegexField(NAME, label=label, max_length=LONGEST_NAME, help_text=hint)


def check_free(model: ThreatModel, section: str, name: str) -> None:
    """Actors and parts share their names, for both are ends of flows."""
    taken = {**model.actors, **model.parts} if section in {"actors", "parts"} else getattr(model, section)
    if name in taken:
        raise forms.ValidationError(f"This name is taken; a {NAMES[section]} has one of its own.")


class Told(forms.Form):
    """The attributes of something as a form; `seen` is the version that was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    section = ""

    def __init__(self, model: ThreatModel | None, *args: Any, standing: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.model = model
        for name in WORDINGS[self.section]:
            self.fields[name] = field(self.section, name, model)
            if name in standing:
                self.initial[name] = self.fields[name].spelled(standing[name])  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        """Every attribute of the form: a value, or None for what is left open."""
        return {name: self.cleaned_data[name] for name in WORDINGS[self.section]}


class SystemForm(Told):
    section = "system"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        hint = WORDINGS["system"]["id"].hint
        self.fields["id"] = forms.RegexField(NAME, label="Short name", max_length=64, help_text=hint)


class MemberForm(Told):
    """A member that stands. Its name is changed on a page of its own, for it is named elsewhere."""

    def __init__(self, section: str, *args: Any, **options: Any) -> None:
        self.section = section
        super().__init__(*args, **options)


class NewMemberForm(MemberForm):
    """A new member: its name, or for a flow its two ends."""

    def __init__(self, section: str, model: ThreatModel, *args: Any, **options: Any) -> None:
        super().__init__(section, model, *args, standing={}, **options)
        told = dict(self.fields)
        self.fields = {"seen": told.pop("seen"), **self._naming(section, model), **told}

    def _naming(self, section: str, model: ThreatModel) -> dict[str, forms.Field]:
        if section != "flows":
            return {"name": name_field("Name")}
        ends = [(name, title(model, kind, name)) for kind in ("actors", "parts") for name in getattr(model, kind)]
        choices = [("", "Choose one"), *ends]
        return {
            "source": forms.ChoiceField(label="From", choices=choices),
            "target": forms.ChoiceField(label="To", choices=choices),
        }

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if self.model:
            check_free(self.model, self.section, name)
        return name

    def key(self) -> str:
        """The name that the file gives it."""
        if self.section != "flows":
            return str(self.cleaned_data["name"])
        taken = {flow.key: flow for flow in self.model.flows} if self.model else {}
        return flow_key(self.cleaned_data["source"], self.cleaned_data["target"], taken)


class AnswerForm(forms.Form):
    """The answer to one question: a single attribute, without the choice to leave it open."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, model: ThreatModel, place: Place, words: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["answer"] = field(place.section, place.attribute, model, must=True)
        self.fields["answer"].label = words


class RenameForm(forms.Form):
    """Another name for a member that stands."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, section: str, model: ThreatModel, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"] = name_field("New name")
        self.section, self.model = section, model

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        check_free(self.model, self.section, name)
        return name


class RemoveForm(forms.Form):
    """Nothing to fill in; only which version was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
