"""What people type to plan a check. Services decide what can stand."""

from django import forms

from assentian.checks.registry import KINDS
from assentian.monitoring.forms import MOST_DAYS
from assentian.monitoring.operation.forms import OfSystem
from assentian.monitoring.schedule.services import LONGEST_REASON, Plan


class PlanCheck(OfSystem):
    """A check that runs every so many days."""

    check_kind = forms.ChoiceField(label="Kind of check", choices=[(kind, kind) for kind in KINDS])
    check_id = forms.CharField(
        max_length=64, required=False, label="Id of the check", help_text="Empty for any check of this kind."
    )
    every_days = forms.IntegerField(label="Days between two results", min_value=1, max_value=MOST_DAYS, initial=30)

    def plan(self) -> Plan:
        return Plan(**{name: value for name, value in self.cleaned_data.items() if name != "system_id"})


class WithdrawCheck(forms.Form):
    """Why a planned check need not run any more."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It stays on record, and so does what the check ran and missed until now.",
    )
