"""What is claimed and what is proved of requirements, told by the room that knows both, which lies above this one.

Without a provider nothing is shown, and that never looks like a pass.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from assentian.catalogue.proof import Proof
from assentian.standards.vocabulary import ReadinessLevel, Standing


@dataclass(frozen=True, slots=True)
class Shown:
    """`claimed` is None where nobody claimed a level."""

    claimed: int | None
    proof: Proof

    @property
    def proved(self) -> int | None:
        """The level that is proved; None where nothing is shown."""
        return None if self.proof.standing is Standing.NOT_SHOWN else int(self.proof.level)

    @property
    def is_proved(self) -> bool:
        """Proved for the whole scope, at the level from which a requirement counts as met."""
        return self.proof.standing is Standing.PROVED and self.proof.level >= ReadinessLevel.OPERATING


Provider = Callable[[str, datetime], Mapping[str, Shown]]
"""From an organisation to what is shown, by requirement key with edition, in a fixed number of queries."""


class ShownSource:
    def __init__(self) -> None:
        self._provider: Provider | None = None

    def provide(self, provider: Provider) -> None:
        if self._provider is not None:
            raise ValueError("what is shown of requirements already has a provider")
        self._provider = provider

    def of(self, organisation: str, now: datetime) -> Mapping[str, Shown]:
        return self._provider(organisation, now) if self._provider else {}


shown = ShownSource()
