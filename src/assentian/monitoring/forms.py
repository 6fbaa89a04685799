"""What people type about indicators, limits and measurements. Services decide what can stand."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assentian.accounts.models import User
from assentian.checks.registry import KINDS
from assentian.inventory.models import AISystem
from assentian.monitoring.choices import Bound, Hold, Source, Worse
from assentian.monitoring.models import DIGITS, PLACES
from assentian.monitoring.services import IndicatorDescription, ThresholdProposal

MOST_DAYS, MOST_CASES, LONGEST_TEXT = 366, 10**9, 2_000_000


def _system_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label="AI system", coerce=int)


def _systems(systems: Iterable[AISystem]) -> list[tuple[int | str, str]]:
    return [("", "Choose a system"), *((system.pk, system.name) for system in systems)]


class DefineIndicator(forms.Form):
    """An indicator (9.1): what is measured, how often, and what it guards."""

    system_id = _system_field()
    title = forms.CharField(max_length=120)
    unit = forms.CharField(max_length=32, required=False)
    worse = forms.ChoiceField(label="Where harm lies", choices=Worse.choices, widget=forms.RadioSelect)
    period_days = forms.IntegerField(label="Days in a window", min_value=1, max_value=MOST_DAYS, initial=30)
    minimum = forms.IntegerField(
        label="Least number of cases",
        min_value=1,
        max_value=MOST_CASES,
        initial=200,
        help_text="A window with fewer tells nothing, and three such windows in a row are a finding.",
    )
    is_exact = forms.BooleanField(label="Values count everything there is, so they need no interval", required=False)
    source = forms.ChoiceField(label="Measured by", choices=Source.choices, widget=forms.RadioSelect)
    check_kind = forms.ChoiceField(
        label="Kind of check", required=False, choices=[("", "No check"), *((kind, kind) for kind in KINDS)]
    )
    check_id = forms.CharField(
        max_length=64, required=False, label="Id of the check", help_text="Empty for any check of this kind."
    )
    metric = forms.CharField(max_length=64, required=False, help_text="As the check names it, such as fpr_gap.")
    where = forms.CharField(
        max_length=200, required=False, help_text="The column, attribute or group, as the check names it."
    )
    bound_to = forms.ChoiceField(label="What it guards", choices=Bound.choices)
    reference = forms.CharField(max_length=200, label="Which one", help_text="Its title or number.")
    owner_id = forms.TypedChoiceField(label="Owner", coerce=int)

    def __init__(
        self, systems: Iterable[AISystem], people: Iterable[tuple[User, list[str]]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        owners = [("", "Choose a person"), *((user.pk, f"{user.name}, {', '.join(roles)}") for user, roles in people)]
        for name, choices in (("system_id", _systems(systems)), ("owner_id", owners)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def description(self) -> IndicatorDescription:
        return IndicatorDescription(**{k: v for k, v in self.cleaned_data.items() if k != "system_id"})


class ProposeThreshold(forms.Form):
    """Limits: from the target over the warning to the breach lies the way to harm."""

    target = forms.DecimalField(max_digits=DIGITS, decimal_places=PLACES, help_text="Where the value should be.")
    warn = forms.DecimalField(label="Warning", max_digits=DIGITS, decimal_places=PLACES)
    breach = forms.DecimalField(max_digits=DIGITS, decimal_places=PLACES, help_text="Beyond it a breach can open.")
    hold = forms.ChoiceField(label="What a breach holds back", choices=Hold.choices)
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), help_text="Why these limits.")

    def proposal(self) -> ThresholdProposal:
        return ThresholdProposal(**self.cleaned_data)


class ImportMeasurements(forms.Form):
    """Measurements as CSV text; what was typed stays in the form until it is imported."""

    system_id = _system_field()
    text = forms.CharField(
        label="Measurements as CSV",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="First: indicator, period_start, period_end, value, lower, upper, n. Times as 2026-11-01T00:00Z.",
    )
    dry_run = forms.BooleanField(label="Only look for errors, import nothing", required=False, initial=True)

    def __init__(self, systems: Iterable[AISystem], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["system_id"]
        if isinstance(field, forms.ChoiceField):
            field.choices = _systems(systems)
