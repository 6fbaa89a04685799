"""How people narrow the register of evidence."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assentian.checks.registry import KINDS
from assentian.evidence.standings import STALE
from assentian.inventory.forms import Finder
from assentian.standards.vocabulary import Verdict


class FindEvidence(Finder):
    system = forms.ChoiceField(required=False)
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
        widget=forms.TextInput(attrs={"placeholder": "iso42001:A.7.4", "size": 16, "spellcheck": "false"}),
    )

    def __init__(self, systems: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        system = self.fields["system"]
        if isinstance(system, forms.ChoiceField):
            system.choices = [("", "Any system"), *systems]
