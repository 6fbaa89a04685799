"""What people type about an event: what every kind asks, and what one asks beside it. Services decide what stands."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assentian.impact.choices import EventKind
from assentian.impact.reported.kinds import ASKED, CHANGED, LOST, OF_AN_ASSET, Report, areas
from assentian.impact.reported.rules import LONGEST_SOURCE, LONGEST_TEXT, LONGEST_TITLE
from assentian.inventory.models import AISystem, Asset

_LINES = forms.Textarea(attrs={"rows": 3})
_TITLES = {
    EventKind.LAW: "What changed",
    EventKind.SUPPLIER: "What the supplier said or did",
    EventKind.DATA_RIGHT: "What was lost",
    EventKind.DPIA: "What changed",
    EventKind.CONCERN: "What the concern is",
    EventKind.WEAKNESS: "What became known",
    EventKind.ELSEWHERE: "What happened there",
}
_WHOM = {
    EventKind.LAW: "Leave open to let the approved answers of each assessment say whom it concerns.",
    EventKind.DATA_RIGHT: "Systems whose newest version runs on the data set are found by themselves.",
}
_BY_PART = "Systems whose newest version runs on the part are found by themselves."


class ReportEvent(forms.Form):
    """An event of one kind; fields of other kinds are not there."""

    title = forms.CharField(max_length=LONGEST_TITLE, help_text="In one line, as it will stand in every reason.")
    happened_on = forms.DateField(label="When", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    source = forms.CharField(
        max_length=LONGEST_SOURCE, label="Where it is written", help_text="An address, or a document or file number."
    )
    asset_id = forms.TypedChoiceField(label="Part", coerce=int, empty_value=None, required=False)
    lost = forms.ChoiceField(label="How it was lost", choices=list(LOST.items()), widget=forms.RadioSelect)
    changed = forms.MultipleChoiceField(
        label="What changed", choices=list(CHANGED.items()), widget=forms.CheckboxSelectMultiple
    )
    tested_patch = forms.BooleanField(
        label="It is a security patch, and its regression test passed",
        required=False,
        help_text="Then it is only counted, and opens nothing by itself.",
    )
    version = forms.CharField(
        max_length=LONGEST_TITLE, label="What stands now", help_text="Its version and day, or what the authority said."
    )
    substantiated = forms.BooleanField(
        label="It was looked into and found to be so",
        required=False,
        help_text="Until then it is on record and opens nothing.",
    )
    critical = forms.BooleanField(label="It is critical", required=False)
    exploitable_here = forms.BooleanField(label="It can be exploited here", required=False)
    areas = forms.MultipleChoiceField(
        label="Areas and sectors that it is about", required=False, widget=forms.CheckboxSelectMultiple
    )
    places = forms.CharField(label="Countries or places", required=False, help_text="Separated by commas.")
    systems = forms.TypedMultipleChoiceField(
        label="AI systems that it concerns", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    legal_note = forms.CharField(
        label="Where legal states that nothing changes here",
        required=False,
        max_length=LONGEST_TEXT,
        help_text="With a written statement it is only counted, and opens nothing by itself.",
    )
    description = forms.CharField(widget=_LINES, required=False, max_length=LONGEST_TEXT)

    def __init__(
        self, kind: str, systems: Iterable[AISystem], assets: Iterable[Asset], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in {name for names in ASKED.values() for name in names} - set(ASKED[kind]):
            del self.fields[name]
        self._offer("areas", list(areas().items()))
        self._offer("systems", [(system.pk, system.name) for system in systems])
        if kind in OF_AN_ASSET:
            self._offer("asset_id", [("", "None in particular"), *((asset.pk, asset.name) for asset in assets)])
            self.fields["asset_id"].required = kind == EventKind.DATA_RIGHT
        else:
            del self.fields["asset_id"]
        self.fields["title"].label = _TITLES[EventKind(kind)]
        self.fields["systems"].help_text = _WHOM.get(EventKind(kind), _BY_PART if kind in OF_AN_ASSET else "")

    def _offer(self, name: str, choices: list[Any]) -> None:
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def report(self) -> Report:
        told: dict[str, Any] = dict(self.cleaned_data)
        places = tuple(filter(None, (place.strip() for place in told.pop("places", "").split(","))))
        told |= {name: tuple(told[name]) for name in ("areas", "changed", "systems") if name in told}
        return Report(kind=self.kind, places=places, **told)
