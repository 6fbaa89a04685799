"""Read YAML that people write, strictly: one meaning for every line, and every complaint with file and line.

Refused: a key written twice in one mapping; `yes`, `no`, `on` or `off` as a key or unquoted as a value (YAML 1.1 would
turn them into booleans); anchors, aliases and tags that build objects. Unquoted dates and times stay text.
This module knows no schema of its own and writes nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_AMBIGUOUS = frozenset({"yes", "no", "on", "off"})
# Plain scalars that are no text, after YAML 1.2's core schema, by their first character as PyYAML looks them up.
_PATTERNS = (
    ("null", r"(~|null|)\Z", ["~", "n", ""]),
    ("bool", r"(true|false)\Z", ["t", "f"]),
    ("int", r"[-+]?(0|[1-9][0-9]*)\Z", list("-+0123456789")),
    ("float", r"[-+]?[0-9]*(\.[0-9]+|[0-9]\.|[0-9](\.[0-9]+)?[eE][-+]?[0-9]+)\Z", list("-+.0123456789")),
)
_SCALARS = {
    first: [(f"tag:yaml.org,2002:{tag}", re.compile(rule)) for tag, rule, firsts in _PATTERNS if first in firsts]
    for first in {first for _, _, firsts in _PATTERNS for first in firsts}
}


class ContentError(ValueError):
    """What is wrong with a file that people write, with the place."""

    def __init__(self, path: Path, line: int, complaint: str) -> None:
        super().__init__(f"{path}:{line}: {complaint}")
        self.path, self.line, self.complaint = path, line, complaint


@dataclass(frozen=True)
class Document:
    """Content of one file; `where` is a path of keys and indexes into it, as in `("nodes", 3, "kind")`."""

    path: Path
    content: Any
    root: yaml.Node

    def line(self, *where: str | int) -> int:
        """Line (from 1) of the innermost part of `where` that exists."""
        node = self.root
        for step in where:
            inner = _child(node, step)
            if inner is None:
                break
            node = inner
        return int(node.start_mark.line) + 1

    def error(self, complaint: str, *where: str | int) -> ContentError:
        return ContentError(self.path, self.line(*where), complaint)

    def hold_against(self, schema: Mapping[str, Any]) -> None:
        """Raise ContentError for the worst breach of a JSON Schema (draft 2020-12), if there is one."""
        from jsonschema import Draft202012Validator
        from jsonschema.exceptions import best_match

        worst = best_match(Draft202012Validator(schema).iter_errors(self.content))
        if worst is not None:
            where = [step for step in worst.absolute_path if isinstance(step, str | int)]
            raise self.error(f"{'.'.join(map(str, where)) or 'the file'}: {worst.message}", *where)


def read(path: Path, schema: Mapping[str, Any] | None = None) -> Document:
    """Parse a file and hold it against a JSON Schema (draft 2020-12); raises ContentError for the worst complaint."""
    try:
        document = _parse(path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ContentError(path, mark.line + 1 if mark else 1, str(error.problem)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContentError(path, 1, " ".join(str(error).split())) from error
    if schema is not None:
        document.hold_against(schema)
    return document


def _parse(path: Path) -> Document:
    loader = (yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)(path.read_text(encoding="utf-8"))
    loader.yaml_implicit_resolvers = _SCALARS
    try:
        root = loader.get_single_node()
        if root is None:
            raise ContentError(path, 1, "the file is empty")
        _refuse_two_meanings(path, root, set())
        return Document(path, loader.construct_document(root), root)
    finally:
        loader.dispose()


def _refuse_two_meanings(path: Path, node: yaml.Node, seen: set[int]) -> None:
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise ContentError(path, line, "anchors and aliases are not read: write the part out")
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode) and not node.style and node.value.casefold() in _AMBIGUOUS:
        raise ContentError(path, line, f"write true, false or a quoted word instead of {node.value}")
    if isinstance(node, yaml.SequenceNode):
        for inner in node.value:
            _refuse_two_meanings(path, inner, seen)
    if isinstance(node, yaml.MappingNode):
        keys = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise ContentError(path, key.start_mark.line + 1, "a key is a single word")
            if key.value in keys:
                raise ContentError(path, key.start_mark.line + 1, f"key {key.value!r} stands twice")
            if key.value.casefold() in _AMBIGUOUS:
                raise ContentError(path, key.start_mark.line + 1, f"{key.value!r} is no key: find a word")
            keys.add(key.value)
            _refuse_two_meanings(path, value, seen)


def _child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        inner: yaml.Node = node.value[step]
        return inner
    return None
