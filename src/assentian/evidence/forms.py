"""How people narrow the register of evidence."""

from django import forms

from assentian.checks.registry import KINDS
from assentian.evidence.standings import STALE
from assentian.inventory.forms import Finder
from assentian.standards.vocabulary import Verdict


class FindEvidence(Finder):
    system = forms.CharField(required=False, widget=forms.SearchInput)
    kind = forms.ChoiceField(
        label="Kind of check", required=False, choices=[("", "Any kind"), *((kind, kind) for kind in KINDS)]
    )
    state = forms.ChoiceField(
        label="Result", required=False, choices=[("", "Any result"), *Verdict.choices(), (STALE, "Stale")]
    )
    which = forms.ChoiceField(
        label="Which", required=False, choices=[("", "All results"), ("newest", "Newest of each check")]
    )
    requirement = forms.CharField(
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "A.7.4", "size": 16, "spellcheck": "false"}),
    )

    def clean_requirement(self) -> str:
        """A number alone is one of ISO/IEC 42001."""
        told: str = self.cleaned_data["requirement"].strip()
        return told if not told or ":" in told else f"iso42001:{told.upper()}"
