"""What follows from a threat model and is never typed by hand: who reaches what, which flows cross, what is fed.

A value is a tuple of everything that an attribute holds there; None stands for what the file leaves open. So a rule can
tell "no" from "nobody said". Derived attributes are always known.

- system: `has` (kinds of its parts), `public` (something flows between it and an untrusted boundary)
- part: `reachable` (a chain of flows leads to it from an untrusted boundary), `feeds` (kinds of parts it flows to),
  `holds.X`, `trained_on.X` (attribute X of the data classes it holds or was trained on; an index for which nothing else
  is written is made of what it holds), `system.X`
- flow: `crosses` (its ends stand in different boundaries), `from.X`, `to.X` (`kind`, `trust`), `carries.X`
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assentian.threats.model import Flow, ThreatModel

Values = tuple[Any, ...] | None
"""What an attribute holds; an entry None is a value that the file leaves open."""
UNTRUSTED = "untrusted"


@dataclass(frozen=True)
class Facts:
    model: ThreatModel

    def of_system(self, attribute: str) -> Values:
        if attribute == "has":
            return tuple(sorted({part["kind"] for part in self.model.parts.values()}))
        if attribute == "public":
            return (any(self._touches_outside(flow) for flow in self.model.flows),)
        return _values(self.model.system.get(attribute))

    def of_part(self, name: str, attribute: str) -> Values:
        part = self.model.parts[name]
        head, _, tail = attribute.partition(".")
        if head == "system":
            return self.of_system(tail)
        if tail:  # holds.pii, trained_on.pii
            return self._of_data(self.data_of(name, head), tail)
        if attribute == "reachable":
            return (name in self._reachable,)
        if attribute == "feeds":
            return tuple(sorted(self._fed[name]))
        return _values(part.get(attribute))

    def data_of(self, name: str, held: str) -> Sequence[str] | None:
        """The data classes that a part holds or was trained on; None where nobody told."""
        part = self.model.parts[name]
        named = part.get(held)
        is_made_of_it = named is None and held == "trained_on" and part["kind"] == "index"
        found: Sequence[str] | None = part.get("holds") if is_made_of_it else named
        return found

    def of_flow(self, flow: Flow, attribute: str) -> Values:
        head, _, tail = attribute.partition(".")
        if head == "carries":
            return self._of_data(flow.data, tail)
        if head in {"from", "to"}:
            end = flow.source if head == "from" else flow.target
            return (self.model.trust(end),) if tail == "trust" else (self._kind(end),)
        if attribute == "crosses":
            return (self.crosses(flow),)
        return _values(flow.attributes.get(attribute))

    def crosses(self, flow: Flow) -> bool:
        return bool(self.model.element(flow.source)["in"] != self.model.element(flow.target)["in"])

    def _of_data(self, names: Iterable[str] | None, attribute: str) -> Values:
        return None if names is None else tuple(self.model.data[name].get(attribute) for name in names)

    def _kind(self, name: str) -> str:
        return str(self.model.parts[name]["kind"]) if name in self.model.parts else "actor"

    def _touches_outside(self, flow: Flow) -> bool:
        return (self.model.trust(flow.source) == UNTRUSTED) != (self.model.trust(flow.target) == UNTRUSTED)

    @cached_property
    def _next(self) -> dict[str, list[str]]:
        following: dict[str, list[str]] = defaultdict(list)
        for flow in self.model.flows:
            following[flow.source].append(flow.target)
        return following

    @cached_property
    def _fed(self) -> dict[str, set[str]]:
        fed: dict[str, set[str]] = defaultdict(set)
        for flow in self.model.flows:
            if flow.target in self.model.parts:
                fed[flow.source].add(self._kind(flow.target))
        return fed

    @cached_property
    def _reachable(self) -> set[str]:
        """Everything untrusted, and everything to which flows lead from there."""
        elements = [*self.model.actors, *self.model.parts]
        reached = {name for name in elements if self.model.trust(name) == UNTRUSTED}
        open_ = list(reached)
        while open_:
            for name in self._next[open_.pop()]:
                if name not in reached:
                    reached.add(name)
                    open_.append(name)
        return reached


def _values(value: Any) -> Values:
    if value is None:
        return None
    return tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
