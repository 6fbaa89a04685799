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
    """A member that stands; its name stays, because the ids of its threats hang on it."""

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
            hint = "Small letters, digits and hyphens, as train-data. It stays; the title below may change."
            return {"name": forms.RegexField(NAME, label="Name", max_length=LONGEST_NAME, help_text=hint)}
        ends = [(name, title(model, kind, name)) for kind in ("actors", "parts") for name in getattr(model, kind)]
        choices = [("", "Choose one"), *ends]
        return {
            "source": forms.ChoiceField(label="From", choices=choices),
            "target": forms.ChoiceField(label="To", choices=choices),
        }

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        model = self.model
        taken = getattr(model, self.section)
        if self.section in {"actors", "parts"} and model:
            taken = {**model.actors, **model.parts}
        if name in taken:
            raise forms.ValidationError(f"This name is taken; a {NAMES[self.section]} has one of its own.")
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


class RemoveForm(forms.Form):
    """Nothing to fill in; only which version was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
