"""A pickle walked opcode by opcode and never loaded: which globals it would import, and whether that could be told.

The walk keeps a stack and a memo of symbols in place of objects, so that a name put together on the stack or fetched
from the memo (STACK_GLOBAL) is known as well as one written out (GLOBAL, INST). Changing a class that was imported, and
calling an object that was made, are told among the names: no honest model does either. What cannot be told for sure, a
name that is no plain text, an extension code, an opcode that does not fit, makes the walk incomplete; incomplete is
never clean. Raw array bytes that joblib writes between opcodes are skipped by their declared size.
Sources: CPython's `pickletools` and `pickle`, joblib's `numpy_pickle`.
"""

import pickletools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

MOST_OPCODES = 50_000_000
MOST_PICKLES = 10_000
DEEPEST = 50
ARRAY_WRAPPER = "joblib.numpy_pickle NumpyArrayWrapper"
CODEC = "_codecs encode"
_DTYPE = re.compile(r"[|<>=]?([a-zA-Z?])(\d*)")
_MARK = object()


@dataclass(frozen=True, slots=True)
class Name:
    """A global: module and qualified name, as pickle spells them."""

    spelling: str


@dataclass(slots=True)
class Made:
    """What calling something would make, with the state that it would be given."""

    by: Any
    arguments: Any
    state: Any = None


@dataclass
class Walk:
    """What one file would import; `incomplete` says why not everything could be told, or is empty."""

    names: set[str] = field(default_factory=set)
    incomplete: str = ""
    pickles: int = 0


class _LostError(Exception):
    """The walk cannot go on; what comes behind is not known."""


def walk(stream: BinaryIO) -> Walk:
    """Walk every pickle of a stream, one behind the other to its end."""
    found = Walk()
    try:
        while stream.read(1) and found.pickles < MOST_PICKLES:
            stream.seek(-1, 1)
            found.pickles += 1
            _Machine(stream, found, depth=0).run()
        if found.pickles == MOST_PICKLES:
            found.incomplete = f"holds {MOST_PICKLES:,} pickles or more"
    except _LostError as error:
        found.incomplete = str(error)
    except RecursionError:
        found.incomplete = "is nested too deeply"
    return found


class _Machine:
    """One pickle. Every method that an opcode names does to symbols what the opcode does to objects."""

    def __init__(self, stream: BinaryIO, found: Walk, *, depth: int) -> None:
        self.stream, self.found, self.depth = stream, found, depth
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}

    def run(self) -> None:
        if self.depth > DEEPEST:
            raise _LostError("is nested too deeply")
        for number, (opcode, argument) in enumerate(self._opcodes()):
            if number > MOST_OPCODES:
                raise _LostError(f"has more than {MOST_OPCODES:,} opcodes")
            try:
                handler = _HANDLERS.get(opcode.name)
                if handler:
                    handler(self, argument)
                else:
                    self._plain(opcode, argument)
            except (IndexError, TypeError, ValueError, KeyError, AttributeError) as error:
                raise _LostError(f"{opcode.name} does not fit here ({error!r:.60})") from None

    def _opcodes(self) -> Iterator[tuple[Any, Any]]:
        try:
            for opcode, argument, _ in pickletools.genops(self.stream):
                yield opcode, argument
        except (ValueError, KeyError, OverflowError, MemoryError, EOFError, UnicodeError) as error:
            raise _LostError(f"cannot be read as a pickle to its end ({error!s:.80})") from None

    def _plain(self, opcode: Any, argument: Any) -> None:
        """An opcode without a meaning of its own here: take what it takes, put what it puts."""
        before, after = opcode.stack_before, opcode.stack_after
        if pickletools.stackslice in before:
            self.to_mark()
            before = before[: before.index(pickletools.markobject)]
        for _ in before:
            self.stack.pop()
        kept = argument if isinstance(argument, str | int | bytes) and len(after) == 1 else None
        self.stack += [kept] * len(after)

    def to_mark(self) -> list[Any]:
        """Everything above the last mark, which is taken away."""
        place = len(self.stack) - 1 - next(i for i, one in enumerate(reversed(self.stack)) if one is _MARK)
        items = self.stack[place + 1 :]
        del self.stack[place:]
        return items

    def name(self, module: Any, name: Any) -> None:
        if not (isinstance(module, str) and isinstance(name, str)):
            raise _LostError("imports a name that is no plain text")
        spelling = f"{module} {name}"
        self.found.names.add(spelling)
        self.stack.append(Name(spelling))

    def extension(self, code: int) -> None:
        raise _LostError(f"imports by the extension code {code}, which only the loading process can resolve")

    def build(self, _: Any) -> None:
        state = self.stack.pop()
        target = self.stack[-1]
        if isinstance(target, Name):  # with a state for its slots, the class itself would be changed for all
            self.found.names.add(f"{target.spelling}, changed itself")
        if isinstance(target, Made):
            target.state = state
            if isinstance(target.by, Name) and target.by.spelling == ARRAY_WRAPPER:
                self._skip_array(state)

    def _skip_array(self, state: Any) -> None:
        """Joblib's own: the bytes of an array follow, or a whole pickle where it holds objects."""
        shape, kind = state["shape"], state["dtype"]
        letter, size = _DTYPE.fullmatch(kind.arguments[0]).groups()  # type: ignore[union-attr]  # caught by run
        if letter == "O":
            _Machine(self.stream, self.found, depth=self.depth + 1).run()
            return
        if state.get("numpy_array_alignment_bytes") is not None:
            self.stream.seek(self.stream.read(1)[0], 1)
        length = int(size or 1) * (4 if letter == "U" else 1)
        for one in shape:
            length *= int(one)
        if len(self.stream.read(length)) != length:
            raise _LostError("an array is shorter than it says")


def _pair(machine: _Machine, argument: str) -> None:
    machine.name(*argument.split(" ", 1))


def _stack_global(machine: _Machine, _: Any) -> None:
    name = machine.stack.pop()
    machine.name(machine.stack.pop(), name)


def _inst(machine: _Machine, argument: str) -> None:
    items = machine.to_mark()
    machine.name(*argument.split(" ", 1))
    machine.stack.append(Made(machine.stack.pop(), tuple(items)))


def _obj(machine: _Machine, _: Any) -> None:
    made, *items = machine.to_mark()
    machine.stack.append(Made(made, tuple(items)))


def _call(machine: _Machine, _: Any) -> None:
    arguments, by = machine.stack.pop(), machine.stack.pop()
    if isinstance(by, Name) and by.spelling == CODEC and arguments[1:] not in {("latin1",), ("latin-1",)}:
        machine.found.names.add(f"{CODEC}, to another form than Latin-1")  # numpy's and Python 2's bytes are Latin-1
    if isinstance(by, Made):
        maker = by.by.spelling if isinstance(by.by, Name) else "object"
        machine.found.names.add(f"{maker}, made here and then called")
    machine.stack.append(Made(by, arguments))


def _call_with_keywords(machine: _Machine, _: Any) -> None:
    machine.stack.pop()
    _call(machine, None)


def _put(machine: _Machine, argument: Any) -> None:
    machine.memo[int(argument)] = machine.stack[-1]


def _memoize(machine: _Machine, _: Any) -> None:
    machine.memo[len(machine.memo)] = machine.stack[-1]


def _get(machine: _Machine, argument: Any) -> None:
    machine.stack.append(machine.memo[int(argument)])


def _tuple(size: int | None) -> Callable[[_Machine, Any], None]:
    def make(machine: _Machine, _: Any) -> None:
        items = machine.to_mark() if size is None else machine.stack[len(machine.stack) - size :] if size else []
        if size:
            del machine.stack[len(machine.stack) - size :]
        machine.stack.append(tuple(items))

    return make


def _pop_mark(machine: _Machine, _: Any) -> None:
    machine.to_mark()


def _set_item(machine: _Machine, _: Any) -> None:
    value, key = machine.stack.pop(), machine.stack.pop()
    _keep(machine.stack[-1], key, value)


def _set_items(machine: _Machine, _: Any) -> None:
    items = machine.to_mark()
    for key, value in zip(items[::2], items[1::2], strict=True):
        _keep(machine.stack[-1], key, value)


def _keep(into: Any, key: Any, value: Any) -> None:
    if isinstance(into, dict) and isinstance(key, str | int):
        into[key] = value


def _dict(machine: _Machine, _: Any) -> None:
    items = machine.to_mark()
    made: dict[Any, Any] = {}
    for key, value in zip(items[::2], items[1::2], strict=True):
        _keep(made, key, value)
    machine.stack.append(made)


_HANDLERS: dict[str, Callable[[_Machine, Any], None]] = {
    "MARK": lambda machine, _: machine.stack.append(_MARK),
    "POP_MARK": _pop_mark,
    "POP": lambda machine, _: machine.stack.pop() and None,
    "DUP": lambda machine, _: machine.stack.append(machine.stack[-1]),
    "GLOBAL": _pair,
    "STACK_GLOBAL": _stack_global,
    "INST": _inst,
    "OBJ": _obj,
    "REDUCE": _call,
    "NEWOBJ": _call,
    "NEWOBJ_EX": _call_with_keywords,
    "BUILD": lambda machine, argument: machine.build(argument),
    **dict.fromkeys(("EXT1", "EXT2", "EXT4"), lambda machine, argument: machine.extension(argument)),
    **dict.fromkeys(("PUT", "BINPUT", "LONG_BINPUT"), _put),
    **dict.fromkeys(("GET", "BINGET", "LONG_BINGET"), _get),
    "MEMOIZE": _memoize,
    "EMPTY_TUPLE": _tuple(0),
    "TUPLE1": _tuple(1),
    "TUPLE2": _tuple(2),
    "TUPLE3": _tuple(3),
    "TUPLE": _tuple(None),
    "EMPTY_DICT": lambda machine, _: machine.stack.append({}),
    "DICT": _dict,
    "SETITEM": _set_item,
    "SETITEMS": _set_items,
    "NONE": lambda machine, _: machine.stack.append(None),
}
