"""What people type about an impact assessment. Services decide what can stand."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms

from assentian.impact.services import AssessmentDetails
from assentian.standards.vocabulary import ImpactLevel

_LINES = forms.Textarea(attrs={"rows": 4})


class RecordAssessment(forms.Form):
    """One version of the assessment (8.4): what was found, at which level, where the whole is kept, the next review."""

    summary = forms.CharField(
        widget=_LINES, help_text="Who is affected, how, how gravely, and what is done about it: a few sentences."
    )
    level = forms.ChoiceField(
        label="Level of impact", required=False, choices=[("", "I do not know yet"), *ImpactLevel.choices()]
    )
    reference = forms.CharField(
        max_length=400, required=False, label="Where the whole is kept", help_text="An address or a document number."
    )
    review_due = forms.DateField(
        label="Next review",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="After this day the approval no longer counts.",
    )

    def details(self) -> AssessmentDetails:
        told: dict[str, Any] = dict(self.cleaned_data)
        day = told.pop("review_due")
        return AssessmentDetails(**told, review_due=datetime.combine(day, time.max, UTC) if day else None)


class AnswerTrigger(forms.Form):
    reason = forms.CharField(
        widget=_LINES,
        label="Why the assessment is still valid",
        help_text="You sign this: what happened was looked at, and changes nothing in the assessment.",
    )
