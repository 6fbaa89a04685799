"""Answers rest on what was retrieved: citations resolve, and sentences have their words and numbers in the passages.

Support is lexical: the share of a sentence's longer words that the passages hold, and every number of it. That is a
floor, not a proof: a sentence can use the passages' words and say the opposite, and a true paraphrase can use others.
Does not: know meaning, or look anything up outside the passages that the records hold.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.intervals import wilson
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import Limit, Measure, judged
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite
from assentian.checks.sql import identifier

SUPPORT = 0.6
"""Share of a sentence's longer words that must stand in the passages."""
LONG_WORD = 4
STEM = 5
"""Letters by which longer words are compared, so that endings do not matter."""
FEWEST = 20
NAMED = 5
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_CITATION = re.compile(r"\[(\d{1,3})\]")
_WORD = re.compile(rf"[^\W\d_]{{{LONG_WORD},}}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def unsupported_rate(unsupported: int, answers: int) -> float:
    """Answers with a sentence that the passages do not support lexically, as a share of the answers. Unit: share.

    A sentence is supported when 0.6 (or what the suite says) of its words of four letters and more, compared by their
    first five, and every number of it stand in the passages. 95 % interval by Wilson; judged by the value.
    Does not show: truth. A wrong sentence made of the passages' words passes; a right one in other words does not; an
    answer that declines counts as supported.
    """
    return unsupported / answers


def unresolved_citations(unresolved: int, citations: int) -> float:
    """Citations as [2] that point at no passage of their answer, as a share of all citations. Unit: share.

    Source: this product. Does not show: whether the passage that is pointed at says what is cited from it.
    """
    return unresolved / citations


MEASURES = {
    "unsupported_rate": Measure(name="unsupported_rate", function=unsupported_rate, limit=Limit(warn=0.1, breach=0.1)),
    "unresolved_citations": Measure(
        name="unresolved_citations", function=unresolved_citations, limit=Limit(warn=0, breach=0)
    ),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, unsupported, citations, unresolved, at: {measure: first rows}}`; rows are answers that say anything."""
    parameters = check.parameters
    declines = [one.casefold() for one in parameters.get("declines", ())]
    least = parameters.get("support", SUPPORT)
    citations = unresolved = answers = 0
    at: dict[str, list[int]] = {"unsupported_rate": [], "unresolved_citations": []}
    unsupported = 0
    for row, (answer, passages) in enumerate(_records(check, suite, inputs), start=1):
        if not answer.strip():  # says nothing, and so rests on nothing
            continue
        answers += 1
        cited = [int(one) for one in _CITATION.findall(answer)]
        wrong = sum(not 1 <= one <= len(passages) for one in cited)
        citations, unresolved = citations + len(cited), unresolved + wrong
        known = _Passages(passages)
        sentences = [one for one in _sentences(answer) if not any(phrase in one.casefold() for phrase in declines)]
        lacks = any(not known.support(sentence, least) for sentence in sentences)
        unsupported += lacks
        at["unsupported_rate"] += [row] if lacks else []
        at["unresolved_citations"] += [row] if wrong else []
    return {
        "rows": answers,
        "unsupported": unsupported,
        "citations": citations,
        "unresolved": unresolved,
        "at": {name: places[:NAMED] for name, places in at.items()},
    }


class _Passages:
    """The words and numbers of the passages of one answer."""

    def __init__(self, passages: Sequence[str]) -> None:
        text = _plain(" ".join(passages))
        self.words = {_stem(one) for one in _WORD.findall(text)}
        self.numbers = set(_numbers(text))

    def support(self, sentence: str, least: float) -> bool:
        plain = _plain(_CITATION.sub(" ", sentence))
        words = {_stem(one) for one in _WORD.findall(plain)}
        if not set(_numbers(plain)) <= self.numbers:
            return False
        return not words or len(words & self.words) / len(words) >= least


def _records(check: CheckSpec, suite: Suite, inputs: Inputs) -> Iterator[tuple[str, list[str]]]:
    """Each answer with its passages, which are a list of texts, or one text."""
    table = inputs.records(check.parameters["answers"], f"answers_{check.index}")
    columns = [check.parameters.get(f"{role}_column", role) for role in ("answer", "passages")]
    for role, column in zip(("answer", "passages"), columns, strict=True):
        if column not in table.types:
            raise suite.error(("checks", check.index, f"{role}_column"), table.missing(column))
    answer, passages = map(identifier, columns)
    found = table.select(
        f"coalesce(CAST({answer} AS VARCHAR), '')", f"to_json({passages})", then=f"ORDER BY {table.row_number}"
    )
    for row, (text, told) in enumerate(found, start=1):
        held = json.loads(told) if told else None
        held = [] if held is None else [held] if isinstance(held, str) else held
        if not isinstance(held, list) or not all(isinstance(one, str) for one in held):
            raise DataError(f"row {row}: the passages are neither a text nor a list of texts", file=table.locator)
        yield text, held


def _sentences(answer: str) -> list[str]:
    return [one for one in _SENTENCE.split(answer) if one.strip()]


def _numbers(text: str) -> list[str]:
    """Numbers without the marks that only group their digits."""
    return [one.replace(",", "").rstrip(".") for one in _NUMBER.findall(text)]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _stem(word: str) -> str:
    return word[:STEM]


def evaluate(parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    """Both shares; too few answers tell nothing of the first, no citation nothing of the second. Pure."""
    n, unsupported, citations = counts["rows"], counts["unsupported"], counts["citations"]
    asked = parameters.get("metrics", {})
    most = {"warn": parameters["max_unsupported"], "breach": parameters["max_unsupported"]}
    lower, upper = wilson(unsupported, n)
    notes = {name: f"answer {', '.join(map(str, rows))}" if rows else "" for name, rows in counts["at"].items()}
    rate = unsupported_rate(unsupported, n) if n >= FEWEST else None
    metrics = [
        judged(
            "unsupported_rate",
            rate,
            Limit(**{**most, **asked.get("unsupported_rate", {})}),
            n=n,
            lower=lower,
            upper=upper,
            note=notes["unsupported_rate"] if n >= FEWEST else f"{n} answers; expected {FEWEST}",
        )
    ]
    limit = MEASURES["unresolved_citations"].limit_of(asked.get("unresolved_citations", {}))
    if citations:
        value = unresolved_citations(counts["unresolved"], citations)
        metrics.append(judged("unresolved_citations", value, limit, n=citations, note=notes["unresolved_citations"]))
    elif parameters.get("must_cite"):
        metrics.append(judged("unresolved_citations", None, limit, n=0, note="no answer cites a passage"))
    return tuple(metrics)


KIND = Kind(
    name="grounding",
    title="Answers rest on the passages that were retrieved",
    speaks_for={
        "iso42001:A.6.2.4": "Tries whether answers keep to their sources before the system is released.",
        "iso42001:A.6.2.6": "Watches in operation for answers that no source supports.",
        "iso42001:A.8.2": "Shows how far what users are told can be followed to a source.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
)
