"""YAML read strictly, with the line of every key, so that an error can point at its place.

Scalars follow the core schema of YAML 1.2: `1e7` is a number, `yes`, `no`, `on` and `off` are plain words, a date stays
text. Duplicate keys, keys that are not text, tags, anchors and more than one document are refused.
Does not: know what any key means (`suite.schema.json` does).
"""

import re
from dataclasses import dataclass
from typing import Any

from assentian.checks.errors import SuiteError

Path = tuple[str | int, ...]

_SCALARS: tuple[tuple[re.Pattern[str], Any], ...] = (
    (re.compile(r"null|Null|NULL|~|"), lambda _text: None),
    (re.compile(r"true|True|TRUE"), lambda _text: True),
    (re.compile(r"false|False|FALSE"), lambda _text: False),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
)

_RESOLVED = {"map", "seq", "str", "null", "bool", "int", "float", "timestamp", "merge", "value"}
"""What PyYAML gives to nodes without a tag of their own."""


@dataclass(frozen=True)
class Document:
    """A parsed file: plain values, and for each path of keys and indexes the line on which it starts (from 1)."""

    file: str
    value: Any
    lines: dict[Path, int]

    def error(self, path: Path, problem: str) -> SuiteError:
        """An error at `path`, or at its nearest ancestor that stands in the file."""
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        return SuiteError(problem, file=self.file, key=spell(path), line=self.lines.get(known))


def spell(path: Path) -> str:
    """`('checks', 0, 'rules')` as `checks[0].rules`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def parse(text: str, *, file: str) -> Document:
    """Read one YAML document; raises SuiteError with the line for anything that is refused."""
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        aliased = any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise SuiteError(f"this is not YAML: {error.problem}", file=file, line=line) from error
    except yaml.YAMLError as error:
        raise SuiteError(f"this is not YAML: {error}", file=file) from error
    if root is None:
        raise SuiteError("the file is empty; a suite is expected", file=file)
    if aliased:
        raise SuiteError("anchors and aliases are not allowed; write the value where it is used", file=file)
    document = Document(file, None, {})
    return Document(file, _value(root, (), document), document.lines)


def _value(node: Any, path: Path, document: Document) -> Any:
    """The plain value of a node; fills `document.lines` on the way."""
    document.lines.setdefault(path, node.start_mark.line + 1)
    if node.tag.removeprefix("tag:yaml.org,2002:") not in _RESOLVED:
        raise document.error(path, f"the tag {node.tag} is not allowed")
    if node.id == "mapping":
        return _mapping(node, path, document)
    if node.id == "sequence":
        return [_value(item, (*path, index), document) for index, item in enumerate(node.value)]
    if node.style is None:
        for pattern, convert in _SCALARS:
            if pattern.fullmatch(node.value):
                return convert(node.value)
    return node.value


def _mapping(node: Any, path: Path, document: Document) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if key_node.id != "scalar":
            raise SuiteError("a key must be one word", file=document.file, key=spell(path), line=line)
        key: str = key_node.value
        here = (*path, key)
        if key in values:
            first = document.lines[here]
            raise SuiteError(f"stands twice; first on line {first}", file=document.file, key=spell(here), line=line)
        document.lines[here] = line
        values[key] = _value(value_node, here, document)
    return values
