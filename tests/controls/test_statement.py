"""The statement of an organisation: lines, versions that another person approves, and what lapsed since."""

import hashlib
from dataclasses import replace

import pytest

from assentian.accounts.rules import NotPermittedError
from assentian.catalogue.proof import combine
from assentian.controls import proofs
from assentian.controls.choices import StatementState
from assentian.controls.models import Control, SoALine, StatementOfApplicability
from assentian.controls.services import ControlError
from assentian.controls.statement import joint, queries, services
from assentian.controls.statement.against import against
from assentian.controls.statement.services import Decision
from assentian.journal import queries as ledger
from assentian.journal.context import now
from assentian.ledger import canonical
from assentian.risk import services as risk
from assentian.risk.forms import EXAMPLE
from assentian.standards.vocabulary import ReadinessLevel, Stage, Standing
from tests.cast import Cast
from tests.risk.register_simulator import RegisterSimulator
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
KEY = "iso42001:A.7.4"


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


def decision(**changes) -> Decision:
    return Decision(**{"requirement": KEY, "is_applicable": True, "reason": "Treats faulty data.", **changes})


def lines(cast: Cast, key: str = KEY):
    return [line for line in queries.lines(cast.organisation, now()) if line.requirement == key]


def test_every_published_control_is_accounted_for_before_anybody_decides(cast):
    found = queries.lines(cast.organisation, now())
    assert [sum(line.edition == edition for line in found) for edition in ("iso42001", "iso27001")] == [38, 93]
    assert all(line.is_undecided for line in found)


def test_a_decision_enters_the_ledger_and_a_second_one_revises_it(cast):
    services.decide(cast.actor("manager"), decision())
    services.decide(cast.actor("owner"), decision(is_applicable=False, reason="No data of ours."))
    (line,) = lines(cast)
    assert (line.applicable, line.reason) == (False, "No data of ours.")
    newest = ledger.entries(cast.organisation, most=1)[0]
    assert (newest.act, newest.kind) == ("decide applicability", "changed")


def test_a_decision_describes_the_control_in_the_same_act(cast):
    services.decide(cast.actor("manager"), decision(status="planned", how="Next spring."))
    (line,) = lines(cast)
    assert (line.status, line.how, line.owner) == ("planned", "Next spring.", "Manager")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 4001}, "reason"),
        ({"requirement": "iso42001:6.1.3"}, "requirement"),
        ({"requirement": "iso42001:A.99"}, "requirement"),
        ({"requirement": "iso27701-2025:A.1.2.2"}, "requirement"),
        ({"requirement": "own:1"}, "requirement"),
        ({"requirement": "own:x"}, "requirement"),
        ({"requirement": "nonsense"}, "requirement"),
        ({"status": "planned", "how": " "}, "statement"),
        ({"status": "finished", "how": "So."}, "status"),
    ],
)
def test_what_cannot_stand_is_refused_with_its_field_and_nothing_is_written(cast, changes, field):
    with pytest.raises(ControlError) as refused:
        services.decide_all(cast.actor("manager"), [decision(requirement="iso42001:A.7.5"), decision(**changes)])
    assert refused.value.field == field
    assert not SoALine.objects.of(cast.organisation).exists()


def test_the_system_of_another_organisation_is_refused(cast):
    foreign = OrganisationSimulator(cast.actor("outsider")).register_system()
    with pytest.raises(ControlError, match="another organisation"):
        services.decide(cast.actor("manager"), decision(system=foreign))


def test_a_line_for_one_system_stands_beside_that_of_the_organisation(cast, simulator):
    system, other = simulator.register_system(), simulator.register_system("Other")
    services.decide(cast.actor("manager"), decision())
    services.decide(cast.actor("manager"), decision(system=system, status="planned", how="So.", reason="More here."))
    assert [(line.scope, line.reason, line.status) for line in lines(cast)] == [
        ("", "Treats faulty data.", ""),
        (system.slug, "More here.", "planned"),
    ]
    every = queries.lines(cast.organisation, now())
    held = {line.requirement: line for line in queries.for_system(every, system)}
    assert (held[KEY].reason, held[KEY].is_inherited) == ("More here.", False)
    held = {line.requirement: line for line in queries.for_system(every, other)}
    assert (held[KEY].reason, held[KEY].is_inherited) == ("Treats faulty data.", True)
    assert Control.objects.of(cast.organisation).filter(system=system).count() == 1
    assert KEY not in {proof.requirement for proof in proofs.described(cast.organisation, now())}


def test_threats_of_a_system_name_the_controls_that_they_need(cast, simulator):
    system = simulator.register_system()
    risk.save_threat_model(cast.actor("manager"), system, EXAMPLE, seen=0)
    found = queries.lines(cast.organisation, now())
    missed = [line for line in found if line.is_missed]
    assert missed
    assert all(need.system == system.slug for line in missed for need in line.needs)
    services.decide(cast.actor("manager"), decision(requirement=missed[0].requirement))
    (line,) = lines(cast, missed[0].requirement)
    assert not line.is_missed


def test_what_a_treatment_names_is_not_left_out_unless_its_system_has_a_line_of_its_own(cast, simulator):
    system = simulator.register_system()
    register = RegisterSimulator(cast)
    register.put_in_force()
    register.treat(register.identify(system), "Sign the rows")
    assert [(need.kind, need.system) for need in lines(cast)[0].needs] == [("treatment", system.slug)]
    services.decide(cast.actor("manager"), decision(is_applicable=False))
    simulator.decide()
    with pytest.raises(ControlError, match=rf"a risk treatment names it: {KEY}"):
        services.submit(cast.actor("manager"))
    services.decide(cast.actor("manager"), decision(system=system))
    whole, special = lines(cast)
    assert (whole.needs, [need.kind for need in special.needs]) == ((), ["treatment"])
    made = services.submit(cast.actor("manager"))
    services.approve(cast.actor("top"), made.number, made.digest)
    (proof,) = [p for p in proofs.stated(cast.organisation, now()) if p.requirement == "iso42001:6.1.3"]
    assert (proof.level, proof.standing) == (ReadinessLevel.OPERATING, Standing.PROVED)


def test_a_control_of_our_own_is_numbered_and_applicable(cast):
    made = services.add_own(cast.actor("manager"), "Reasons beside scores", "Treats blind trust.")
    assert services.add_own(cast.actor("manager"), "Second", "So.").number == 2
    (line,) = lines(cast, f"own:{made.number}")
    assert (line.id, line.applicable, line.reason) == ("Own 1", True, "Treats blind trust.")
    with pytest.raises(ControlError, match="title"):
        services.add_own(cast.actor("manager"), " ", "So.")


def test_what_is_left_is_decided_with_one_reason_and_the_rest_stays(cast, simulator):
    services.decide(cast.actor("manager"), decision(is_applicable=False))
    simulator.decide()
    found = [line for line in queries.decided(cast.organisation) if line.edition == "iso42001"]
    assert [line.requirement for line in found if line.applicable is False] == [KEY]
    assert sum(line.applicable is True for line in found) == 37


def test_an_incomplete_statement_is_not_submitted(cast):
    services.decide(cast.actor("manager"), decision())
    with pytest.raises(ControlError, match=r"Nothing is decided for iso42001:A\.2\.2, .* and 25 more"):
        services.submit(cast.actor("manager"))


def test_another_person_approves_what_was_shown(cast, simulator):
    made = simulator.state()
    assert hashlib.sha256(canonical.encode(made.record)).hexdigest() == made.digest
    with pytest.raises(ControlError, match="not what was shown"):
        services.approve(cast.actor("top"), made.number, "0" * 64)
    approved = services.approve(cast.actor("top"), made.number, made.digest, "Agreed.")
    assert (approved.state, approved.answered_by) == (StatementState.APPROVED, cast.people["top"])
    stored = StatementOfApplicability.objects.get(pk=made.pk)
    assert hashlib.sha256(canonical.encode(stored.record)).hexdigest() == made.digest


def test_who_submitted_cannot_approve_even_with_both_roles(cast, simulator):
    made = simulator.state()
    both = replace(cast.actor("manager"), roles=frozenset({"aims_manager", "approver"}))
    with pytest.raises(ControlError, match="cannot approve"):
        services.approve(both, made.number, made.digest)


def test_the_next_version_takes_the_place_of_the_first(cast, simulator):
    first = simulator.state(cast.actor("top"))
    services.decide(cast.actor("manager"), decision(is_applicable=False, reason="No data any more."))
    second = simulator.state(cast.actor("approver"))
    states = {version.number: version.state for version in queries.versions(cast.organisation)}
    assert states == {1: StatementState.SUPERSEDED, 2: StatementState.APPROVED}
    assert queries.before(second) == first
    assert queries.before(first) is None


def test_a_version_that_waited_is_taken_back_by_a_newer_one(cast, simulator):
    first, second = simulator.state(), simulator.state()
    assert [version.state for version in queries.versions(cast.organisation)] == ["submitted", "returned"]
    with pytest.raises(ControlError, match="version 1 does not await approval"):
        services.approve(cast.actor("top"), first.number, first.digest)
    returned = services.give_back(cast.actor("top"), second.number, "A.7.4 is missing its owner.")
    assert (returned.state, returned.answer) == (StatementState.RETURNED, "A.7.4 is missing its owner.")
    with pytest.raises(ControlError, match="say what is missing"):
        services.give_back(cast.actor("top"), second.number, " ")
    with pytest.raises(ControlError, match="version 9"):
        services.give_back(cast.actor("top"), 9, "So.")


def test_what_was_decided_since_the_approval_has_lapsed(cast, simulator):
    simulator.state(cast.actor("top"))
    standing = queries.standing(cast.organisation, queries.lines(cast.organisation, now()))
    assert (standing.approved.number, standing.next, standing.lapsed) == (1, 2, ())
    services.decide(cast.actor("manager"), decision(is_applicable=False))
    standing = queries.standing(cast.organisation, queries.lines(cast.organisation, now()))
    assert [(change.id, change.told) for change in standing.lapsed_first] == [
        ("A.7.4", "Applicable → Not applicable; reason changed")
    ]
    assert standing.lapsed_more == 0


def test_a_proof_that_got_worse_lapses_its_line(cast, simulator):
    system = simulator.register_system()
    simulator.submit(system, "data-quality")
    simulator.state(cast.actor("top"))
    simulator.submit(system, "data-quality", "fail")
    standing = queries.standing(cast.organisation, queries.lines(cast.organisation, now()))
    assert [(change.id, [name for name, _, _ in change.fields]) for change in standing.lapsed] == [
        ("A.7.4", ["standing"])
    ]


@pytest.mark.parametrize(
    ("part", "verb"),
    [
        ("assessor", lambda actor: services.decide(actor, decision())),
        ("contributor", lambda actor: services.add_own(actor, "T", "P")),
        ("owner", services.submit),
        ("manager", lambda actor: services.approve(actor, 1, "")),
        ("risk_owner", lambda actor: services.give_back(actor, 1, "Why")),
    ],
)
def test_each_verb_belongs_to_some(cast, part, verb):
    with pytest.raises(NotPermittedError):
        verb(cast.actor(part))


def test_the_clause_is_shown_in_part_and_only_by_an_approval(cast, simulator):
    def shown():
        return combine(
            "iso42001:6.1.3", [p for p in proofs.stated(cast.organisation, now()) if "6.1.3" in p.requirement]
        )

    assert shown().standing is Standing.NOT_SHOWN
    simulator.state()
    assert (shown().level, shown().standing) == (ReadinessLevel.AD_HOC, Standing.PARTLY)
    services.approve(cast.actor("top"), 1, queries.version(cast.organisation, 1).digest)
    assert (shown().level, shown().standing) == (ReadinessLevel.OPERATING, Standing.PARTLY)
    services.decide(cast.actor("manager"), decision(reason="Else."))
    assert shown().level is ReadinessLevel.DEFINED
    assert "1 of its lines" in shown().reason


def test_what_one_system_alone_needs_holds_it_up_until_it_is_done(cast, simulator):
    system, other = simulator.register_system(), simulator.register_system("Other")
    services.decide(cast.actor("manager"), decision())
    services.decide(cast.actor("manager"), decision(system=system))
    (reason,) = against(system, Stage.DEPLOYMENT, now())
    assert reason.rule == f"S-OPEN:{KEY}"
    assert against(system, Stage.VALIDATION, now()) == against(other, Stage.OPERATION, now()) == []
    services.decide(cast.actor("manager"), decision(system=system, status="implemented", how="So."))
    assert against(system, Stage.DEPLOYMENT, now()) == []


def test_the_joint_view_says_where_both_sides_differ(cast, simulator):
    simulator.decide()
    found = joint.joined(queries.lines(cast.organisation, now()), queries.JOINT)
    assert len(found) == 93
    one = next(one for one in found if one.neighbours)
    assert one.applicable == len(one.neighbours)
    assert not one.differs
    services.decide(cast.actor("manager"), decision(requirement=one.node.key.short, is_applicable=False))
    found = joint.joined(queries.lines(cast.organisation, now()), queries.JOINT)
    assert [joined.node.key.id for joined in found if joined.differs] == [one.node.key.id]


def test_privacy_is_a_view_without_lines_of_its_own(cast):
    found = joint.joined(queries.lines(cast.organisation, now()), queries.PRIVACY)
    assert len(found) == 78
    assert {one.line for one in found} == {None}
    assert any(one.neighbours for one in found)
    assert found[0].group == "A.1.2 Conditions for collection and processing"


def test_nothing_of_another_organisation_is_seen(cast, simulator):
    simulator.state(cast.actor("top"))
    assert queries.versions(cast.elsewhere) == []
    assert all(line.is_undecided for line in queries.decided(cast.elsewhere))
    assert queries.version(cast.elsewhere, 1) is None
