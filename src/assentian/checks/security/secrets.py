"""Secrets that lie in notebooks, prompts, agent files, configuration and artefacts, found by their form.

Two rules: forms that issuers give their keys, and values that look drawn by chance and are given to a name like
`api_key`. Notebooks are read cell by cell, outputs too.
Invariant: a finding is a place, a kind and a mark, never the secret. The mark is made slowly from the secret, so that a
weak one cannot be guessed from it quickly; by it a person can allow what was looked at.
Does not: try whether a secret works, or read archives and the history of a repository.
"""

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from assentian.checks.errors import DataError
from assentian.checks.faults import evaluator, measures, written
from assentian.checks.holdings import held
from assentian.checks.inputs import Inputs
from assentian.checks.kind import Counts, Kind
from assentian.checks.spec import CheckSpec, Suite

LARGEST = 50_000_000
"""Bytes of one file that are looked through; a larger one could not be told."""
LONGEST_PIECE, OVERLAP = 20_000, 500
MARK = 8
"""Bytes of the mark by which a secret is named."""
MOST_SECRETS = 2000
"""Different secrets that are named; where there are more, the rest is not told apart."""
VALUE = r"""["']?\s*[:=]{1,2}>?\s*["']?([0-9A-Za-z+/=_.~-]{16,200})["']?"""
SHORTEST_RUN = 10
LEAST_ENTROPY = 3.5
"""Bits a character of a value of letters and digits; words have 2 to 3, hexadecimal keys 3.6 to 4, Base64 above 4."""


def secrets(found: Sequence[str]) -> float:
    """Places where something of the form of a secret stands, and that nobody allowed. Unit: places.

    Source: the list `data/secrets.yaml` (forms from the issuers), and Shannon entropy (1948) of at least 3.5 bits a
    character for values that are given to names as api_key. Does not show: secrets without a form (a password that is a
    word), whether one still works, what lies in archives or in the history of a repository.
    """
    return float(len(found))


def unread(found: Sequence[str]) -> float:
    """Files that were too large to be looked through. Unit: files. Does not show: whether a secret stands there."""
    return float(len(found))


MEASURES = measures(secrets, unread)


def profile(check: CheckSpec, suite: Suite, inputs: Inputs) -> Counts:
    """`{rows, version, allowed, faults}`; rows are the files looked through."""
    allowed = {one.lower() for one in check.parameters.get("allow", ())}
    found, unread_files, files, let_by = [], [], 0, 0
    marks: dict[str, str] = {}
    for place in check.parameters["paths"]:
        root = suite.folder / place
        for name in held(place, inputs, record=True):
            files += 1
            path = root / name if root.is_dir() else suite.folder / name
            if path.stat().st_size > LARGEST:
                unread_files.append(name)
                continue
            for where, kind, secret in _in_file(path):
                marks.setdefault(secret, mark(secret) if len(marks) < MOST_SECRETS else "and others")
                if marks[secret] in allowed:
                    let_by += 1
                else:
                    found.append(f"{written(name)}{where}: {kind} {marks[secret]}")
    return {
        "rows": files,
        "version": _list()["version"],
        "allowed": let_by,
        "faults": {"secrets": found, "unread": unread_files},
    }


def _in_file(path: Path) -> Iterator[tuple[str, str, str]]:
    """(place, kind, secret) of every secret in a file, each secret once a place."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DataError(f"cannot be read: {error.strerror}", file=str(path)) from error
    text = data.decode("utf-8", "replace")
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        text = data.decode("utf-16", "replace")
    cells = _cells(text) if path.suffix == ".ipynb" else None
    for where, part in cells or [("", text)]:
        found = (
            (line + piece.count("\n", 0, at), kind, secret)
            for line, piece in _pieces(part)
            for at, kind, secret in in_text(piece)
        )
        for line, kind, secret in dict.fromkeys(found):
            yield f"{where}:{line}", kind, secret


def _cells(text: str) -> list[tuple[str, str]] | None:
    """Sources and outputs of a notebook's cells, each with its place; None where it is no notebook."""
    try:
        cells = json.loads(text)["cells"]
        return [
            (f" cell {number}{part}", _joined(content))
            for number, cell in enumerate(cells, start=1)
            for part, content in (("", cell.get("source", "")), (" output", cell.get("outputs", [])))
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _joined(content: Any) -> str:
    """Every text in a part of a notebook, line by line."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        plain = all(isinstance(one, str) for one in content)
        return ("" if plain else "\n").join(_joined(one) for one in content)
    return "\n".join(_joined(one) for one in content.values()) if isinstance(content, dict) else ""


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """A text in pieces, each with the number of its first line. They end where a line does; only an endless line is cut
    within, and then the pieces overlap.
    """
    start, line = 0, 1
    while start < len(text):
        end = min(len(text), start + LONGEST_PIECE)
        cut = end if end == len(text) else text.rfind("\n", start, end) + 1 or end
        piece = text[start:cut]
        yield line, piece
        following = cut if cut == len(text) or piece.endswith("\n") else cut - OVERLAP
        line += text.count("\n", start, following)
        start = following


def in_text(text: str) -> Iterator[tuple[int, str, str]]:
    """(place, kind, secret) of every secret in a text."""
    listed = _list()
    spans: list[tuple[int, int]] = []
    for name, holds, pattern in listed["patterns"]:
        for match in pattern.finditer(text) if any(one in text for one in holds) else ():
            spans.append(match.span())
            if name == "private key" or not listed["placeholders"].search(match[0]):
                yield match.start(), name, match[0]
    for match in listed["given"].finditer(text):
        value = match[1]
        is_known = any(start <= match.start(1) < end for start, end in spans)
        if not is_known and not listed["placeholders"].search(match[0]) and looks_random(value):
            yield match.start(), "value of a secret's name", value


def looks_random(value: str) -> bool:
    """Whether a value has a long run that mixes letters and digits with little repetition: no path, no joined words."""
    runs = [one for one in re.split(r"[-_.~/=]+", value) if len(one) >= SHORTEST_RUN]
    mixed = [one for one in runs if re.search(r"[0-9]", one) and re.search(r"[A-Za-z]", one)]
    if not mixed or value.count("/") > 2:  # noqa: PLR2004 - a path
        return False
    is_hex = re.fullmatch(r"[0-9a-fA-F-]+", value)
    return entropy(value) >= LEAST_ENTROPY - (0.5 if is_hex else 0)


def entropy(text: str) -> float:
    """Shannon entropy of the characters, in bits a character."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def mark(secret: str) -> str:
    """Sixteen hexadecimal digits by scrypt (RFC 7914), about ten milliseconds each."""
    told = secret.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(told, salt=b"assentian secret-scan 1", n=1 << 12, r=8, p=1, dklen=MARK).hex()


@cache
def _list() -> Mapping[str, Any]:
    from assentian.standards.strict_yaml import read

    content = read(Path(str(resources.files("assentian.checks").joinpath("data/secrets.yaml")))).content
    return {
        "version": content["version"],
        "patterns": [(one["name"], one["holds"], re.compile(one["regex"])) for one in content["patterns"]],
        "placeholders": re.compile(content["placeholders"]),
        "given": re.compile(content["names"] + r"[A-Za-z0-9_-]{0,30}" + VALUE),
    }


KIND = Kind(
    name="secret-scan",
    title="No secrets in notebooks, prompts, agent files and artefacts",
    speaks_for={
        "iso42001:A.4.4": "Shows that notebooks, prompts and tools hold no keys that whoever reads them could use.",
        "iso42001:A.6.1.3": "Shows that development keeps secrets out of what it writes.",
        "iso27001:A.8.28": "Looks for secrets that were written into code.",
        "iso27001:A.5.17": "Finds authentication information where it must not lie.",
    },
    measures=MEASURES,
    valid_for=timedelta(days=30),
    profile=profile,
    evaluate=evaluator(MEASURES),
)
