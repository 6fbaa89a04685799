"""What would prove that a system's threats are treated: the leading checks, where each looks, and how often. Pure.

Derived from the model alone, so it changes when the model does. Does not: say what ran (evidence does) or what is
planned (the schedule does).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assentian.threats.library import CheckFact, checks
from assentian.threats.matching import Instance


@dataclass(frozen=True, slots=True)
class Proof:
    """A check and the threats that it leads; a result counts for `every_days`."""

    check: CheckFact
    instances: tuple[Instance, ...]

    @property
    def every_days(self) -> int:
        return self.check.stale_days

    @property
    def elements(self) -> tuple[str, ...]:
        """Where it looks, in the order of the model; empty text for the system itself."""
        return tuple(dict.fromkeys(instance.element for instance in self.instances))

    @property
    def threats(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(instance.threat.id for instance in self.instances))

    @property
    def is_certain(self) -> bool:
        """Whether a threat that it leads applies for certain."""
        return not all(instance.is_possible for instance in self.instances)

    @property
    def is_of_guide(self) -> bool:
        """Whether it leads a threat that the guide names."""
        return any(instance.threat.guide for instance in self.instances)


def proofs(found: Iterable[Instance]) -> list[Proof]:
    """Those of the guide's own threats first, then those that lead most threats."""
    led: dict[str, list[Instance]] = {}
    for instance in found:
        led.setdefault(instance.threat.checks[0], []).append(instance)
    made = [Proof(checks()[id_], tuple(instances)) for id_, instances in led.items()]
    return sorted(made, key=lambda one: (not one.is_of_guide, -len(one.threats), one.check.id))
