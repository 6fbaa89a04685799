"""Serialised models looked through without loading them: would opening one run code?"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.integrity.containers import contents
from assentian.checks.integrity.pickle_walk import walk
from assentian.checks.kind import Counts, Kind
from assentian.checks.measure import NONE_ALLOWED, Measure, judged
from assentian.checks.result import Metric
from assentian.checks.spec import CheckSpec, Suite

NAMED = 20


def foreign_globals(names: int) -> float:
    """Globals that an artefact would import and that no list allows, each once a file; and what it would do that no
    model needs: change an allowed class itself, or call an object that it made.

    Source: opcodes of the pickle protocol (CPython `pickletools`), resolved on a symbolic stack; the list of allowed
    names is `data/pickle-globals.yaml`. Unit: names.
    Does not show: flaws in the libraries whose names are allowed, or what the model itself does when it is called.
    """
    return float(names)


def incomplete_scans(places: int) -> float:
    """Places in an artefact that could not be looked through to their end: broken, too deep, too large, or of a format
    that is not read here. What was not seen is not clean.

    Source: this product. Unit: places.
    Does not show: that something harmful stands there.
    """
    return float(places)


MEASURES = {
    "foreign_globals": Measure(name="foreign_globals", function=foreign_globals, limit=NONE_ALLOWED),
    "incomplete_scans": Measure(name="incomplete_scans", function=incomplete_scans, limit=NONE_ALLOWED),
}


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, foreign: [[place, global]], incomplete: [[place, why]]}`; rows are the files looked through."""
    try:
        files = inputs.each(check.parameters["path"])
    except DataError as error:
        raise suite.error(("checks", check.index, "path"), str(error)) from error
    allowed = set(check.parameters.get("allow", ()))
    found = [one for path in files for one in scanned(path, allowed)]
    return {
        "rows": len(files),
        "foreign": [[place, name] for place, name, _ in found if name],
        "incomplete": [[place, why] for place, _, why in found if why],
    }


def scanned(path: Path, allowed: Iterable[str] = ()) -> Iterable[tuple[str, str, str]]:
    """(place, foreign global, why incomplete), one of the last two empty, for everything found in a file."""
    more = frozenset(allowed)
    for content in contents(path):
        if content.problem:
            yield content.place, "", content.problem
        if content.stream is None:
            continue
        told = walk(content.stream)
        for spelling in sorted(told.names):
            dotted = spelling.replace(" ", ".")
            if not is_allowed(spelling) and dotted not in more:
                yield content.place, dotted, ""
        if told.incomplete:
            yield content.place, "", told.incomplete


def is_allowed(spelling: str) -> bool:
    """Whether a global, as `module name`, may be imported: it stands in the list, whole."""
    module, _, name = spelling.partition(" ")
    return name in _listed().get(module, ())


@cache
def _listed() -> Mapping[str, list[str]]:
    from assentian.standards.strict_yaml import read

    content = read(Path(str(resources.files("assentian.checks").joinpath("data/pickle-globals.yaml")))).content
    return {**content["names"], **content["estimators"]}


def evaluate(_parameters: Mapping[str, Any], counts: Counts) -> tuple[Metric, ...]:
    n = counts["rows"]
    foreign, incomplete = counts["foreign"], counts["incomplete"]
    return (
        judged("foreign_globals", foreign_globals(len(foreign)), NONE_ALLOWED, n=n, note=_told(foreign)),
        judged("incomplete_scans", incomplete_scans(len(incomplete)), NONE_ALLOWED, n=n, note=_told(incomplete)),
    )


def _told(found: list[list[str]]) -> str:
    more = f"; and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return "; ".join(f"{place}: {what}" for place, what in found[:NAMED]) + more


KIND = Kind(
    name="artifact-scan",
    title="Opening the serialised model runs no foreign code",
    speaks_for={
        "iso42001:A.6.2.4": "Verifies the artefact itself before anything loads it.",
        "iso42001:A.6.2.5": "What is deployed cannot execute code when it is opened.",
        "iso42001:A.10.3": "A supplied model is looked through before it is used.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluate,
)
