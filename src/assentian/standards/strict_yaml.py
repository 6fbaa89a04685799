"""Read YAML that people write, strictly: one meaning for every line, and every complaint with file, line and key.

Scalars follow the core schema of YAML 1.2, decimal numbers only: `1e7` is a number, a date or `0x1f` stays text; every
key is text. Refused: a key written twice in one mapping; `yes`, `no`, `on` or `off` as a key or unquoted as a value
(YAML 1.1 takes them for booleans); numbers beyond a double, anchors, aliases, tags and a second document.
Does not: know what any key means (the schema of each file does), write anything, or import PyYAML before it reads.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Place = tuple[str | int, ...]
"""A path of keys and indexes into a document, as in `("nodes", 3, "kind")`."""

DEEPEST = 50
"""Levels of nesting that are read; people write fewer than ten."""
_AMBIGUOUS = frozenset({"yes", "no", "on", "off"})
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


class ContentError(ValueError):
    """What is wrong with a file that people write: `FILE:LINE: key[0].path: complaint`; `line` counts from 1."""

    def __init__(self, complaint: str, *, path: Path, line: int | None = None, where: Place = ()) -> None:
        self.complaint, self.path, self.line, self.key = complaint, path, line, spell(where)
        place = str(path) if line is None else f"{path}:{line}"
        super().__init__(": ".join(part for part in (place, self.key, complaint) if part))


@dataclass(frozen=True)
class Document:
    """One file: its text as it stands, its content as plain values, and for each place the line (from 1) it starts."""

    path: Path
    text: str = field(repr=False)
    content: Any
    lines: Mapping[Place, int] = field(repr=False)

    def line(self, *where: str | int) -> int:
        """Line of the innermost part of `where` that stands in the file; a key's is the one on which it is named."""
        while where not in self.lines:
            where = where[:-1]
        return self.lines[where]

    def error(self, complaint: str, *where: str | int) -> ContentError:
        return ContentError(complaint, path=self.path, line=self.line(*where), where=where)

    def hold_against(self, schema: Mapping[str, Any]) -> None:
        """Raise ContentError for the worst breach of a JSON Schema (draft 2020-12), if there is one."""
        from jsonschema import Draft202012Validator
        from jsonschema.exceptions import best_match

        worst = best_match(Draft202012Validator(schema).iter_errors(self.content))
        if worst is not None:
            raise self.error(worst.message, *worst.absolute_path)


def spell(where: Place) -> str:
    """`("checks", 0, "rules")` as `checks[0].rules`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).removeprefix(".")


def read(path: Path, schema: Mapping[str, Any] | None = None) -> Document:
    """Parse a file and hold it against a JSON Schema (draft 2020-12); raises ContentError for the first complaint."""
    try:
        data = path.read_bytes()
        text = data.decode()
    except OSError as error:
        raise ContentError(f"cannot be read: {error.strerror}", path=path) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ContentError("is not UTF-8 text", path=path, line=line) from error
    document = parse(text, path)
    if schema is not None:
        document.hold_against(schema)
    return document


def parse(text: str, path: Path) -> Document:
    """Parse a text; `path` is what complaints call it. Raises ContentError."""
    import yaml

    reading = _Reading(text, path)
    try:
        content = reading.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise ContentError(f"this is not YAML: {error.problem}", path=path, line=line) from error
    except yaml.reader.ReaderError as error:
        line = text.encode().count(b"\n", 0, error.position) + 1
        problem = f"this is not YAML: {error.reason} (#x{error.character:04x})"
        raise ContentError(problem, path=path, line=line) from error
    return Document(path, text, content, reading.lines)


class _Reading:
    """One pass over the parser's events, which still tell what was quoted, tagged or anchored."""

    def __init__(self, text: str, path: Path) -> None:
        import yaml

        self.yaml, self.path = yaml, path
        self.lines: dict[Place, int] = {}
        loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
        self.events: Iterator[Any] = yaml.parse(text, Loader=loader)

    def document(self) -> Any:
        next(self.events)  # the stream starts
        if isinstance(next(self.events), self.yaml.StreamEndEvent):
            raise ContentError("the file is empty", path=self.path, line=1)
        content = self.value(next(self.events), ())
        next(self.events)  # the document ends
        if not isinstance(after := next(self.events), self.yaml.StreamEndEvent):
            raise self.error("a second document starts here; one is expected", after)
        return content

    def value(self, event: Any, where: Place) -> Any:
        self.lines.setdefault(where, event.start_mark.line + 1)
        self.refuse_marked(event, where)
        if isinstance(event, self.yaml.ScalarEvent):
            return self.scalar(event, where) if event.implicit[0] else event.value
        if len(where) == DEEPEST:
            raise self.error(f"stands more than {DEEPEST} levels deep", event, where)
        return self.sequence(where) if isinstance(event, self.yaml.SequenceStartEvent) else self.mapping(where)

    def refuse_marked(self, event: Any, where: Place) -> None:
        if event.anchor:
            raise self.error("anchors and aliases are not allowed; write the value where it is used", event, where)
        if event.tag:
            raise self.error(f"the tag {event.tag} is not allowed", event, where)

    def scalar(self, event: Any, where: Place) -> Any:
        text = event.value
        if text in _WORDS:
            return _WORDS[text]
        if text.casefold() in _AMBIGUOUS:
            raise self.error(f"{text} has two meanings; write true, false or '{text}' in quotes", event, where)
        if not _NUMBER.fullmatch(text):
            return text
        number = float(text)
        if math.isinf(number):
            raise self.error("is too large for a number", event, where)
        return int(text) if _INTEGER.fullmatch(text) else number

    def sequence(self, where: Place) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), self.yaml.SequenceEndEvent):
            values.append(self.value(event, (*where, len(values))))
        return values

    def mapping(self, where: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), self.yaml.MappingEndEvent):
            here = self.key(event, where)
            self.lines[here] = event.start_mark.line + 1
            values[str(here[-1])] = self.value(next(self.events), here)
        return values

    def key(self, event: Any, where: Place) -> Place:
        """The place a key opens, once it is known to be one plain word that stands nowhere else in its mapping."""
        self.refuse_marked(event, where)
        if not isinstance(event, self.yaml.ScalarEvent):
            raise self.error("a key must be one word", event, where)
        here = (*where, event.value)
        if event.value.casefold() in _AMBIGUOUS:
            raise self.error(f"'{event.value}' is no key; find another word", event, here)
        if here in self.lines:
            raise self.error(f"stands twice; first on line {self.lines[here]}", event, here)
        return here

    def error(self, complaint: str, event: Any, where: Place = ()) -> ContentError:
        return ContentError(complaint, path=self.path, line=event.start_mark.line + 1, where=where)
