"""What is decided about each answer of a summary, and whom people can write to."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from assentian.impact.publishing import rules
from assentian.impact.publishing.queries import Preparation
from assentian.impact.publishing.rules import Decision

_CHOICES = (("publish", "Publish"), ("withhold", "Withhold"))


class DecisionsForm(forms.Form):
    """Two inputs for each answer (`<key>-choice`, `<key>-reason`), which begin with what is offered."""

    contact = forms.CharField(
        label="Contact",
        max_length=400,
        help_text="Whom people can write to or call; better an office than a person. It is public.",
    )

    def __init__(self, preparation: Preparation, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(_initial(preparation)))
        self._preparation = preparation
        for part in preparation.parts:
            for question in part.questions:
                self.fields[f"{question.key}-choice"] = forms.ChoiceField(
                    label=f"{question.id}, publish or withhold", choices=_CHOICES, widget=forms.RadioSelect
                )
                self.fields[f"{question.key}-reason"] = forms.CharField(
                    label=f"{question.id}, reason", required=False, max_length=400
                )

    def clean(self) -> dict[str, Any]:
        """Every reason that is missing, named at its answer."""
        cleaned = super().clean() or {}
        for key, decided in self._decisions(cleaned):
            if wrong := rules.against_deciding(self._preparation.defaults[key], decided):
                self.add_error(f"{key}-reason", wrong)
        return cleaned

    def decisions(self) -> dict[str, Decision]:
        return dict(self._decisions(self.cleaned_data))

    def _decisions(self, cleaned: Mapping[str, Any]) -> Iterator[tuple[str, Decision]]:
        for key in self._preparation.defaults:
            if choice := cleaned.get(f"{key}-choice"):
                yield key, Decision(choice == "publish", cleaned.get(f"{key}-reason", "").strip())


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Why it is withdrawn",
        max_length=2000,
        help_text="It stays inside; the public page says only that the summary was withdrawn.",
    )


def _initial(preparation: Preparation) -> Iterator[tuple[str, str]]:
    before = preparation.prepared or preparation.published
    yield "contact", before.contact if before else ""
    for key in preparation.defaults:
        offered = preparation.offered(key)
        yield f"{key}-choice", "publish" if offered.is_published else "withhold"
        yield f"{key}-reason", offered.reason
