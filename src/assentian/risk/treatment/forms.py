"""What people type about treatments, their actions, and what they accept. Services decide what can stand."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from assentian.accounts.models import User
from assentian.inventory.forms import Finder
from assentian.inventory.models import AISystem
from assentian.risk.choices import Option
from assentian.risk.register.forms import members, set_choices
from assentian.risk.treatment.queries import STATES
from assentian.risk.treatment.services import NewAction, NewTreatment

ACTIONS = 3
_LINES = forms.Textarea(attrs={"rows": 3})
_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
_OPTIONS = {
    Option.MODIFY: "Modify: make it less likely or less grave, or remove its source",
    Option.RETAIN: "Retain: bear it as it is, knowingly",
    Option.AVOID: "Avoid: do not begin, or stop, what brings it",
    Option.SHARE: "Share: with a supplier, an insurer, a customer",
}
People = Iterable[tuple[User, list[str]]]


class FindStep(Finder):
    """What narrows the plan; each state says how many steps stand in it."""

    system = forms.ChoiceField(label="AI system", required=False)
    state = forms.ChoiceField(required=False)

    def __init__(self, systems: Iterable[AISystem], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "system", [("", "Any system"), *((one.slug, one.name) for one in systems)])
        set_choices(self, "state", [("", "Any state"), *STATES.items()])

    def count(self, numbers: Mapping[str, int]) -> None:
        """Say beside each state how many steps stand in it."""
        told = [(state, f"{words} ({numbers.get(state, 0)})") for state, words in STATES.items()]
        set_choices(self, "state", [("", "Any state"), *told])


class TreatRisk(forms.Form):
    """One treatment and its first actions; an action needs all three of its fields or none."""

    option = forms.ChoiceField(
        label="Option", choices=[(one.value, words) for one, words in _OPTIONS.items()], widget=forms.RadioSelect
    )
    statement = forms.CharField(label="What is done", widget=_LINES)
    controls = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text="One a line: keys such as iso42001:A.7.4, or your own names.",
    )

    def __init__(self, people: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = members(people)
        for n in range(1, ACTIONS + 1):
            self.fields[f"title{n}"] = forms.CharField(label=f"Action {n}", required=False, max_length=240)
            self.fields[f"owner{n}"] = forms.TypedChoiceField(
                label=f"Who does action {n}", coerce=int, empty_value=None, required=False, choices=owners
            )
            self.fields[f"due{n}"] = forms.DateField(label=f"Action {n} is due", required=False, widget=_DAY)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        for n in range(1, ACTIONS + 1):
            parts = {name: told.get(f"{name}{n}") for name in ("title", "owner", "due")}
            for name, value in parts.items():
                if any(parts.values()) and not value and f"{name}{n}" not in self.errors:
                    self.add_error(f"{name}{n}", "An action needs its words, who does it, and by when.")
        return told

    def treatment(self) -> NewTreatment:
        told = self.cleaned_data
        actions = [
            NewAction(title=told[f"title{n}"], owner_id=told[f"owner{n}"], due=told[f"due{n}"])
            for n in range(1, ACTIONS + 1)
            if told[f"title{n}"]
        ]
        controls = told["controls"].splitlines()
        return NewTreatment(option=told["option"], statement=told["statement"], controls=controls, actions=actions)


class AddAction(forms.Form):
    title = forms.CharField(label="What is to be done", max_length=240)
    action_owner_id = forms.TypedChoiceField(label="Who does it", coerce=int)
    due = forms.DateField(widget=_DAY)

    def __init__(self, people: People, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "action_owner_id", members(people))

    def action(self) -> NewAction:
        told = self.cleaned_data
        return NewAction(title=told["title"], owner_id=told["action_owner_id"], due=told["due"])


class FinishAction(forms.Form):
    note = forms.CharField(label="What was done", widget=_LINES)


class Withdraw(forms.Form):
    reason = forms.CharField(label="Why it is given up", widget=_LINES)


class AcceptResidual(forms.Form):
    """`seen` is the digest of the state that the page shows: nobody signs what they did not see."""

    until = forms.DateField(label="Accepted until", widget=_DAY, help_text="A year at most; then somebody looks again.")
    reason = forms.CharField(label="Why what remains can be borne", widget=_LINES)
    seen = forms.CharField(widget=forms.HiddenInput)
