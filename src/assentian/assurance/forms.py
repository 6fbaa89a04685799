"""What people type about nonconformities, and how they narrow the register. Services decide what can stand."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from django import forms

from assentian.accounts.models import User
from assentian.assurance.choices import NonconformityState, Source
from assentian.assurance.services import LONGEST_TITLE, NonconformityDetails
from assentian.inventory.forms import Finder
from assentian.inventory.models import AISystem

_LINES = forms.Textarea(attrs={"rows": 3})


class RaiseNonconformity(forms.Form):
    """What is not as it should be (10.2), who answers for it and until when."""

    title = forms.CharField(max_length=LONGEST_TITLE, label="What is not as it should be", help_text="In a few words.")
    description = forms.CharField(widget=_LINES, help_text="What was seen, where, and what it should have been.")
    source = forms.ChoiceField(
        label="How it was found",
        choices=[one for one in Source.choices if one[0] not in {Source.BREACH, Source.TRIGGER}],
    )
    system_id = forms.TypedChoiceField(label="AI system", coerce=int, required=False, empty_value=None)
    owner_id = forms.TypedChoiceField(label="Owner", coerce=int, help_text="Who answers for the correction.")
    due_at = forms.DateField(label="Due", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(
        self, people: Iterable[tuple[User, list[str]]], systems: Iterable[AISystem], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        owners = [(user.pk, f"{user.name}, {', '.join(roles)}") for user, roles in people]
        self._offer("owner_id", [("", "Choose a person"), *owners])
        self._offer("system_id", [("", "The management system itself"), *((one.pk, one.name) for one in systems)])

    def _offer(self, name: str, choices: list[tuple[int | str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def details(self) -> NonconformityDetails:
        told: dict[str, Any] = dict(self.cleaned_data)
        due_at = datetime.combine(told.pop("due_at"), time.max, UTC)
        return NonconformityDetails(**told, due_at=due_at)


class Correct(forms.Form):
    correction = forms.CharField(widget=_LINES, label="What was done")
    root_cause = forms.CharField(widget=_LINES, label="Why it came to it", help_text="The cause, not the symptom.")


class Close(forms.Form):
    effectiveness = forms.CharField(
        widget=_LINES, label="Whether it worked", help_text="What you looked at, and what you saw."
    )


class FindNonconformity(Finder):
    text = forms.CharField(label="Title or description", required=False, widget=forms.SearchInput)
    state = forms.ChoiceField(required=False, choices=[("", "Any state"), *NonconformityState.choices])
    source = forms.ChoiceField(label="Found by", required=False, choices=[("", "Any way"), *Source.choices])
