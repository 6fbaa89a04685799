"""Where the organisation stands on the 70 requirements: from records and evidence, in a fixed number of queries."""

from datetime import timedelta

import pytest

from assentian.accounts.rules import NotPermittedError
from assentian.journal import checkpoints
from assentian.journal.context import now
from assentian.readiness import queries
from assentian.readiness.models import Claim
from assentian.readiness.services import ClaimError, claim
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import NodeKind, ReadinessLevel, Standing
from tests.risk.register_simulator import RegisterSimulator
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
QUALITY = "iso42001:A.7.4"


@pytest.fixture
def simulator(cast):
    return OrganisationSimulator(cast.actor("manager"))


def at(cast, key):
    return next(p for p in queries.positions(cast.organisation, now()) if p.requirement == key)


def test_an_empty_organisation_shows_nothing_but_its_roles_and_its_ledger(cast):
    found = queries.positions(cast.organisation, now())
    assert (len(found), sum(p.is_control for p in found)) == (70, 38)
    assert {p.id for p in found if p.shown is not None} <= {"5.3", "7.5.3", "A.3.2"}
    assert {p.claimed for p in found} == {None}


def test_clauses_and_groups_come_in_the_order_of_the_standard(cast):
    chapters = queries.chapters(queries.positions(cast.organisation, now()))
    assert [c.id for c in chapters] == [*map(str, range(4, 11)), *(f"A.{n}" for n in range(2, 11))]
    assert sum(c.total for c in chapters) == 70


def test_a_bare_title_has_that_of_its_parent_before_it(cast):
    assert at(cast, "iso42001:9.2.1").title == "Internal audit: general"


def test_a_claim_alone_proves_nothing(cast, simulator):
    simulator.claim(QUALITY, 4)
    found = at(cast, QUALITY)
    assert (found.claimed, found.shown, found.gap) == (ReadinessLevel.MEASURED, None, 4)


def test_a_passing_result_for_every_system_proves_the_control(cast, simulator):
    simulator.claim(QUALITY, 4)
    simulator.implement(QUALITY)
    evidence = simulator.submit(simulator.register_system(), "data-quality")
    found = at(cast, QUALITY)
    assert (found.proof.standing, found.proved, found.conforms) == (Standing.PROVED, ReadinessLevel.MEASURED, True)
    assert found.proof.evidence == (evidence.pk,)
    assert found.owner == "Manager"


def test_a_failing_result_shows_that_it_is_not_met(cast, simulator):
    simulator.claim(QUALITY, 4)
    simulator.submit(simulator.register_system(), "data-quality", "fail")
    found = at(cast, QUALITY)
    assert (found.proof.standing, found.conforms, found.gap) == (Standing.FAILING, False, 3)


def test_an_expired_result_is_stale(cast, simulator):
    simulator.submit(simulator.register_system(), "data-quality", at=now() - timedelta(days=60))
    assert at(cast, QUALITY).proof.standing is Standing.STALE


def test_a_result_that_could_not_tell_shows_nothing(cast, simulator):
    simulator.submit(simulator.register_system(), "data-quality", "insufficient")
    assert at(cast, QUALITY).proof.standing is Standing.NOT_SHOWN


def test_the_newest_claim_stands(cast):
    claim(cast.actor("manager"), QUALITY, 1, "Begun.")
    claim(cast.actor("owner"), QUALITY, 3, "Done.")
    found = queries.claim(cast.organisation, QUALITY)
    assert (found.level, found.reason, found.claimed_by) == (3, "Done.", cast.people["owner"])
    assert Claim.objects.of(cast.organisation).count() == 1


@pytest.mark.parametrize("key", ["iso42001:A.7", "iso27001:A.5.1", "iso42001:A.8.6"])
def test_only_a_requirement_can_be_claimed(cast, key):
    with pytest.raises(ClaimError, match="no requirement"):
        claim(cast.actor("manager"), key, 3, "")


@pytest.mark.parametrize("level", [-1, 5])
def test_a_level_outside_the_scale_is_refused(cast, level):
    with pytest.raises(ClaimError, match="0 to 4"):
        claim(cast.actor("manager"), QUALITY, level, "")


def test_an_auditor_claims_nothing(cast):
    with pytest.raises(NotPermittedError):
        claim(cast.actor("auditor"), QUALITY, 3, "")


def test_nothing_of_one_organisation_is_seen_by_another(cast, simulator):
    simulator.claim(QUALITY, 4)
    simulator.submit(simulator.register_system(), "data-quality")
    found = queries.positions(cast.elsewhere, now())
    assert {p.claimed for p in found} == {None}
    assert not [p for p in found if p.proof.evidence]
    assert queries.evidence_shown(cast.elsewhere, now()).total == 0


def test_evidence_is_counted_whole_and_fresh(cast, simulator):
    system = simulator.register_system()
    simulator.submit(system, "data-quality")
    simulator.submit(system, "drift", at=now() - timedelta(days=60))
    assert queries.evidence_shown(cast.organisation, now()) == queries.Results(total=2, fresh=1)


@pytest.mark.parametrize("systems", [3, 30])
def test_positions_take_the_same_queries_whatever_the_number_of_records(
    cast, simulator, systems, django_assert_num_queries
):
    simulator.populate(systems, kinds=("fairness",))
    with django_assert_num_queries(17):
        queries.positions(cast.organisation, now())


def test_rules_of_clauses_say_nothing_of_a_control_so_that_the_statement_need_not_ask_them(cast, simulator):
    register = RegisterSimulator(cast)
    register.put_in_force()
    for system in simulator.populate(2, watched=True):
        simulator.assess(system, cast.actor("approver"))
        simulator.breach(system)
        register.accepted(system)
    simulator.implement(QUALITY)
    simulator.claim(QUALITY, 3)
    simulator.state(cast.actor("top"))
    checkpoints.sign(cast.organisation)
    moment = now()
    spoken = {proof.requirement for rule in queries.OF_CLAUSES_ALONE for proof in rule(cast.organisation, moment)}
    assert {"iso42001:6.1.2", "iso42001:6.1.3", "iso42001:7.5.3", "iso42001:10.2"} <= spoken
    kinds = {catalogue().node(key).kind for key in spoken}
    assert NodeKind.CONTROL not in kinds
    shown, whole = queries.shown(cast.organisation, moment), queries.positions(cast.organisation, moment)
    controls = [one for one in whole if one.requirement.startswith("iso42001:A.")]
    assert {one.requirement: one.proof for one in controls if one.requirement in shown} == {
        key: one.proof for key, one in shown.items() if key.startswith("iso42001:A.")
    }
    assert sum(one.proof.standing != "not_shown" for one in controls) > 5
