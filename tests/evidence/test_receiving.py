"""The one way in for evidence: what is refused and why, and that what is taken in is sealed, linked and kept once."""

import hashlib
import json
from datetime import timedelta

import pytest

from assentian.accounts.rules import NotPermittedError
from assentian.evidence import artefacts, services
from assentian.evidence.models import Evidence
from assentian.evidence.proofs import proofs
from assentian.evidence.received import LARGEST, EvidenceError
from assentian.inventory import services as inventory
from assentian.journal import queries as journal
from assentian.journal.context import now
from assentian.ledger.envelope import seal, statement
from assentian.ledger.keys import SigningKey
from assentian.standards.vocabulary import Standing
from tests import simulator as simulated
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


@pytest.fixture
def system(simulator):
    return simulator.register_system("Credit")


def refused(actor, data, why):
    with pytest.raises(EvidenceError, match=why):
        services.receive(actor, data)
    assert not Evidence.objects.of(actor.organisation).exists()


def test_what_is_received_is_stored_sealed_and_linked(cast, simulator, system):
    evidence = simulator.submit(system, "fairness")
    assert artefacts.problem(cast.organisation, evidence.digest, artefacts.keys(cast.organisation)) is None
    assert journal.sealing(cast.organisation, evidence.digest) is not None
    assert {row.requirement for row in evidence.requirements.all()} == {"iso42001:A.5.4", "iso42001:A.6.2.4"}


def test_the_same_envelope_twice_is_one_piece_of_evidence(cast, simulator, system):
    data = simulator.envelope(system)
    first, again = (services.receive(cast.actor(part), data) for part in ("contributor", "owner"))
    assert first == again
    assert Evidence.objects.of(cast.organisation).count() == 1


def test_the_same_statement_in_another_envelope_is_no_second_piece_of_evidence(cast, simulator, system):
    data = simulator.envelope(system)
    spread = json.dumps(json.loads(data), indent=2).encode()
    first, again = (services.receive(cast.actor("owner"), sent) for sent in (data, spread))
    assert (first, first.digest) == (again, hashlib.sha256(data).hexdigest())
    assert Evidence.objects.of(cast.organisation).count() == 1


def test_a_stored_reference_profile_counts_only_once_an_approver_approved_it(cast, simulator, system):
    revision = simulator.revisions[system.pk]
    measured = simulator.envelope(system, "drift", reference=revision.digest)
    refused(cast.actor("owner"), measured, "the stored reference profile is not approved")
    with pytest.raises(NotPermittedError):
        inventory.approve_revision(cast.actor("owner"), revision)
    inventory.approve_revision(cast.actor("approver"), revision)
    assert services.receive(cast.actor("owner"), measured).verdict == "pass"


def test_a_result_about_a_past_window_speaks_for_the_end_of_that_window(cast, simulator, system):
    evidence = services.receive(cast.actor("owner"), simulator.envelope(system, until="2026-10-31"))
    assert evidence.measured_at.isoformat() == "2026-11-01T00:00:00+00:00"
    assert evidence.valid_until.isoformat() == "2026-12-01T00:00:00+00:00"
    later = services.receive(cast.actor("owner"), simulator.envelope(system, until="2999-01-01"))
    assert later.measured_at <= now()


def test_a_record_needs_no_entry_of_its_own_in_the_register(cast, simulator, system):
    log = "ab" * 32
    refused(cast.actor("owner"), simulator.envelope(system, record=log, known=False), "not registered as revisions")
    evidence = services.receive(cast.actor("owner"), simulator.envelope(system, record=log))
    assert [revision.digest for revision in evidence.subjects.all()] == [simulator.revisions[system.pk].digest]


def test_a_key_that_nobody_accepted_is_refused(cast, simulator, system):
    stranger = OrganisationSimulator.__new__(OrganisationSimulator)
    stranger.key, stranger.revisions = SigningKey.generate("stranger"), simulator.revisions
    refused(cast.actor("owner"), stranger.envelope(system), "none of the accepted keys")


def test_a_changed_byte_is_refused(cast, simulator, system):
    data = simulator.envelope(system)
    refused(cast.actor("owner"), data.replace(b'"payload":"e', b'"payload":"f'), "refused")
    refused(cast.actor("owner"), b" " * (LARGEST + 1), "larger than 8 MiB")


def test_a_system_that_nobody_registered_is_refused(cast, simulator, system):
    system.slug = "unheard-of"
    refused(cast.actor("owner"), simulator.envelope(system), "register it first")


def test_a_digest_that_nobody_registered_is_refused(cast, simulator, system):
    simulator.revisions[system.pk].digest = "0" * 64
    refused(cast.actor("owner"), simulator.envelope(system), "register their digests first")


@pytest.mark.parametrize(
    ("controls", "why"), [(("iso42001:A.99",), "no edition"), ((), "names no requirement")], ids=["unknown", "none"]
)
def test_a_requirement_must_be_named_and_known(cast, simulator, system, monkeypatch, controls, why):
    monkeypatch.setitem(simulated.CONTROLS, "drift", controls)
    refused(cast.actor("owner"), simulator.envelope(system, "drift"), why)


def test_a_measurement_from_the_future_is_refused(cast, simulator, system):
    refused(cast.actor("owner"), simulator.envelope(system, at=now() + timedelta(hours=1)), "in the future")


@pytest.mark.parametrize(
    ("kind", "predicate", "why"),
    [
        ("https://example.org/other/v1", {}, "expected"),
        (simulated.PREDICATE_TYPE, {}, "lacks"),
        (
            simulated.PREDICATE_TYPE,
            {"controlEvidence": {"system": "credit", "check": {"id": "x", "kind": "drift"}, "verdict": "splendid"}},
            "cannot be read",
        ),
    ],
    ids=["another predicate", "no control evidence", "unknown verdict"],
)
def test_a_statement_that_is_no_control_evidence_is_refused(cast, simulator, kind, predicate, why):
    content = statement([{"name": "x", "digest": {"sha256": "0" * 64}}], kind, predicate)
    refused(cast.actor("owner"), seal(content, simulator.key), why)


def test_an_auditor_sends_nothing(cast, simulator, system):
    with pytest.raises(NotPermittedError):
        services.receive(cast.actor("auditor"), simulator.envelope(system))


def test_results_speak_for_the_requirements_that_they_name(cast, simulator, system):
    simulator.submit(system, "fairness", "pass")
    simulator.submit(system, "drift", "fail")
    found = {proof.requirement: proof.standing for proof in proofs(cast.organisation, now())}
    assert found == {
        "iso42001:A.5.4": Standing.PROVED,
        "iso42001:A.6.2.4": Standing.PROVED,
        "iso42001:A.6.2.6": Standing.FAILING,
        "iso42001:9.1": Standing.FAILING,
    }


def test_the_same_envelope_from_two_at_the_same_moment_is_one_piece_of_evidence(cast, simulator, system, monkeypatch):
    data, save = simulator.envelope(system), services.default_storage.save

    def somebody_is_quicker(path, content):
        monkeypatch.undo()
        save(path, content)
        services.receive(cast.actor("contributor"), data)

    monkeypatch.setattr(services.default_storage, "save", somebody_is_quicker)
    received = services.receive(cast.actor("owner"), data)
    assert [received] == list(Evidence.objects.of(cast.organisation))
    assert artefacts.problem(cast.organisation, received.digest, artefacts.keys(cast.organisation)) is None
