"""The form of risk criteria: five steps a scale, the matrix between them, the answer to each level."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from assentian.risk.criteria.rules import PARTIES, Answer, Consequence, Criteria, Level, Likelihood

STEPS = 5
_WORD, _ANCHOR = 40, 300


def _short(label: str, most: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.TextInput(attrs={"aria-label": label}))


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs={"aria-label": label}))


def _anchor(label: str) -> forms.CharField:
    attrs = {"aria-label": label, "rows": 3}
    return forms.CharField(label=label, max_length=_ANCHOR, widget=forms.Textarea(attrs=attrs))


class CriteriaForm(forms.Form):
    """Every step with its word and its anchors; drawn as tables (`risk/criteria/propose.html`)."""

    reason = forms.CharField(
        label="Why these criteria",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Who was asked, what they rest on, what is different from the version before.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = [(level.value, level.value.capitalize()) for level in Level]
        answers = [(answer.value, answer.meaning.capitalize()) for answer in Answer]
        for n in range(1, STEPS + 1):
            self.fields[f"l{n}"] = _short(f"Likelihood {n}, word", _WORD)
            self.fields[f"l{n}_anchor"] = _anchor(f"Likelihood {n}, what it means")
            self.fields[f"c{n}"] = _short(f"Consequence {n}, word", _WORD)
            for party in PARTIES:
                self.fields[f"c{n}_{party}"] = _anchor(f"Consequence {n}, to {_the(party)}")
            for m in range(1, STEPS + 1):
                self.fields[f"m{n}_{m}"] = _choice(f"Level at likelihood {n}, consequence {m}", levels)
        for level in Level:
            self.fields[f"a_{level}"] = _choice(f"A {level} risk", answers)

    @property
    def likelihood_rows(self) -> list[tuple[int, BoundField, BoundField]]:
        return [(n, self[f"l{n}"], self[f"l{n}_anchor"]) for n in range(1, STEPS + 1)]

    @property
    def consequence_rows(self) -> list[tuple[int, BoundField, list[BoundField]]]:
        return [(n, self[f"c{n}"], [self[f"c{n}_{party}"] for party in PARTIES]) for n in range(1, STEPS + 1)]

    @property
    def matrix_rows(self) -> list[tuple[int, list[BoundField]]]:
        return [(n, [self[f"m{n}_{m}"] for m in range(1, STEPS + 1)]) for n in range(STEPS, 0, -1)]

    @property
    def appetite_fields(self) -> list[tuple[Level, BoundField]]:
        return [(level, self[f"a_{level}"]) for level in Level]

    def criteria(self) -> Criteria:
        told = self.cleaned_data
        steps = range(1, STEPS + 1)
        return Criteria(
            [Likelihood(told[f"l{n}"], told[f"l{n}_anchor"]) for n in steps],
            [Consequence(told[f"c{n}"], {party: told[f"c{n}_{party}"] for party in PARTIES}) for n in steps],
            [[Level(told[f"m{n}_{m}"]) for m in steps] for n in steps],
            {level: Answer(told[f"a_{level}"]) for level in Level},
        )


def shown(criteria: Criteria) -> dict[str, str]:
    """Values of the form that tell these criteria; steps beyond the fifth are not shown."""
    values: dict[str, str] = {}
    for n, (likelihood, consequence, row) in enumerate(
        zip(criteria.likelihoods, criteria.consequences, criteria.matrix, strict=False), 1
    ):
        values |= {f"l{n}": likelihood.word, f"l{n}_anchor": likelihood.anchor, f"c{n}": consequence.word}
        values |= {f"c{n}_{party}": consequence.anchors[party] for party in PARTIES}
        values |= {f"m{n}_{m}": level.value for m, level in enumerate(row, 1)}
    return values | {f"a_{level}": answer.value for level, answer in criteria.appetite.items()}


def _the(party: str) -> str:
    return "the organisation" if party == "organisation" else party
