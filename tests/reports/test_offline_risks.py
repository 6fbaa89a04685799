"""Whatever risks, the statement and a decision say at a gate, a pack says the same, stage by stage."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from assentian.cli import offline_gate
from assentian.cli.offline_gate import PackRefusedError, decide
from assentian.controls.statement import services as statement
from assentian.controls.statement.services import Decision
from assentian.impact.drafting import services as drafting
from assentian.impact.reviewing import services as reviewing
from assentian.inventory.gates import gates
from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.reports import services
from assentian.risk import queries as threats
from assentian.risk import services as risk_services
from assentian.risk.accepted import rules as acceptances
from assentian.risk.choices import Source
from assentian.risk.forms import EXAMPLE
from assentian.standards.vocabulary import Stage
from tests.cast import Cast
from tests.impact.filling import fill, sign_all
from tests.risk.register_simulator import RegisterSimulator
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
Story = Callable[["Northwind"], None]


class Northwind:
    """One system that nothing but its risks holds up: measured, assessed, approved."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.register = cast, RegisterSimulator(cast)
        self.simulator = OrganisationSimulator(cast.actor("manager"))
        self.system = self.simulator.register_system()
        self.simulator.submit(self.system, "drift")
        self.simulator.assess(self.system, cast.actor("approver"))

    def drifting(self) -> str:
        """A threat of the system that the check `drift` leads."""
        saved = risk_services.save_threat_model(self.cast.actor("owner"), self.system, EXAMPLE, seen=0)
        model = threats.model_of(saved)
        assert model
        found = threats.judged(self.system, model, now())
        return next(one.instance.id for one in found if one.leading == "drift")


@pytest.fixture
def northwind(cast: Cast) -> Northwind:
    return Northwind(cast)


def no_criteria(of: Northwind) -> None:
    of.register.identify(of.system)


def not_judged(of: Northwind) -> None:
    of.register.put_in_force()
    of.register.identify(of.system)


def unacceptable(of: Northwind) -> None:
    of.register.put_in_force()
    of.register.judge(of.register.identify(of.system), 5, 5)


def untreated(of: Northwind) -> None:
    of.register.put_in_force()
    of.register.judge(of.register.identify(of.system), 4, 4)


def in_treatment(of: Northwind) -> None:
    untreated(of)
    of.register.treat(of.system.risks.get(), "Sign the rows")


def awaiting(of: Northwind) -> None:
    in_treatment(of)
    risk = of.system.risks.get()
    of.register.finish(risk.treatments.get())
    of.register.judge(risk, 3, 4, "residual")


def accepted(of: Northwind) -> None:
    of.register.put_in_force()
    of.register.accepted(of.system)


def acceptable(of: Northwind) -> None:
    of.register.put_in_force()
    of.register.judge(of.register.identify(of.system), 1, 1)


def lapsed_by_a_treatment(of: Northwind) -> None:
    accepted(of)
    of.register.treat(of.system.risks.get(), "Once more")


def judged_anew_after_a_lapse(of: Northwind) -> None:
    lapsed_by_a_treatment(of)
    risk = of.system.risks.get()
    for plan in risk.treatments.all():
        of.register.finish(plan)
    of.register.judge(risk, 1, 1, "residual")


def lapsed_by_new_criteria(of: Northwind) -> None:
    accepted(of)
    of.register.put_in_force()


def evidence_got_worse(of: Northwind) -> None:
    of.register.put_in_force()
    of.register.accepted(of.system, source=Source.THREAT, source_key=of.drifting())
    of.simulator.submit(of.system, "drift", "fail")


def evidence_went_stale(of: Northwind) -> None:
    of.register.put_in_force()
    of.register.accepted(of.system, source=Source.THREAT, source_key=of.drifting())


def of_another_system(of: Northwind) -> None:
    of.register.put_in_force()
    of.register.judge(of.register.identify(of.simulator.register_system("Another")), 5, 5)
    of.register.judge(of.register.identify(), 5, 5)


def a_control_of_its_own_is_open(of: Northwind) -> None:
    for status, key in (("", "A.7.4"), ("planned", "A.7.5"), ("implemented", "A.7.6")):
        told = {"reason": "It needs this.", "system": of.system, "status": status, "how": "So." if status else ""}
        statement.decide(of.cast.actor("manager"), Decision(requirement=f"iso42001:{key}", is_applicable=True, **told))


def an_assessment_decides_against_it(of: Northwind) -> None:
    manager = of.cast.actor("manager")
    draft = drafting.start(manager, of.system)
    fill(manager, draft)
    made = reviewing.submit(manager, draft)
    sign_all(of.cast, made)


STORIES: dict[Story, set[str]] = {
    no_criteria: {"R-NOT-JUDGED"},
    not_judged: {"R-NOT-JUDGED"},
    unacceptable: {"R-UNACCEPTABLE"},
    untreated: {"R-UNTREATED"},
    in_treatment: {"R-NOT-ACCEPTED"},
    awaiting: {"R-NOT-ACCEPTED"},
    accepted: set(),
    acceptable: set(),
    lapsed_by_a_treatment: {"R-LAPSED"},
    judged_anew_after_a_lapse: set(),
    lapsed_by_new_criteria: {"R-LAPSED"},
    evidence_got_worse: {"R-LAPSED", "E-FAIL"},
    evidence_went_stale: set(),
    of_another_system: set(),
    a_control_of_its_own_is_open: {"S-OPEN"},
    an_assessment_decides_against_it: {"A-DECISION"},
}


@pytest.mark.parametrize("story", STORIES, ids=lambda one: one.__name__)
def test_each_rule_answers_from_a_pack_as_on_the_server(northwind, tmp_path, story):
    story(northwind)
    path = services.export_pack(northwind.cast.actor("auditor"), tmp_path)
    for days in (0, 40, 120, 500):
        moment = now() + timedelta(days=days)
        for stage in Stage:
            served = gates.ask(northwind.system, stage, moment)
            reply = decide(path, northwind.system.slug, stage, known=None, now=moment)
            told = [(one.rule, one.text, one.answer.value, one.evidence) for one in served.reasons]
            assert [tuple(one.values()) for one in reply["reasons"]] == told, (stage, days)
            assert reply["answer"] == served.answer.value
    today = gates.ask(northwind.system, Stage.DEPLOYMENT, now()).reasons
    assert {one.rule.partition(":")[0] for one in today} == STORIES[story]


def test_time_alone_lapses_an_acceptance_in_a_pack_too(northwind, tmp_path):
    accepted(northwind)
    path = services.export_pack(northwind.cast.actor("auditor"), tmp_path)
    reply = decide(path, "credit-scorer", Stage.DEPLOYMENT, known=None, now=now() + timedelta(days=120))
    assert "R-LAPSED:R-1" in [one["rule"] for one in reply["reasons"]]
    assert reply["answer"] == "blocked"


def rewritten(path, change):
    """The pack with another manifest."""
    with zipfile.ZipFile(path) as pack:
        files = {name: pack.read(name) for name in pack.namelist()}
    manifest = json.loads(files["manifest.json"])
    change(manifest)
    files["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as pack:
        for name, data in files.items():
            pack.writestr(name, data)


@pytest.mark.parametrize(
    ("gate", "untold"),
    [
        (None, ["assurance", "controls", "evidence", "impact", "risk"]),
        (["assurance", "controls", "evidence", "impact"], ["risk"]),
        (["assurance", "controls", "evidence", "impact", "risk", "weather"], ["weather"]),
    ],
)
def test_a_pack_that_does_not_say_that_it_tells_of_risks_is_never_clear(northwind, tmp_path, gate, untold):
    path = services.export_pack(northwind.cast.actor("auditor"), tmp_path)
    moment = datetime.now(UTC)
    assert decide(path, "credit-scorer", Stage.DEPLOYMENT, known=None, now=moment)["answer"] == "clear"
    rewritten(path, lambda manifest: manifest.update(completeness={"gate": gate} if gate else {"entries": 3}))
    reply = decide(path, "credit-scorer", Stage.DEPLOYMENT, known=None, now=moment)
    assert reply["answer"] == "cannot_tell"
    assert [one["rule"] for one in reply["reasons"]] == [f"P-UNTOLD:{name}" for name in untold]


@pytest.mark.parametrize("gate", [7, "risk", [{}], {"gate": 1}])
def test_a_manifest_of_another_shape_opens_nothing(northwind, tmp_path, gate):
    path = services.export_pack(northwind.cast.actor("auditor"), tmp_path)
    rewritten(path, lambda manifest: manifest.update(completeness={"gate": gate}))
    try:
        answer = decide(path, "credit-scorer", Stage.DEPLOYMENT, known=None, now=datetime.now(UTC))["answer"]
    except PackRefusedError:
        answer = "cannot_tell"
    assert answer == "cannot_tell"


def test_a_pack_answers_every_condition_that_the_gate_asks():
    assert set(gates.asked) == set(offline_gate.CONDITIONS)
    assert acceptances.FROM_THREAT == Source.THREAT
    assert AISystem._meta.db_table == "inventory_aisystem"
