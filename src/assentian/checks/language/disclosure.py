"""Every surface shows what people must be told: that a machine answers, what it cannot do, where to object.

A surface is a page or a recorded answer, in a file or asked by HTTP. A notice is shown when one of its phrases stands
among the words that a person sees.
Does not: judge whether a notice is understood, noticed or true.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from assentian.checks.endpoint import Endpoint
from assentian.checks.errors import DataError
from assentian.checks.faults import evaluator, measures
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.language.visible import visible_text
from assentian.checks.spec import CheckSpec, Suite

MOST_BYTES = 10_000_000


def missing_notices(found: Sequence[str]) -> float:
    """Notices that a surface was to show and does not, by surface and notice. Unit: notices.

    Source: this product; phrases and notices are the suite's own. Does not show: surfaces that nobody listed, notices
    that a script adds, or whether a person would see them in time.
    """
    return float(len(found))


MEASURES = measures(missing_notices)


def profile(check: CheckSpec, _suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, faults, untold}`; rows are the surfaces times their notices."""
    notices = check.parameters["notices"]
    missing, untold, asked = [], [], 0
    for index, surface in enumerate(check.parameters["surfaces"]):
        name = surface.get("path") or surface["endpoint"]
        wanted = surface.get("notices", list(notices))
        for place, notice in enumerate(wanted):
            if notice not in notices:
                here = ("checks", check.index, "surfaces", index, "notices", place)
                raise inputs.error(here, f"'{notice}' is no notice of the check")
        asked += len(wanted)
        page = _page(surface, inputs, check.index, index)
        if page is None:
            untold.append(f"{name} does not answer with a page")
            continue
        seen = _plain(visible_text(page))
        missing += [
            f"{name}: {notice}" for notice in wanted if not any(_plain(phrase) in seen for phrase in notices[notice])
        ]
    return {"rows": asked, "faults": {"missing_notices": missing}, "untold": {"missing_notices": untold}}


def _page(surface: Mapping[str, Any], inputs: Inputs, check: int, index: int) -> str | None:
    if "path" in surface:
        path = inputs.file(surface["path"], record=True)
        if path.stat().st_size > MOST_BYTES:
            raise DataError(f"is larger than {MOST_BYTES:,} bytes", file=surface["path"])
        return path.read_text(encoding="utf-8", errors="replace")
    with Endpoint(surface, inputs, ("checks", check, "surfaces", index)) as endpoint:
        answer = endpoint.send(method="GET", headers={"Accept": "text/html, */*"})
    return answer.body.decode("utf-8", "replace") if answer.is_accepted else None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


KIND = Kind(
    name="disclosure",
    title="Surfaces say that a machine answers, what it cannot do and where to object",
    speaks_for={
        "iso42001:A.8.2": "Shows that users are given the information that was decided, on every surface.",
        "iso42001:A.8.5": "Looks for the information that interested parties are to have.",
        "iso42001:A.8.3": "Shows that people are told where they can report what goes wrong.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluator(MEASURES),
)
