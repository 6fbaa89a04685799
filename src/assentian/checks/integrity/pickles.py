"""Reads a pickle opcode by opcode and says what it would import; nothing is ever loaded.

The stack and the memo are followed with stand-ins, so that a name put together by STACK_GLOBAL is known, and the raw
arrays that joblib writes between opcodes are stepped over. What cannot be followed to its end is itself a fault.
"""

import math
import pickletools
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

MOST_OPCODES = 5_000_000
DEEPEST = 8
WRAPPER = "joblib.numpy_pickle NumpyArrayWrapper"
MARK = object()
UNKNOWN = object()


class IncompleteError(ValueError):
    """The walk did not reach the end."""


@dataclass(frozen=True)
class Global:
    """A name that the pickle imports, as `module name`."""

    name: str


@dataclass(eq=False)
class Made:
    """What a call made, with the state that was set on it."""

    by: Any
    arguments: Any
    state: Any = None


@dataclass
class Walk:
    """One pickle under the reader; `faults` are the imports outside the list, each once."""

    file: BytesIO
    is_allowed: Callable[[str, str], bool]
    faults: list[str] = field(default_factory=list)
    depth: int = 0
    opcodes: int = 0
    stack: list[Any] = field(default_factory=list)
    memo: dict[int, Any] = field(default_factory=dict)

    def run(self) -> None:
        """Follow one pickle to its STOP; IncompleteError where that is not possible."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # of an odd escape in somebody's text
                self._follow()
        except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise IncompleteError(f"not readable to its end: {str(error) or type(error).__name__}") from None

    def _follow(self) -> None:
        for opcode, argument, _ in pickletools.genops(self.file):
            self.opcodes += 1
            if self.opcodes > MOST_OPCODES:
                raise IncompleteError("it is longer than is followed")
            self._step(opcode, argument)

    def _step(self, opcode: Any, argument: Any) -> None:
        name = opcode.name
        special = getattr(self, f"_{name.lower()}", None)
        if special:
            special(argument)
        elif name in {"PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE"}:
            self.memo[len(self.memo) if name == "MEMOIZE" else argument] = self.stack[-1]
        elif name in {"GET", "BINGET", "LONG_BINGET"}:
            self.stack.append(self.memo[argument])
        elif name.startswith("EXT"):
            self._fault(f"extension code {argument}")
            self.stack.append(UNKNOWN)
        else:
            self._plain(opcode, argument)

    def _plain(self, opcode: Any, argument: Any) -> None:
        """An opcode that only moves values."""
        before, after = opcode.stack_before, opcode.stack_after
        if pickletools.markobject in before:
            self._to_mark()
            before = before[: before.index(pickletools.markobject)]
        for _ in before:
            self.stack.pop()
        pushed = argument if not before and argument is not None else UNKNOWN
        self.stack.extend(pushed for _ in after)

    def _to_mark(self) -> list[Any]:
        items = []
        while (item := self.stack.pop()) is not MARK:
            items.append(item)
        return items[::-1]

    def _mark(self, _: Any) -> None:
        self.stack.append(MARK)

    def _pop(self, _: Any) -> None:
        self.stack.pop()

    def _dup(self, _: Any) -> None:
        self.stack.append(self.stack[-1])

    def _none(self, _: Any) -> None:
        self.stack.append(None)

    def _newtrue(self, _: Any) -> None:
        self.stack.append(True)

    def _newfalse(self, _: Any) -> None:
        self.stack.append(False)

    def _empty_tuple(self, _: Any) -> None:
        self.stack.append(())

    def _tuple(self, _: Any) -> None:
        self.stack.append(tuple(self._to_mark()))

    def _tuple1(self, _: Any) -> None:
        self.stack[-1:] = [tuple(self.stack[-1:])]

    def _tuple2(self, _: Any) -> None:
        self.stack[-2:] = [tuple(self.stack[-2:])]

    def _tuple3(self, _: Any) -> None:
        self.stack[-3:] = [tuple(self.stack[-3:])]

    def _empty_dict(self, _: Any) -> None:
        self.stack.append({})

    def _setitem(self, _: Any) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        self._set([key, value])

    def _setitems(self, _: Any) -> None:
        self._set(self._to_mark())

    def _set(self, items: list[Any]) -> None:
        if isinstance(target := self.stack[-1], dict):
            target.update({key: value for key, value in zip(items[::2], items[1::2], strict=True) if type(key) is str})

    def _global(self, argument: str) -> None:
        self._import(*argument.split(" ", 1))

    def _stack_global(self, _: Any) -> None:
        name, module = self.stack.pop(), self.stack.pop()
        if type(name) is str and type(module) is str:
            self._import(module, name)
        else:
            self._fault("a name that cannot be told")
            self.stack.append(UNKNOWN)

    def _inst(self, argument: str) -> None:
        arguments = tuple(self._to_mark())
        self._import(*argument.split(" ", 1))
        self.stack.append(Made(self.stack.pop(), arguments))

    def _obj(self, _: Any) -> None:
        made, *arguments = self._to_mark()
        self.stack.append(Made(made, tuple(arguments)))

    def _reduce(self, _: Any) -> None:
        arguments, function = self.stack.pop(), self.stack.pop()
        if function == Global("_codecs encode") and arguments[1:] != ("latin1",):
            self._fault("_codecs.encode with another codec than latin1")
        self.stack.append(Made(function, arguments))

    _newobj = _reduce

    def _newobj_ex(self, _: Any) -> None:
        self.stack.pop()
        self._reduce(None)

    def _build(self, _: Any) -> None:
        state, target = self.stack.pop(), self.stack[-1]
        if isinstance(target, Global):
            self._fault(f"changes {target.name.replace(' ', '.')}")
        if isinstance(target, Made):
            target.state = state
            if target.by == Global(WRAPPER):
                self._skip_array(state)

    def _import(self, module: str, name: str) -> None:
        if not self.is_allowed(module, name):
            self._fault(f"{module}.{name}")
        self.stack.append(Global(f"{module} {name}"))

    def _fault(self, text: str) -> None:
        if text not in self.faults:
            self.faults.append(text)

    def _skip_array(self, state: Any) -> None:
        """Joblib's `NumpyArrayWrapper.read_array`: padding and raw bytes, or a pickle of its own for objects."""
        letter, size = re.fullmatch(r"[<>|=]?([a-zA-Z])(\d*)", state["dtype"].arguments[0]).groups()  # type: ignore[union-attr]
        if letter == "O":
            if self.depth >= DEEPEST:
                raise IncompleteError("nested too deeply")
            Walk(self.file, self.is_allowed, self.faults, self.depth + 1).run()
            return
        if state.get("numpy_array_alignment_bytes") is not None:
            self.file.seek(self.file.read(1)[0], 1)
        wanted = math.prod(state["shape"]) * int(size) * (4 if letter == "U" else 1)
        if not 0 <= wanted <= len(self.file.getbuffer()) - self.file.tell():
            raise IncompleteError("an array is longer than the file")
        self.file.seek(wanted, 1)
