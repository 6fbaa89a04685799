"""From a question of the bank to what a person types: form fields, and the values that are stored.

Numbers are stored as decimal text, choices as their words, texts as they were typed, ratings as whole numbers.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from assentian.impact.bank.facts import UNKNOWN, Bank, Question
from assentian.impact.drafting.rules import MEASURED
from assentian.impact.scoring.harms import RATINGS
from assentian.standards.vocabulary import ProofGrade

NOT_KNOWN = "I do not know yet"
NOTHING = "none"
_MOST_ROWS_OF_TEXT = 20_000
_LONG = frozenset(
    (
        *("what_happens", "what_improves", "effect_on_people", "why_not_enough", "effect", "what_we_do"),
        *("how_affected", "what_they_said", "what_changed", "disagreement", "how_bias_enters", "rule_or_threshold"),
        *("event", "path", "note", "outside_behaviour", "harm", "barrier"),
    )
)
_NAMES = {
    "right_or_harm": "Right or kind of harm",
    "min_n": "Least number of cases",
    "without_ai": "Without AI",
    MEASURED: "Measured, in 1 000",
}
_CONTROLS = 2
"""Controls that one form offers: no more lower a row."""


def answer_fields(question: Question) -> dict[str, forms.Field]:
    """The inputs of one answer, by name; none for a table, whose rows stand apart."""
    if question.type == "single":
        return {"value": forms.ChoiceField(choices=_options(question), widget=forms.RadioSelect, required=False)}
    if question.type == "multi":
        widget = forms.CheckboxSelectMultiple
        return {"value": forms.MultipleChoiceField(choices=_options(question), widget=widget, required=False)}
    if question.type in {"number", "metric"}:
        return {"value": forms.DecimalField(required=False, min_value=0, max_digits=18, decimal_places=6)}
    if names := parts(question):
        return {name: _text(rows=2, label=named(name)) for name in names}
    return {} if question.type == "table" else {"value": _text(rows=4)}


def parts(question: Question) -> tuple[str, ...]:
    """Names of the parts of an answer that has several."""
    credit = question.scoring.get("credit")
    if not isinstance(credit, Mapping) or question.type == "table":
        return ()
    return tuple(credit["fields"]) if "fields" in credit else (credit["percent_in"],) if "percent_in" in credit else ()


def stored(question: Question, cleaned: Mapping[str, Any]) -> Any:
    """What is kept of a clean form; None where nothing was said."""
    if cleaned.get("unknown"):
        return UNKNOWN
    if cleaned.get("none"):
        return []
    if names := parts(question):
        said = {name: _typed(cleaned[name]) for name in names if cleaned.get(name)}
        return said or None
    value = _typed(cleaned.get("value"))
    if isinstance(value, Decimal):
        return decimal_text(value)
    if question.type == "multi":
        return _chosen(question, value or [])
    return value or None


def initial(question: Question, value: Any) -> dict[str, Any]:
    """The other way round: a stored answer as the form shows it."""
    choosing = question.type in {"single", "multi"}
    if value == UNKNOWN and not choosing:
        return {"unknown": True}
    if question.type == "table":
        return {"none": value == []}
    if value == [] and "empty" in question.scoring:
        return {"value": [NOTHING]}
    return dict(value) if isinstance(value, Mapping) else {"value": value}


def row_fields(question: Question, bank: Bank, groups: Sequence[str]) -> dict[str, forms.Field]:
    """The inputs of one row."""
    found: dict[str, forms.Field] = {}
    for column in question.columns:
        if column == "controls":
            found |= _control_fields()
        elif column != "residual":
            found[column] = _column(question, column, bank, groups)
        if column == "likelihood" and "controls" in question.columns:
            found[MEASURED] = forms.DecimalField(
                label=named(MEASURED),
                required=False,
                min_value=0,
                max_value=1000,
                help_text="The upper 95 % bound of a measured rate; it takes the place of the likelihood.",
            )
    return found


def stored_row(question: Question, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, value in cleaned.items():
        if name.startswith("control_") or name in {"revision", "tab"} or value in (None, "", []):
            continue
        if _scale(question, name):
            said[name] = value if value == UNKNOWN else int(value)
        else:
            said[name] = decimal_text(value) if isinstance(value, Decimal) else _typed(value)
    if "controls" in question.columns and (controls := _controls(cleaned)):
        said["controls"] = controls
    return said


def initial_row(values: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in values.items() if name != "controls"}
    for place, control in enumerate(values.get("controls", ()), 1):
        shown |= {f"control_{place}_{name}": told for name, told in control.items()}
    return shown


def named(column: str) -> str:
    return _NAMES.get(column, column.replace("_", " ").capitalize())


def decimal_text(value: Decimal) -> str:
    """Without a trailing zero or an exponent: 12.50 as 12.5."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _typed(value: Any) -> Any:
    """A text with the line ends that a script sends: a form sends others, and nobody typed either."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _chosen(question: Question, words: list[str]) -> list[str] | None:
    """Not knowing stands alone; "none of these" is an empty list where the question counts it so."""
    if UNKNOWN in words:
        return [UNKNOWN]
    return [] if NOTHING in words and "empty" in question.scoring else words or None


def _scale(question: Question, column: str) -> str:
    """The scale by which a column is rated; empty where it is free text."""
    if column in RATINGS:
        return column
    return "benefit_size" if column == "size" and question.scoring.get("side") == "benefit" else ""


def _options(question: Question) -> list[tuple[str, str]]:
    told = [(option.value, option.label[:1].upper() + option.label[1:]) for option in question.options]
    if "empty" in question.scoring:
        told.append((NOTHING, "None of these"))
    return [*told, (UNKNOWN, NOT_KNOWN)] if question.allow_unknown else told


def _text(rows: int, label: str | None = None) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=_MOST_ROWS_OF_TEXT, strip=False, widget=widget)


def _column(question: Question, column: str, bank: Bank, groups: Sequence[str]) -> forms.Field:
    label = named(column)
    if scale := bank.scales.get(_scale(question, column)):
        return _choice(label, [(key, f"{key} {told}") for key, told in scale.items() if str(key).isdigit()])
    if column == "group" and question.key != "groups":
        return _choice(label, [(group, group) for group in groups], f"{NOT_KNOWN}, or none is listed")
    if column == "vulnerability_factors":
        choices = [(word, word.replace("_", " ").capitalize()) for word in bank.vulnerabilities]
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget)
    if words := _words(question, column, bank):
        return _choice(label, words)
    return _plain(column, label)


def _plain(column: str, label: str) -> forms.Field:
    if column == "without_ai":
        return forms.BooleanField(label="Without AI", required=False)
    return _text(2, label) if column in _LONG else forms.CharField(label=label, required=False, max_length=400)


def _words(question: Question, column: str, bank: Bank) -> list[tuple[str, str]]:
    """Choices of a column that the bank's lists or the scoring know."""
    rights = [(right.id, right.title) for right in bank.rights]
    harms = [(key, f"{key.replace('_', ' ').capitalize()}: {told}") for key, told in bank.harms.items()]
    lists = {"right": rights, "right_or_harm": [*rights, *harms], "harm_type": harms}
    lists["benefit_type"] = [(key, f"{key.capitalize()}: {told}") for key, told in bank.benefits.items()]
    if column in lists:
        return lists[column]
    if question.key == "rights_screen" and column == "effect":
        return [(word, named(word)) for word in question.scoring["points_by"] if word not in {"column", UNKNOWN}]
    cases = [case["if"][column] for case in question.scoring.get("points_by_row", ()) if column in case["if"]]
    others = {"critical": ["no"], "single_supplier": ["no"], "fallback": ["tested", "planned"]}
    return [(word, named(word)) for word in dict.fromkeys([*cases, *others.get(column, ())])] if cases else []


def _choice(label: str, choices: Sequence[tuple[Any, str]], blank: str = NOT_KNOWN) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", blank), *choices])


def _control_fields() -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    for place in range(1, _CONTROLS + 1):
        found |= {
            f"control_{place}_name": forms.CharField(label=f"Control {place}", required=False, max_length=200),
            f"control_{place}_acts_on": _choice(
                f"Control {place} lowers", [(word, named(word)) for word in RATINGS], "Nothing named"
            ),
            f"control_{place}_assurance": _choice(
                f"Proof behind control {place}",
                [(grade.value, f"{grade} {grade.label}") for grade in ProofGrade],
                "None",
            ),
        }
    return found


def _controls(cleaned: Mapping[str, Any]) -> list[dict[str, str]]:
    told = [
        {name: cleaned.get(f"control_{place}_{name}") or "" for name in ("name", "acts_on", "assurance")}
        for place in range(1, _CONTROLS + 1)
    ]
    return [control for control in told if control["name"] and control["acts_on"]]
