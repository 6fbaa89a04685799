"""What people type about operation. Services decide what can stand."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assentian.inventory.models import AISystem
from assentian.monitoring.choices import Severity
from assentian.monitoring.forms import LONGEST_TEXT as LONGEST_TABLE
from assentian.monitoring.operation.rows import LONGEST_REFERENCE, LONGEST_TEXT, LONGEST_TITLE, NewIncident
from assentian.monitoring.operation.tables import CASE_COLUMNS, PERIOD_COLUMNS

_MOMENT = "In UTC, as 2026-11-25 14:30."


class OfSystem(forms.Form):
    """A form about one AI system, chosen among `systems`."""

    system_id = forms.TypedChoiceField(label="AI system", coerce=int)

    def __init__(self, systems: Iterable[AISystem], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["system_id"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Choose a system"), *((system.pk, system.name) for system in systems)]


class RecordIncident(OfSystem):
    """An incident or a near miss; its timeline follows on its own page."""

    reference = forms.CharField(max_length=LONGEST_REFERENCE, help_text="Its number where it was first noted.")
    title = forms.CharField(max_length=LONGEST_TITLE)
    severity = forms.ChoiceField(choices=Severity.choices)
    near_miss = forms.BooleanField(label="A near miss: nobody was harmed", required=False)
    happened_at = forms.DateTimeField(label="Happened", help_text=_MOMENT)
    detected_at = forms.DateTimeField(label="Detected", help_text=_MOMENT)
    closed_at = forms.DateTimeField(label="Closed", required=False, help_text=_MOMENT)
    description = forms.CharField(max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def row(self) -> NewIncident:
        return NewIncident(**{name: value for name, value in self.cleaned_data.items() if name != "system_id"})


class AddEntry(forms.Form):
    """A line of the timeline."""

    at = forms.DateTimeField(label="When", help_text=_MOMENT)
    text = forms.CharField(
        label="What was done or found", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )


class ImportOperation(OfSystem):
    """Periods or cases as CSV text; what was typed stays in the form until it is imported."""

    word = forms.ChoiceField(
        label="What the rows are",
        choices=[("periods", "Periods of operation"), ("cases", "Appeals and complaints")],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="Rows as CSV",
        max_length=LONGEST_TABLE,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=f"First, for periods: {', '.join(PERIOD_COLUMNS)}. For cases: {', '.join(CASE_COLUMNS)}. "
        "Times as 2026-11-01T00:00Z, a population as north=900; south=300.",
    )
    dry_run = forms.BooleanField(label="Only look for errors, import nothing", required=False, initial=True)
