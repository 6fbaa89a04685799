"""The design of an ONNX model without its weights: operators, how they are joined, shapes and types.

Values between operators are numbered in the order in which they appear, so that other names give the same design.
Attributes are part of the design as far as they are single or short (a kernel's shape, an epsilon); of lists of
fractions and of long lists, which hold what was learned (coefficients, nodes of trees), only the length is.
Source: onnx.proto (IR version 3 and later).
Does not: run the model, or read weights that lie in other files.
"""

from collections.abc import Iterator
from typing import Any

from assentian.checks.integrity.architecture.protobuf import WireError, fields, float_text, message, numbers, text

DEEPEST = 20
SHORT = 16
"""Items up to which the list of an attribute is part of the design."""
_MODEL = {"graph": 7, "opset": 8}
_GRAPH = {"node": 1, "initializer": 5, "input": 11, "output": 12}
_NODE = {"input": 1, "output": 2, "op_type": 4, "attribute": 5, "domain": 7}
_ATTRIBUTE = {"name": 1, "f": 2, "i": 3, "s": 4, "t": 5, "g": 6, "floats": 7, "ints": 8, "strings": 9, "graphs": 11}
_TENSOR = {"dims": 1, "data_type": 2, "name": 8}


def design(data: bytes) -> tuple[list[str], int]:
    """The design line by line, and the number of parameters; WireError for what is no ONNX model."""
    lines: list[str] = []
    graphs: list[memoryview] = []
    for number, value in fields(memoryview(data)):
        if number == _MODEL["graph"]:
            graphs.append(message(value))
        elif number == _MODEL["opset"]:
            lines.append(_opset(message(value)))
    if len(graphs) != 1:
        raise WireError("it holds no graph of a model")
    reader = _Graph()
    lines += reader.read(graphs[0], depth=0)
    return lines, reader.parameters


def _opset(value: memoryview) -> str:
    found = dict(fields(value))
    domain = text(found[1]) if 1 in found else ""
    return f"opset {domain or 'ai.onnx'} {numbers(found.get(2, 0))[0]}"


class _Graph:
    """Reads a graph and those within it; names of values become numbers."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}
        self.parameters = 0

    def value(self, name: str) -> str:
        return f"%{self.known.setdefault(name, len(self.known))}" if name else "-"

    def read(self, graph: memoryview, *, depth: int) -> list[str]:
        if depth > DEEPEST:
            raise WireError(f"graphs are nested more than {DEEPEST} deep")
        parts: dict[int, list[memoryview]] = {}
        for number, value in fields(graph):
            if number in _GRAPH.values():
                parts.setdefault(number, []).append(message(value))
        lines = [f"input {self._shaped(one)}" for one in parts.get(_GRAPH["input"], [])]
        lines += [self._weights(one) for one in parts.get(_GRAPH["initializer"], [])]
        for one in parts.get(_GRAPH["node"], []):
            lines += self._node(one, depth)
        lines += [f"output {self._shaped(one)}" for one in parts.get(_GRAPH["output"], [])]
        return [f"{'  ' * depth}{line}" for line in lines]

    def _shaped(self, info: memoryview) -> str:
        """A value with its type and shape (ValueInfoProto)."""
        found = dict(fields(info))
        name = text(found[1]) if 1 in found else ""
        return f"{self.value(name)} {_type(message(found[2])) if 2 in found else '?'}"  # noqa: PLR2004 - field 2, type

    def _weights(self, tensor: memoryview) -> str:
        dims, kind, name = [], 0, ""
        for number, value in fields(tensor):
            if number == _TENSOR["dims"]:
                dims += numbers(value)
            elif number == _TENSOR["data_type"]:
                kind = numbers(value)[0]
            elif number == _TENSOR["name"]:
                name = text(value)
        self.parameters += _size(dims)
        return f"weights {self.value(name)} type {kind} {dims}"

    def _node(self, node: memoryview, depth: int) -> list[str]:
        given: list[str] = []
        made: list[str] = []
        attributes: list[tuple[str, list[str]]] = []
        what = domain = ""
        for number, value in fields(node):
            if number == _NODE["input"]:
                given.append(self.value(text(value)))
            elif number == _NODE["output"]:
                made.append(text(value))
            elif number == _NODE["op_type"]:
                what = text(value)
            elif number == _NODE["domain"]:
                domain = text(value)
            elif number == _NODE["attribute"]:
                attributes.append(self._attribute(message(value), depth))
        outputs = [self.value(name) for name in made]
        joined = "; ".join(name for name, _ in sorted(attributes))
        line = f"{domain and domain + '.'}{what}({', '.join(given)}) -> {', '.join(outputs)} {{{joined}}}"
        return [line, *(inner for _, lines in sorted(attributes) for inner in lines)]

    def _attribute(self, attribute: memoryview, depth: int) -> tuple[str, list[str]]:
        """What is said of an attribute, and the lines of the graphs within it."""
        found: dict[int, list[Any]] = {}
        for number, value in fields(attribute):
            found.setdefault(number, []).append(value)
        name = text(found[_ATTRIBUTE["name"]][0]) if _ATTRIBUTE["name"] in found else ""
        said, inner = [], list[str]()
        for sort, number in _ATTRIBUTE.items():
            for value in found.get(number, ()) if sort in {"g", "graphs"} else ():
                inner += self.read(message(value), depth=depth + 1)
            if sort not in {"name", "g", "graphs"} and number in found:
                said.append(self._said(sort, found[number]))
        return f"{name}={', '.join(said)}", inner

    def _said(self, sort: str, values: list[Any]) -> str:
        if sort == "t":
            return " ".join(self._weights(message(one)) for one in values)
        if sort in {"i", "ints"}:
            items = [str(one) for value in values for one in numbers(value)]
        elif sort in {"f", "floats"}:
            items = [item for value in values for item in _floats(value)]
        else:
            items = [repr(text(value)) for value in values]
        if sort == "floats" or len(items) > SHORT:
            self.parameters += len(items)
            return f"{sort} x {len(items)}"
        return f"{sort} [{', '.join(items)}]"


def _floats(value: int | memoryview) -> Iterator[str]:
    """32-bit numbers, packed or one."""
    held = message(value)
    for at in range(0, len(held), 4):
        yield float_text(held[at : at + 4])


def _type(type_: memoryview) -> str:
    """The type of a value: of a tensor, its element type and shape; of anything else, which of its sorts."""
    for number, value in fields(type_):
        if number == 1:  # tensor_type
            found = dict(fields(message(value)))
            shape = [_dimension(message(one)) for _, one in fields(message(found[2]))] if 2 in found else None  # noqa: PLR2004 - field 2, shape
            return (
                f"type {numbers(found.get(1, 0))[0]} {'any shape' if shape is None else '[' + ', '.join(shape) + ']'}"
            )
        return f"sort {number}"
    return "no type"


def _dimension(dimension: memoryview) -> str:
    """Its size, or `?` for one that is open, whatever it is called."""
    found = dict(fields(dimension))
    return str(numbers(found[1])[0]) if 1 in found else "?"


def _size(dims: list[int]) -> int:
    size = 1
    for one in dims:
        size *= max(0, one)
    return size
