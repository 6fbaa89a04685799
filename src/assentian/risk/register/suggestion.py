"""A first judgement of a threat's risk, and why: from exposure, data, autonomy and evidence. Pure.

A suggestion fills the form and decides nothing. It counts steps on scales of five, each with its reason; what a model
leaves open counts as the worse case and says so. Making a circumstance worse never lowers the suggestion.

Does not show: how likely the threat really is. It orders threats by what is known of the system, no more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assentian.risk.rules import Status
from assentian.threats.facts import UNTRUSTED, Facts, Values
from assentian.threats.matching import Instance
from assentian.threats.model import Flow, ThreatModel

MOST = 5
_ALONE = frozenset({"full", "human-on-loop"})
_SECRET = frozenset({"confidential", "secret"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is known where a threat attaches; None is "not told"."""

    is_exposed: bool
    is_public: bool
    learns_online: bool | None
    affects_people: bool
    acts_alone: bool | None
    is_secret: bool | None
    is_personal: bool | None
    is_special: bool | None
    evidence: Status


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Steps from 1 to 5; `because` has a sentence for each that was added or taken away."""

    likelihood: int
    organisation: int
    individuals: int
    groups: int
    society: int
    because: tuple[str, ...]

    @property
    def consequences(self) -> dict[str, int]:
        return {party: getattr(self, party) for party in ("organisation", "individuals", "groups", "society")}


def circumstances(model: ThreatModel, instance: Instance, evidence: Status) -> Circumstances:
    """Read off the model at the element to which the threat attaches; for the whole system, off all of it."""
    facts, system = Facts(model), model.system
    autonomy = system.get("autonomy")
    return Circumstances(
        is_exposed=_is_exposed(facts, instance),
        is_public=facts.of_system("public") == (True,),
        learns_online=system.get("learns_online"),
        affects_people=bool(system["affects_people"]),
        acts_alone=None if autonomy is None else autonomy in _ALONE,
        is_secret=_any(_data(facts, instance, "class"), _SECRET),
        is_personal=_any(_data(facts, instance, "pii"), frozenset({True})),
        is_special=_any(_data(facts, instance, "special"), frozenset({True}), untold=False),
        evidence=evidence,
    )


def suggest(found: Circumstances) -> Suggestion:
    """1. Likelihood begins at 2 (it happened elsewhere, or it would not be in the library). 2. Consequences begin at 2
    for the organisation and at 1 for everybody else. 3. Each circumstance adds or takes a step.
    """
    steps = {"likelihood": 2, "organisation": 2, "individuals": 1, "groups": 1, "society": 1}
    because = []
    for names, by, words in _reasons(found):
        for name in names:
            steps[name] += by
        because.append(f"{', '.join(names)} {by:+d}: {words}")
    kept = {name: min(max(step, 1), MOST) for name, step in steps.items()}
    return Suggestion(**kept, because=tuple(because))


def _reasons(found: Circumstances) -> Iterator[tuple[tuple[str, ...], int, str]]:
    yield from ((names, by, words) for is_true, names, by, words in _CERTAIN if is_true(found))
    for is_open, names, words in _ASKED:
        known = is_open(found)
        if known is not False:
            yield names, 1, words if known else f"it is not told whether {words}"


_CERTAIN: tuple[tuple[Callable[[Circumstances], bool], tuple[str, ...], int, str], ...] = (
    (lambda one: one.is_exposed, ("likelihood",), 1, "a chain of flows leads there from an untrusted boundary"),
    (lambda one: one.evidence is Status.FAILING, ("likelihood",), 2, "the leading check fails"),
    (lambda one: one.evidence is Status.EVIDENCED, ("likelihood",), -1, "the leading check passed and is fresh"),
    (lambda one: one.affects_people, ("organisation", "individuals", "groups"), 1, "the system affects people"),
    (lambda one: one.is_public, ("society",), 1, "anybody outside can reach the system"),
)
_ASKED: tuple[tuple[Callable[[Circumstances], bool | None], tuple[str, ...], str], ...] = (
    (lambda one: one.learns_online, ("likelihood",), "the system learns while it runs"),
    (lambda one: one.acts_alone, ("individuals", "groups"), "nobody decides each case"),
    (lambda one: one.is_secret, ("organisation",), "confidential data is there"),
    (lambda one: one.is_personal, ("individuals",), "personal data is there"),
    (lambda one: one.is_special, ("individuals", "groups"), "special categories of personal data are there"),
)
"""What a model may leave open: "not told" counts as yes."""


def _is_exposed(facts: Facts, instance: Instance) -> bool:
    model = facts.model
    if instance.element in model.parts:
        return facts.of_part(instance.element, "reachable") == (True,)
    if instance.threat.target == "flow":
        return any(UNTRUSTED in (model.trust(f.source), model.trust(f.target)) for f in _flows(facts, instance))
    return facts.of_system("public") == (True,)


def _data(facts: Facts, instance: Instance, attribute: str) -> Values:
    model = facts.model
    if instance.element in model.parts:
        held = (facts.of_part(instance.element, f"{head}.{attribute}") for head in ("holds", "trained_on"))
        return tuple(value for values in held for value in values or ())
    if instance.threat.target == "flow":
        carried = (facts.of_flow(flow, f"carries.{attribute}") for flow in _flows(facts, instance))
        return tuple(value for values in carried for value in values or ())
    return tuple(told.get(attribute) for told in model.data.values())


def _flows(facts: Facts, instance: Instance) -> list[Flow]:
    return [flow for flow in facts.model.flows if flow.key == instance.element]


def _any(values: Values, wanted: frozenset[object], untold: bool | None = None) -> bool | None:  # noqa: FBT001
    if any(value in wanted for value in values or ()):
        return True
    return untold if None in (values or ()) else False
