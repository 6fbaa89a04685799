"""A threat model in the making, drafted from another tool's file: names made plain, and everything that was guessed or
left behind said in a report. The draft is text in our own format; it counts only once it is read back strictly.
"""

import re
from dataclasses import dataclass, field
from typing import Any

OUTSIDE, INSIDE = "outside", "inside"


class ExchangeError(ValueError):
    """The file is none of the tool that it is said to be of; the message says what was expected."""


@dataclass
class Draft:
    """What was taken over so far. `report` tells, a sentence each, what was assumed and what was left behind."""

    name: str
    purpose: str
    boundaries: dict[str, dict[str, Any]] = field(default_factory=dict)
    data: dict[str, dict[str, Any]] = field(default_factory=dict)
    actors: dict[str, dict[str, Any]] = field(default_factory=dict)
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    flows: dict[str, dict[str, Any]] = field(default_factory=dict)
    report: list[str] = field(default_factory=list)

    def free(self, wanted: str, taken: dict[str, Any]) -> str:
        """A plain name that nothing has yet: `Web server` is `web-server`, the next one `web-server-2`."""
        plain = re.sub(r"[^a-z0-9]+", "-", wanted.casefold()).strip("-") or "unnamed"
        name, number = plain, 1
        while name in taken:
            number += 1
            name = f"{plain}-{number}"
        return name

    def element(self, wanted: str) -> str:
        """A free name for an actor or part: both share one list of names."""
        return self.free(wanted, {**self.actors, **self.parts})

    def flow(self, source: str, target: str, told: dict[str, Any]) -> None:
        """Add a flow; a second one between the same ends gets a number."""
        key, number = f"{source} -> {target}", 1
        while key in self.flows:
            number += 1
            key = f"{source} -> {target} #{number}"
        self.flows[key] = told

    def stands_in(self, boundary: str | None, *, is_actor: bool) -> str:
        """The boundary of an element; one that has none stands outside if it is an actor, else inside."""
        if boundary:
            return boundary
        name, trust = (OUTSIDE, "untrusted") if is_actor else (INSIDE, "internal")
        self.boundaries.setdefault(name, {"trust": trust})
        return name

    def text(self) -> str:
        """The draft as YAML, with the report as comments before it."""
        import yaml

        self.report.append("What the system is (tech, affects_people) is not told by other tools: it is a guess here.")
        content = {
            "model": 1,
            "system": {
                "id": self.free(self.name, {}),
                "name": self.name or "Unnamed system",
                "purpose": self.purpose or "Not told",
                "tech": ["tabular"],
                "affects_people": True,
            },
            "boundaries": self.boundaries,
            "data": self.data,
            "actors": self.actors,
            "parts": self.parts,
            "flows": self.flows,
        }
        said = "".join(f"# {line}\n" for line in self.report)
        return said + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120)
