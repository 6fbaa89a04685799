"""What follows from a breach, told by the rooms above: each adds a reaction, called in the breach's own act.

So breach and consequences are one transaction and one story in the ledger: all of it stands, or none.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachOpened:
    """A breach as reactions need it. `cause` names its record, `monitoring_breach/<id>`; `hold` is a `Hold` word;
    `requirements` are keys of the controls whose evidence the breach concerns; `rule` is the published trigger rule
    that it fires, `trigger_class` stop, mandatory or targeted.
    """

    organisation: str
    breach: int
    system: int
    title: str
    reason: str
    at: datetime
    hold: str
    requirements: tuple[str, ...] = ()
    rule: str = "T-MET-1"
    trigger_class: str = "mandatory"

    @property
    def cause(self) -> str:
        return f"monitoring_breach/{self.breach}"


Reaction = Callable[[BreachOpened], None]


class Reactions:
    def __init__(self) -> None:
        self._reactions: dict[str, Reaction] = {}

    def add(self, key: str, reaction: Reaction) -> None:
        if key in self._reactions:
            raise ValueError(f"the reaction {key!r} is registered twice")
        self._reactions[key] = reaction

    def to(self, breach: BreachOpened) -> None:
        """Let every room react; called inside the act that opened the breach."""
        for reaction in self._reactions.values():
            reaction(breach)


reactions = Reactions()
