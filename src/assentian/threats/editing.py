"""Change a model's text in the places that change, and leave every other character as its writer put it.

Each change is made in the text itself, at the marks that the YAML parser gives; comments, order and layout stay. The
result is read back: where it does not say exactly what was meant, the whole text is written anew from its content, and
`Edited.is_rewritten` says so, because comments are lost then. A comment inside a value that goes moves before it.
Does not: check that the result is a model (`model.of_document` does).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assentian.standards.strict_yaml import ContentError, parse

_PLAIN = re.compile(r"[A-Za-z][\w./()-]*( (?!#)[\w./()>#&+-]+)*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
_COMMENT = re.compile(r"(?:^|\s)(#[^'\"]*)$")
_TOP = ("model", "system", "boundaries", "data", "actors", "parts", "flows", "accept")
_READ = Path("model.yaml")

Content = Mapping[str, Any]
Path_ = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    text: str
    is_rewritten: bool = False


def edited(text: str, before: Content, after: Content, renamed: Mapping[tuple[str, str], str] | None = None) -> Edited:
    """The text that says `after`, made from the one that says `before`. `renamed` names what only gets another key, by
    its path, and so stays where it stands.
    """
    changed = text
    try:
        for member, name in (renamed or {}).items():
            changed = _renamed(changed, member, name)
        for path, value in _changes(parse(changed, _READ).content if renamed else before, after, ()):
            changed = _without(changed, path) if value is _GONE else _with(changed, path, value)
        is_meant = parse(changed, _READ).content == after
    except (ContentError, _CannotPlaceError):
        is_meant = False
    return Edited(changed) if is_meant else Edited(written(after), is_rewritten=True)


def written(content: Content) -> str:
    """A whole model as text: a line for each member of a section."""
    lines = []
    for key in sorted(content, key=lambda name: _TOP.index(name) if name in _TOP else len(_TOP)):
        value = content[key]
        if isinstance(value, Mapping) and value:
            lines += [f"{key}:", *(f"  {_key(name)}: {flow(told)}" for name, told in value.items())]
        elif key == "accept" and value:
            lines += [f"{key}:", *(f"  - {flow(told)}" for told in value)]
        else:
            lines.append(f"{key}: {flow(value)}")
    return "\n".join(lines) + "\n"


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(name)}: {flow(told)}" for name, told in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return _scalar(value) if isinstance(value, str) else json.dumps(value)


class _CannotPlaceError(Exception):
    """The text is laid out in a way that is not changed in place."""


_GONE = object()


def _changes(before: Content, after: Content, path: Path_) -> Iterator[tuple[Path_, Any]]:
    """The smallest values that differ, each with its path: what goes first, then what changes and comes."""
    for key in before:
        if key not in after:
            yield (*path, key), _GONE
    for key, value in after.items():
        old = before.get(key, _GONE)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            yield from _changes(old, value, (*path, key))
        elif old is _GONE or old != value or type(old) is not type(value):
            yield (*path, key), value


def _with(text: str, path: Path_, value: Any) -> str:
    """The text with a value at a path, which need not be there yet; its parent is."""
    parent, pair = _find(text, path)
    if pair:
        start, end = pair[1].start_mark.index, _end(pair[1])
        lifted = _comments(text[start:end])
        if start == end or _is_block(pair[1]):  # nothing stands there, or it begins on the line after its key
            start = text.index(":", _end(pair[0])) + 1
        told = f"{text[:start].rstrip()}{_told(path, value)}{text[end:]}"
        return _before_line(told, pair[0].start_mark.index, lifted)
    if not parent.value and len(path) == 2:  # noqa: PLR2004 - the member of a section
        return _with(text, path[:1], {path[1]: value})
    if not _is_block(parent):
        end = _end(parent) - 1
        comma = ", " if parent.value else ""
        return f"{text[:end].rstrip()}{comma}{_key(path[-1])}: {flow(value)}{text[end:]}"
    indent = " " * parent.value[0][0].start_mark.column
    end = _line_end(text, _end(parent))
    return f"{text[:end]}\n{indent}{_key(path[-1])}:{_told(path, value)}{text[end:]}"


def _told(path: Path_, value: Any) -> str:
    """A value as it follows its colon: a whole section with a line for each member, all else on the line."""
    if len(path) == 1 and isinstance(value, Mapping) and value:
        return "".join(f"\n  {_key(name)}: {flow(told)}" for name, told in value.items())
    return f" {flow(value)}"


def _renamed(text: str, path: Path_, name: str) -> str:
    _, pair = _find(text, path)
    if pair is None:
        raise _CannotPlaceError
    return text[: pair[0].start_mark.index] + _key(name) + text[pair[0].end_mark.index :]


def _without(text: str, path: Path_) -> str:
    parent, pair = _find(text, path)
    if pair is None:
        raise _CannotPlaceError
    if len(parent.value) == 1 and len(path) > 1:
        return _with(text, path[:-1], {})
    start, end = pair[0].start_mark.index, _end(pair[1])
    lifted = _comments(text[start:end])
    if _is_block(parent):
        first, last = text.rfind("\n", 0, start) + 1, _line_end(text, end)
        after = text[end:last].strip()
        kept = [*lifted, *([after] if after else [])]
        lines = "".join(f"{' ' * pair[0].start_mark.column}{comment}\n" for comment in kept)
        return text[:first] + lines + text[last + 1 :]
    if lifted:
        raise _CannotPlaceError
    place = next(number for number, (key, _) in enumerate(parent.value) if key is pair[0])
    if place:
        return text[: _end(parent.value[place - 1][1])] + text[end:]
    return text[:start] + text[parent.value[1][0].start_mark.index :]


def _find(text: str, path: Path_) -> tuple[Any, tuple[Any, Any] | None]:
    """The mapping in which the last key stands or would stand, and its key and value if it does."""
    import yaml

    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    node: Any = yaml.compose(text, Loader=loader)
    for depth, wanted in enumerate(path):
        if not isinstance(node, yaml.MappingNode):
            raise _CannotPlaceError
        pair = next(((key, value) for key, value in node.value if key.value == wanted), None)
        if depth == len(path) - 1:
            return node, pair
        if pair is None:
            raise _CannotPlaceError
        node = pair[1]
    raise _CannotPlaceError


def _end(node: Any) -> int:
    """Where a node's last character stands; the parser ends a block only where the next begins."""
    if not _is_block(node):
        return int(node.end_mark.index)
    last = node.value[-1]
    return _end(last[1] if isinstance(last, tuple) else last)


def _is_block(node: Any) -> bool:
    return isinstance(node.value, list) and not node.flow_style


def _line_end(text: str, start: int) -> int:
    found = text.find("\n", start)
    return len(text) if found < 0 else found


def _comments(span: str) -> list[str]:
    """The comments inside a value that is replaced."""
    return [found[1].strip() for line in span.split("\n")[:-1] if (found := _COMMENT.search(line))]


def _before_line(text: str, index: int, comments: list[str]) -> str:
    """The comments on lines of their own before the one at `index`, at its indent."""
    first = text.rfind("\n", 0, index) + 1
    indent = re.match(r" *", text[first:])
    lines = "".join(f"{indent[0] if indent else ''}{comment}\n" for comment in comments)
    return text[:first] + lines + text[first:]


def _key(name: str) -> str:
    return _scalar(name)


def _scalar(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) and " #" not in text and text.casefold() not in _WORDS
    return text if is_plain else json.dumps(text, ensure_ascii=False)
