"""How checks of an AI system stand, told by the room that keeps evidence, which lies above this one.

Without a provider, and for a check that nobody ran, nothing is said; that never looks like a pass.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assentian.inventory.models import AISystem


@dataclass(frozen=True, slots=True)
class CheckState:
    """The newest result of one kind of check. `is_current` is false where it tested another revision of something than
    the system's newest version runs on, `is_measured` where it only documents what others say.
    """

    verdict: str
    measured_at: datetime
    valid_until: datetime
    evidence: int
    is_current: bool = True
    is_measured: bool = True


Provider = Callable[[str], Mapping[int, Mapping[str, CheckState]]]


class CheckStates:
    def __init__(self) -> None:
        self._provider: Provider | None = None

    def provide(self, provider: Provider) -> None:
        if self._provider is not None:
            raise ValueError("the states of checks already have a provider")
        self._provider = provider

    def of_organisation(self, organisation: str) -> Mapping[int, Mapping[str, CheckState]]:
        """By id of system and kind of check. Three queries."""
        return self._provider(organisation) if self._provider else {}

    def of_system(self, system: "AISystem") -> Mapping[str, CheckState]:
        return self.of_organisation(system.organisation_id).get(system.pk, {})


check_states = CheckStates()
