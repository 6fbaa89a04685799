"""All rules are live: from an approved assessment, through a real service, to the trigger, and a near case without it.

A rule that is added to the data and has no door here fails the first test.
"""

from collections.abc import Callable

import pytest

from assentian.accounts import services as accounts
from assentian.assurance.models import Nonconformity
from assentian.controls.risks import risks
from assentian.impact.causes import causes
from assentian.impact.choices import AnswerState, TriggerClass, VersionState
from assentian.impact.models import Answer, Assessment
from assentian.impact.triggers.library import rules
from assentian.impact.watch.daily import look_at_all
from assentian.inventory.gates import gates
from assentian.journal.context import now
from assentian.monitoring.operation import services as operation
from assentian.monitoring.operation.rows import NewCase
from assentian.risk.choices import RiskState
from assentian.standards.vocabulary import Stage
from tests.cast import Cast
from tests.impact.approving import Approved, told

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
Door = Callable[[Approved], object]
PLANNED = {"plan_row": "retrain", "before_test_passed": True, "changed_outcomes": 0.4, "in_a_group": 0.4}


def appeals(world: Approved, first: int, last: int) -> None:
    came = world.at(-10)
    rows = [
        NewCase(kind="appeal", reference=f"A-{n}", received_at=came, closed_at=now(), outcome="overturned")
        for n in range(first, last)
    ]
    operation.record(world.simulator.actor, world.system, rows)


def complaint(world: Approved, **closed: object) -> None:
    row = NewCase(kind="complaint", reference="C-1", received_at=world.day(-9), topic="language", **closed)
    operation.record(world.simulator.actor, world.system, [row])


def leave(world: Approved, *parts: str) -> None:
    for part in parts:
        accounts.set_roles(world.cast.actor("manager"), world.cast.people[part], set())


def look(world: Approved, days: float) -> None:
    look_at_all(world.cast.organisation, world.at(days))


def watched(world: Approved, title: str, kind: str = "", name: str = "", where: str = "") -> None:
    by = {"source": "check", "check_kind": kind, "metric": name, "where": where} if kind else {}
    world.watch(title, **by)


def windows(world: Approved, first: int, *values: str, n: int = 500, of: str = "") -> None:
    from assentian.monitoring.models import Indicator

    indicator = Indicator.objects.of(world.cast.organisation).get(title=of)
    if indicator.source == "manual":
        world.measure(indicator, *values, n=n, first=first)
        return
    for place, value in enumerate(values):
        measured = {**told(indicator.metric, value, where=indicator.where), "n": n}
        world.result(indicator.check_kind, "fail", measured, at=world.day(first + place))


def begin(*steps: Door) -> Door:
    def run(world: Approved) -> None:
        for step in steps:
            step(world)

    return run


def slow(world: Approved, *decisions: int) -> None:
    """Weeks in which a reviewer changed two of a thousand decisions."""
    for place in decisions:
        world.period(world.at(-place), 1000, overrides=2, population={"Gotland": 1000})


def benefit(world: Approved) -> None:
    """What it saves, of which 0.6 comes without the system."""
    world.watch("Hours saved", bound_to="benefit", worse="below", limits=("0.9", "0.7", "0.6"))


DOORS: dict[str, tuple[Door, Door]] = {
    "T-MOD-1": (lambda w: w.release("2"), lambda w: w.release("3", "model")),
    "T-MOD-2": (lambda w: w.result("model-signature", "pass"), lambda w: w.result("model-signature", "fail")),
    "T-MOD-3": (lambda w: w.result("config-diff", "pass"), lambda w: w.release("2", "prompt")),
    "T-DAT-1": (lambda w: w.release("2"), lambda w: w.release("3", "dataset")),
    "T-DAT-2": (
        lambda w: w.result("pii-data", "pass", told("undeclared", "0", where="notes", verdict="pass")),
        lambda w: w.result("pii-data", "fail", told("undeclared", "3", where="notes")),
    ),
    "T-DAT-3": (
        lambda w: w.report("data-right", "Gone", lost="expired", asset_id=w.part("1", "dataset").asset_id),
        lambda w: w.report(
            "data-right", "Lost", lost="withdrawn", asset_id=w.simulator.revisions[w.system.pk].asset_id
        ),
    ),
    "T-ARC-1": (lambda w: w.release("2", "model"), lambda w: w.release("3", "tool")),
    "T-USE-1": (lambda w: w.revise(foreseeable_misuse="Other."), lambda w: w.revise(purpose="Decides by itself.")),
    "T-USE-2": (lambda w: slow(w, 30, 20), lambda w: slow(w, 10)),
    "T-POP-1": (
        lambda w: w.period(w.at(-9), 1000, population={"Gotland": 995, "Oland": 5}),
        lambda w: w.period(w.at(-8), 1000, population={"Gotland": 900, "Oland": 100}),
    ),
    "T-POP-2": (lambda w: w.period(w.at(-9), 1900), lambda w: w.period(w.at(-8), 2100)),
    "T-ENV-1": (
        lambda w: w.result("intended-use", "warn", told("out_of_domain_share", "0.02", lower="0.006")),
        lambda w: w.result("intended-use", "fail", told("out_of_domain_share", "0.04", lower="0.03")),
    ),
    "T-SUP-1": (
        lambda w: w.report("supplier", "A patch", changed=("version",), tested_patch=True),
        lambda w: w.report("supplier", "New terms", changed=("terms",)),
    ),
    "T-MET-1": (
        begin(lambda w: watched(w, "Gap"), lambda w: windows(w, -9, "0.15", of="Gap")),
        lambda w: windows(w, -8, "0.15", of="Gap"),
    ),
    "T-MET-2": (
        begin(
            lambda w: watched(w, "Gap", "fairness", "fpr_gap", "sex"),
            lambda w: windows(w, -9, "0.15", of="Gap"),
        ),
        lambda w: windows(w, -8, "0.15", of="Gap"),
    ),
    "T-MET-3": (
        begin(lambda w: watched(w, "Shift", "drift", "psi", "age"), lambda w: windows(w, -9, "0.15", of="Shift")),
        lambda w: windows(w, -8, "0.15", of="Shift"),
    ),
    "T-MET-4": (lambda w: appeals(w, 0, 19), lambda w: appeals(w, 19, 20)),
    "T-MET-5": (
        begin(benefit, lambda w: windows(w, -9, "0.5", "0.3", of="Hours saved")),
        lambda w: windows(w, -7, "0.55", of="Hours saved"),
    ),
    "T-MET-6": (
        begin(lambda w: watched(w, "Gap"), lambda w: windows(w, -9, "0.01", "0.01", n=3, of="Gap")),
        lambda w: windows(w, -7, "0.01", n=3, of="Gap"),
    ),
    "T-INC-1": (lambda w: w.incident("I-1", "III"), lambda w: w.incident("I-2", "II")),
    "T-INC-2": (lambda w: w.incident("I-1", "IV"), lambda w: w.incident("I-2", "IV", near_miss=True)),
    "T-KNO-1": (lambda w: w.result("injection-suite", "pass"), lambda w: w.result("injection-suite", "fail")),
    "T-LAW-1": (
        lambda w: w.report("law", "A rule for clinics", areas=("health",), places=("Oland",)),
        lambda w: w.report("law", "A rule for the island", areas=("health",), places=("Gotland",)),
    ),
    "T-CON-1": (
        begin(lambda w: w.report("concern", "It is rude"), complaint),
        lambda w: complaint(w, closed_at=now(), outcome="overturned"),
    ),
    "T-CTL-1": (
        lambda w: look(w, 0),
        begin(lambda w: w.simulator.submit(w.system, "drift", "fail"), lambda w: look(w, 0)),
    ),
    "T-DPIA-1": (
        lambda w: w.report("dpia", "Read again", version="1"),
        lambda w: w.report("dpia", "The authority answered", version="2"),
    ),
    "T-GOV-1": (
        begin(lambda w: leave(w, "approver"), lambda w: look(w, 40), lambda w: leave(w, "top"), lambda w: look(w, 29)),
        lambda w: look(w, 31.1),
    ),
    "T-TIM-1": (lambda w: look(w, 300), lambda w: look(w, 800)),
    "T-CUM-1": (
        lambda w: [w.release(f"1.{n}", "dataset", **PLANNED) for n in range(1, 8)],
        lambda w: w.release("1.9", "dataset", **PLANNED),
    ),
    "T-END-1": (lambda w: w.revise(stage="deployment"), lambda w: w.revise(stage="retirement")),
}
"""For each rule a case that lies near and does not fire it, and the next step, which does."""


@pytest.fixture
def world(cast: Cast) -> Approved:
    return Approved(cast)


def test_every_rule_has_a_door() -> None:
    assert set(DOORS) == {rule.id for rule in rules()}


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_a_rule_fires_on_a_real_event_and_not_on_one_that_lies_near(world, rule):
    near, door = DOORS[rule.id]
    near(world)
    assert rule.id not in world.fired()
    door(world)
    fired = world.trigger(rule.id)
    organisation, moment = world.cast.organisation, now()
    assert fired.assessment == world.approved, "it is held against the version that was approved"
    assert fired.reason.endswith(".")
    assert causes.link(organisation, fired.cause).url
    draft = Assessment.objects.of(organisation).get(system=world.system, state=VersionState.DRAFT)
    assert draft.base == world.approved
    answers = list(Answer.objects.of(organisation).filter(assessment=draft))
    opened = [one for one in answers if f"{rule.id}: {fired.reason}" in one.because]
    assert opened, "the draft says what to look at, and why"
    assert {one.state for one in opened} == {AnswerState.NEEDS_REVIEW}
    untouched = [one for one in answers if not one.because]
    if rule.id != "T-TIM-1":
        assert untouched
    assert all(one.carried_from_id for one in untouched), "what is not touched keeps its signature"
    said = risks.of(organisation, moment)
    assert all(rule.id in " ".join(said[f"iso42001:{key}"]) for key in ("8.4", "A.5.2", "A.5.3", "A.5.4", "A.5.5"))
    gate = {one.rule for one in gates.ask(world.system, Stage.OPERATION, moment).reasons}
    assert (f"A-UPDATE-DUE:{rule.id}" in gate) == (fired.hold != "none")
    is_grave = fired.trigger_class in {TriggerClass.STOP, TriggerClass.MANDATORY}
    assert (fired.offered is not None) == is_grave
    raised = Nonconformity.objects.of(organisation).filter(cause=fired.cause).exists()
    is_breach = fired.cause.startswith("monitoring_breach/")
    assert raised == (is_breach or any(key.short == "iso42001:10.2" for key in rule.serves))
    if fired.offered:
        assert (fired.offered.state, fired.offered.cause) == (RiskState.OFFERED, fired.reason)
