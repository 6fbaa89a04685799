"""What the register proves: nothing without approved criteria, and not more than its records say."""

from datetime import date, timedelta

import pytest

from assentian.catalogue.proof import Proof
from assentian.journal.context import now
from assentian.risk.proofs import proofs
from assentian.risk.register import services as register_services
from assentian.risk.treatment import services
from assentian.standards.vocabulary import ReadinessLevel, Standing
from tests.cast import Cast
from tests.risk.register_simulator import RegisterSimulator
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db


def said(cast: Cast) -> dict[str, Proof]:
    return {proof.requirement.partition(":")[2]: proof for proof in proofs(cast.organisation, now())}


def test_criteria_alone_define_the_process_and_carry_nothing_out(cast: Cast) -> None:
    register = RegisterSimulator(cast)
    register.identify()
    assert said(cast) == {}
    register.put_in_force()
    assert said(cast).keys() == {"6.1.2"}
    assert said(cast)["6.1.2"].level is ReadinessLevel.DEFINED


def test_every_system_in_scope_needs_judged_risks(cast: Cast) -> None:
    simulator, register = OrganisationSimulator(cast.actor("manager")), RegisterSimulator(cast)
    register.put_in_force()
    register.accepted(simulator.register_system("Credit"))
    other = simulator.register_system("Support")
    assert (said(cast)["8.2"].standing, said(cast)["8.2"].level) == (Standing.PARTLY, ReadinessLevel.DEFINED)
    assert said(cast)["6.1.3"].standing is Standing.PROVED
    risk = register.identify(other, "Clerks stop looking")
    assert said(cast)["6.1.2"].standing is Standing.PARTLY
    register.judge(risk, 1, 1)
    assert {proof.level for proof in said(cast).values()} == {ReadinessLevel.OPERATING}
    assert "2 of 2 risks are judged by them, in 2 of 2 AI systems" in said(cast)["8.2"].reason


def test_what_is_late_or_lapsed_shows(cast: Cast) -> None:
    register = RegisterSimulator(cast)
    register.put_in_force()
    risk = register.accepted()
    register.judge(risk, 3, 3, "residual")
    assert said(cast)["6.1.3"].standing is Standing.FAILING
    assert said(cast)["6.1.3"].reason.endswith("Not borne as it should be: R-1.")
    other = register.identify(event="Scores leak")
    register.judge(other, 3, 3)
    made = register.treat(other)
    late = services.NewAction(title="x", owner_id=cast.people["owner"].pk, due=now().date() - timedelta(days=1))
    services.add_action(cast.actor("manager"), made, late)
    assert said(cast)["8.3"].reason.endswith("Late actions: R-2.")
    shown = register_services.RiskDescription.of(other)
    told = {name: getattr(shown, name) for name in ("cause", "event", "consequence", "owner_id")}
    past = register_services.RiskDescription(**told, review_due=date(2026, 1, 1))
    register_services.describe_risk(cast.actor("manager"), other, past, seen=shown.fingerprint)
    assert (said(cast)["8.2"].standing, said(cast)["6.1.2"].standing) == (Standing.STALE, Standing.PARTLY)
    for number in range(5):
        register.judge(register.identify(event=f"Event {number}"), 3, 3)
    assert "and 2 more" in said(cast)["6.1.3"].reason
