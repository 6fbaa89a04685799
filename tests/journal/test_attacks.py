"""Every way that we know of changing the database behind the product: each is named, or listed as one that is not.

The attacker owns the database file: takes the triggers down, runs SQL, and puts the triggers back.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from assentian.evidence import artefacts
from assentian.evidence.models import Evidence
from assentian.evidence.services import artefact_path
from assentian.journal import checkpoints, integration, triggers, verification
from assentian.ledger.checkpoint import sign_note
from assentian.ledger.keys import SigningKey
from assentian.ledger.verify import CANNOT_CHECK, TAMPERED, UNANCHORED, Checkpoint, Report
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the attacks are written for an SQLite file"),
]
OURS = "organisation = 'northwind'"


@pytest.fixture
def evidence(cast: Cast) -> Evidence:
    """A piece of evidence in a product whose ledgers are all signed, and which verifies."""
    simulator = OrganisationSimulator(cast.actor("manager"))
    received = simulator.submit(simulator.register_system())
    for organisation in verification.ledgers():
        checkpoints.sign(organisation)
    assert verified() == Report()
    return received


def verified() -> Report:
    """What `assentian verify --state` says, of all ledgers together."""
    integration.integrate()
    whole = Report()
    for organisation in verification.ledgers():
        report = verification.verify_ledger(organisation)
        artefacts.verify(report)
        for finding in report.findings:
            whole.worsen(report.code, finding)
    verification.verify_state(whole)
    return whole


def attack(*statements: str) -> None:
    triggers.drop()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA defer_foreign_keys=ON")
        for statement in statements:
            cursor.execute(statement)
    triggers.install()


LAST = "(SELECT max(seq) FROM ledger_entry WHERE organisation = 'northwind')"
NAMED: dict[str, tuple[Sequence[str], str]] = {
    "a row is edited": (["UPDATE inventory_aisystem SET name = 'Other'"], "was changed behind the ledger: name"),
    "a row is deleted": (["DELETE FROM evidence_evidencefor"], "was removed behind the ledger"),
    "a row is added": (
        ["INSERT INTO accounts_membership (organisation_id, user_id, role) VALUES ('northwind', 1, 'approver')"],
        "is not in the ledger",
    ),
    "a role is given": (
        ["UPDATE accounts_membership SET role = 'aims_manager' WHERE role = 'contributor'"],
        "behind the ledger: role",
    ),
    "a verdict is turned": (["UPDATE evidence_evidence SET verdict = 'fail'"], "behind the ledger: verdict"),
    "a password is replaced": (["UPDATE accounts_user SET password = 'x'"], "behind the ledger: password"),
    "a password is replaced and its salt deleted": (
        ["UPDATE accounts_user SET password = 'x'", "DELETE FROM ledger_private WHERE path = 'password'"],
        "the value of password is gone, and no entry says that it was erased",
    ),
    "a kept value is changed": (
        ["""UPDATE ledger_private SET value = '"Eve"' WHERE path = 'name'"""],
        "kept of name is not the one that was committed to",
    ),
    "a kept value is made unreadable": (["UPDATE ledger_private SET value = '{'"], "is not the one that was committed"),
    "a salt is changed": (["UPDATE ledger_private SET salt = 'ff'"], "is not the one that was committed to"),
    "a kept value is added": (
        ["INSERT INTO ledger_private VALUES ('northwind', 0, 'key', '00', '1')"],
        "no commitment stands for the value that is kept of key",
    ),
    "an entry is rewritten": (
        [f"UPDATE ledger_entry SET leaf = replace(leaf, 'northwind', 'southwind') WHERE {OURS} AND seq = 3"],
        "not of its form",
    ),
    "an entry is no JSON": ([f"UPDATE ledger_entry SET leaf = x'7b' WHERE {OURS} AND seq = 3"], "entry 3"),
    "an entry is no object": ([f"UPDATE ledger_entry SET leaf = x'5b5d' WHERE {OURS} AND seq = 3"], "not of its form"),
    "an entry is deleted": ([f"DELETE FROM ledger_entry WHERE {OURS} AND seq = 3"], "entry 3 is missing"),
    "the last entry is deleted": (
        [f"DELETE FROM ledger_entry WHERE {OURS} AND seq = {LAST}"],
        "the signer remembers another tree",
    ),
    "two entries change places": (
        [
            f"UPDATE ledger_entry SET seq = -1 WHERE {OURS} AND seq = 3",
            f"UPDATE ledger_entry SET seq = 3 WHERE {OURS} AND seq = 4",
            f"UPDATE ledger_entry SET seq = 4 WHERE {OURS} AND seq = -1",
        ],
        "the entries do not have the root signed",
    ),
    "an entry is hidden from its row's history": (
        [f"UPDATE ledger_entry SET about = 'x/1' WHERE {OURS} AND seq = 3"],
        "entry 3 is looked up by 'x/1'",
    ),
    "an entry is forged at the end": (
        [
            f"INSERT INTO ledger_entry SELECT organisation, 1 + seq, leaf, about FROM ledger_entry WHERE seq = {LAST}",
        ],
        "the head is not that of",
    ),
    "the head is edited": ([f"UPDATE ledger_head SET size = size + 1 WHERE {OURS}"], "the head is not that of"),
    "the head is no head": ([f"UPDATE ledger_head SET frontier = x'00' WHERE {OURS}"], "not of its form"),
    "the head is deleted": ([f"DELETE FROM ledger_head WHERE {OURS}"], "the head is not that of"),
    "a last revision is edited": (["UPDATE ledger_object SET revision = 9"], "the last revision kept of"),
    "last revisions are deleted": (["DELETE FROM ledger_object"], "the last revision kept of"),
    "a checkpoint is edited": (
        [f"UPDATE ledger_checkpoint SET note = replace(note, 'north', 'south') WHERE {OURS}"],
        "no valid signature",
    ),
    "a checkpoint is no text": ([f"UPDATE ledger_checkpoint SET note = x'ff' WHERE {OURS}"], "not of its form"),
    "a checkpoint is moved": ([f"UPDATE ledger_checkpoint SET size = 2 WHERE {OURS}"], "kept for size 2"),
    "the log's key is replaced": (
        [f"UPDATE ledger_key SET vkey = '{SigningKey.generate('localhost/northwind').verifier}' WHERE {OURS}"],
        "no valid signature",
    ),
    "the log's key is no key": ([f"UPDATE ledger_key SET vkey = 'x' WHERE {OURS}"], "not of its form"),
    "the log's key is deleted": ([f"DELETE FROM ledger_key WHERE {OURS}"], "no valid signature"),
    "a whole ledger is deleted": (
        [f"DELETE FROM ledger_{table}" for table in ("entry", "head", "private", "object", "checkpoint", "key")],
        "the signer remembers another tree",
    ),
    "an organisation is deleted without a trace": (
        [
            *(f"DELETE FROM {table} WHERE organisation_id = 'elsewhere'" for table in ("accounts_membership",)),
            "DELETE FROM accounts_organisation WHERE key = 'elsewhere'",
            *(
                f"DELETE FROM ledger_{table} WHERE organisation = 'elsewhere'"
                for table in ("entry", "head", "private", "object", "checkpoint", "key")
            ),
        ],
        "the signer remembers another tree",
    ),
    "a row holds what no field holds": (["UPDATE inventory_asset SET name = x'00'"], "inventory_asset row ? cannot be"),
    "an accepted key is replaced": (
        [f"UPDATE accounts_signingkey SET public_key = '{SigningKey.generate('x').verifier}'"],
        "signed by none of the accepted keys",
    ),
    "an accepted key is no key": (["UPDATE accounts_signingkey SET public_key = 'x'"], "none of the accepted keys"),
    "a revocation is taken back": (
        ["UPDATE accounts_signingkey SET revoked_at = '2020-01-01 00:00:00'"],
        "behind the ledger: revoked_at",
    ),
}


@pytest.mark.parametrize(("statements", "finding"), NAMED.values(), ids=NAMED)
def test_a_change_behind_the_product_is_named(statements: Sequence[str], finding: str, evidence: Evidence) -> None:
    attack(*statements)
    report = verified()
    assert report.code == TAMPERED
    assert any(finding in found for found in report.findings), report.findings


def test_a_swapped_envelope_is_named(evidence: Evidence) -> None:
    path = Path(default_storage.path(artefact_path("northwind", evidence.digest)))
    path.write_bytes(path.read_bytes().replace(b"payload", b"Payload"))
    assert f"evidence {evidence.pk}: the stored envelope is not what was sealed" in verified().findings
    path.unlink()
    assert f"evidence {evidence.pk}: the envelope is missing from the file store" in verified().findings


def test_a_forged_checkpoint_of_a_false_root_is_named(evidence: Evidence) -> None:
    forger = SigningKey.generate("localhost/northwind")
    note = sign_note(Checkpoint("localhost/northwind", 2, b"\1" * 32), forger)
    attack(
        f"INSERT INTO ledger_key (organisation, key_id, vkey, purpose, from_size)"
        f" VALUES ('northwind', 'forged', '{forger.verifier}', 'log', 0)",
        f"INSERT INTO ledger_checkpoint (organisation, size, note, at) VALUES ('northwind', 2, '{note}', '2026-01-01')",
    )
    assert any("the root signed at size 2" in finding for finding in verified().findings)


def test_a_signers_memory_that_cannot_be_read_is_said(evidence: Evidence, tmp_path: Path) -> None:
    (tmp_path / "signer" / "northwind.json").write_text("{}")
    assert verified().code == CANNOT_CHECK


FORGED_KEY = (
    "INSERT INTO ledger_outbox (organisation, 'table', op, after, context) VALUES ('northwind', '', 'S', "
    """'{"key":"forged","purpose":"evidence","t":"key"}', '{"action":"accept signing key","actor":"p:anyone","""
    """"at":"2026-01-01T00:00:00.000000Z","cause":"","organisation":"northwind","tx":"00","why":""}')"""
)
NOT_NAMED: dict[str, Sequence[str]] = {
    # Every checkpoint covers all entries before it, and the signer remembers the newest.
    "checkpoints are deleted": ["DELETE FROM ledger_checkpoint"],
    # The time is what the operator's clock said: no signature is over it.
    "the time of a checkpoint is edited": ["UPDATE ledger_checkpoint SET at = '2020-01-01 00:00:00'"],
    # What is no record of the management system: sessions, the throttle's counts.
    "the throttle is emptied": ["DELETE FROM axes_accessattempt"],
    # The operator can act as anyone on the server: it is in the ledger, under the name that was chosen.
    "an act is forged in the outbox": [FORGED_KEY],
}


@pytest.mark.parametrize("statements", NOT_NAMED.values(), ids=NOT_NAMED)
def test_a_change_that_is_expected_not_to_be_named(statements: Sequence[str], evidence: Evidence) -> None:
    attack(*statements)
    assert verified().code == UNANCHORED
