"""Two threat models held against each other: which instances are new, which are gone, which changed and in what."""

from dataclasses import dataclass

from assentian.threats.matching import Instance, instances
from assentian.threats.model import ThreatModel


@dataclass(frozen=True, slots=True)
class Change:
    """An instance that stands in both, with what is different about it."""

    before: Instance
    after: Instance

    @property
    def words(self) -> str:
        changes = []
        if self.before.is_possible != self.after.is_possible:
            changes.append("now certain" if self.before.is_possible else "now only possible")
        if self.before.claims != self.after.claims:
            changes.append(f"claims {', '.join(self.after.claims) or 'nothing'}")
        if self.before.decision != self.after.decision:
            changes.append(f"decision: {self.after.decision.decision if self.after.decision else 'none any more'}")
        if self.before.because != self.after.because:
            changes.append(self.after.because)
        return "; ".join(changes)


@dataclass(frozen=True, slots=True)
class Comparison:
    new: tuple[Instance, ...]
    gone: tuple[Instance, ...]
    changed: tuple[Change, ...]


def compare(before: ThreatModel, after: ThreatModel) -> Comparison:
    """What the second model adds, drops and changes, by the ids of instances."""
    old = {instance.id: instance for instance in instances(before)}
    new = {instance.id: instance for instance in instances(after)}
    pairs = (Change(old[id_], new[id_]) for id_ in new if id_ in old)
    return Comparison(
        new=tuple(instance for id_, instance in new.items() if id_ not in old),
        gone=tuple(instance for id_, instance in old.items() if id_ not in new),
        changed=tuple(change for change in pairs if change.words),
    )
