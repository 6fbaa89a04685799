"""PDF by Typst: tagged (PDF/UA-1), for the archive (PDF/A-3a), with the record attached.

A template reads JSON (`sys.inputs.told`); nothing of it is parsed as Typst, so a text like `#panic()` is printed as it
stands. The clock is the document's own time, fonts are those inside Typst, and packages are not fetched: equal input
gives equal bytes on any machine with the same version of Typst.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from assentian.reports.documents import letters
from assentian.reports.documents.sealed import NAME, Sealed

TEMPLATES = Path(__file__).parent / "typst"


def write(template: str, told: Mapping[str, Any], record: Sealed, *, at: datetime) -> bytes:
    """The PDF of `typst/<template>.typ`. `told` holds JSON values, among them `title` and `organisation`; `at` is the
    time that the document bears.

    The template finds under `seal` the record's digest and the checkpoint, and prints them through `house.typ`.
    """
    shown = letters.each({**told, "seal": _seal(record)}, letters.printed)
    attached = record.content.decode()
    import typst

    for fallback in (letters.without_marks, letters.in_ascii):
        try:
            return _compiled(template, shown, attached, at)
        except typst.TypstError:
            shown = letters.each(shown, fallback)
    return _compiled(template, shown, attached, at)


def _compiled(template: str, shown: Any, attached: str, at: datetime) -> bytes:
    import typst

    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"told": json.dumps(shown), "attached": attached, "name": NAME},
        pdf_standards=["a-3a", "ua-1"],
        timestamp=int(at.timestamp()),
    )


def _seal(record: Sealed) -> dict[str, Any]:
    anchor = record.anchor
    return {
        "digest": record.digest,
        "kept": record.kept,
        "checkpoint": anchor
        and {
            "origin": anchor.origin,
            "size": anchor.size,
            "root": anchor.root,
            "at": f"{anchor.at:%Y-%m-%d %H:%M} UTC",
        },
    }
