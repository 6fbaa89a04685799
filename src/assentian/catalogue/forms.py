from django import forms

from assentian.catalogue import queries


def _editions() -> list[tuple[str, str]]:
    return [("", "Any edition"), *((edition.key, edition.designation) for edition in queries.targets())]


class CrosswalkFilter(forms.Form):
    target = forms.ChoiceField(label="Leads to", required=False, choices=_editions)
    confidence = forms.ChoiceField(
        label="Confidence", required=False, choices=[("", "Any"), ("high", "High"), ("medium", "Medium")]
    )
