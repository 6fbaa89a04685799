"""What people type about an assessment that another tool keeps."""

from datetime import date
from typing import Any

from django import forms

from assentian.impact.linking import rules
from assentian.impact.linking.rules import Link


def _day() -> forms.DateInput:
    """As browsers read a day, whatever the language of the page."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LinkForm(forms.Form):
    url = forms.CharField(
        label="Address",
        max_length=rules.LONGEST_URL,
        help_text="Where the other tool shows it; it begins with https://.",
    )
    version = forms.CharField(max_length=100, required=False, help_text="As the other tool names it.")
    digest = forms.CharField(
        label="SHA-256 of the file", max_length=80, required=False, help_text="Instead of a version, or beside it."
    )
    dated = forms.DateField(label="Day of this version", widget=_day())
    reviewed_by = forms.CharField(
        label="Who reviewed it", max_length=200, help_text="As a rule the data protection officer (GDPR Art. 35(2))."
    )
    reviewed_on = forms.DateField(label="Day of the review", widget=_day())

    def clean_digest(self) -> str:
        digest: str = self.cleaned_data["digest"]
        return digest.strip().lower().removeprefix("sha256:")

    def clean(self) -> dict[str, Any]:
        """Every field that is wrong, at once."""
        cleaned = super().clean() or {}
        if not self.errors:
            for field, wrong in rules.against(self.link(), date.max):
                self.add_error(field, wrong)
        return cleaned

    def link(self) -> Link:
        return Link(**self.cleaned_data)
