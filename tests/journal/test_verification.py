"""What `verify` says of a ledger, and what it says after each way of changing it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from assentian.journal import checkpoints, models, store, triggers, verification
from assentian.journal.acts import act
from assentian.journal.erasure import erase
from assentian.ledger.checkpoint import SignerRefusalError, sign_note
from assentian.ledger.verify import GAPS, INCONSISTENT, TAMPERED, UNANCHORED, VERIFIED, Checkpoint
from tests.journal.conftest import ORGANISATION
from tests.journal.specimens.models import Specimen

pytestmark = [pytest.mark.databases, pytest.mark.django_db]
ENTRIES = 258  # one full tile and a little more


@pytest.fixture
def signed(home: Path) -> str:
    """A ledger of two acts, each signed; the note of the second."""
    write(0, ENTRIES - 1)
    checkpoints.sign(ORGANISATION)
    write(ENTRIES - 1, ENTRIES)
    newest = checkpoints.sign(ORGANISATION)
    assert newest is not None
    assert newest.size == ENTRIES
    return newest.note


def write(start: int, stop: int) -> None:
    with act(ORGANISATION, "p:one", "create"):
        Specimen.objects.bulk_create(
            [Specimen(organisation=ORGANISATION, name=f"{number}", keeper="Ada") for number in range(start, stop)]
        )


def behind(table: str, column: str, change: Callable[[bytes], bytes], where: str) -> None:
    """Change bytes of the ledger as whoever owns the database would: without our triggers."""
    triggers.drop()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {where}")
        changed = change(bytes(cursor.fetchone()[0]))
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {where}", [changed])
    connection.check_constraints()
    triggers.install()


def flipped(position: int) -> Callable[[bytes], bytes]:
    def flip(data: bytes) -> bytes:
        at = position % len(data)
        return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]

    return flip


def code(known: str | None = None) -> int:
    return verification.verify_ledger(ORGANISATION, known).code


def test_without_a_known_checkpoint_a_ledger_is_at_best_unanchored(signed: str) -> None:
    report = verification.verify_ledger(ORGANISATION)
    assert (report.code, report.size, report.findings) == (UNANCHORED, ENTRIES, [])


def test_with_a_known_checkpoint_a_ledger_is_verified(signed: str) -> None:
    assert code(signed) == VERIFIED


def test_an_older_known_checkpoint_lies_on_the_way(signed: str) -> None:
    oldest = models.Checkpoint.objects.filter(organisation=ORGANISATION).earliest("size")
    assert (oldest.size, code(oldest.note)) == (ENTRIES - 1, VERIFIED)


def test_a_known_checkpoint_of_another_tree_is_inconsistent(signed: str) -> None:
    other = sign_note(
        Checkpoint(checkpoints.origin(ORGANISATION), 5, b"\1" * 32), checkpoints.signer(ORGANISATION)._key
    )
    assert code(other) == INCONSISTENT


def test_a_known_checkpoint_that_our_key_did_not_sign_is_inconsistent(signed: str) -> None:
    assert code(signed.replace(f"\n{ENTRIES}\n", f"\n{ENTRIES + 1}\n")) == INCONSISTENT


def test_an_erasure_is_listed(signed: str) -> None:
    key = Specimen.objects.values_list("pk", flat=True)[0]
    with act(ORGANISATION, "p:one", "erase"):
        erase(ORGANISATION, "specimens_specimen", str(key), ["keeper"])
    checkpoints.sign(ORGANISATION)
    report = verification.verify_ledger(ORGANISATION)
    assert report.code == GAPS
    assert f"specimens_specimen/{key}/keeper" in report.findings[0]


@pytest.mark.parametrize("seq", [0, 1, 100, 255, 256, ENTRIES - 1])
@pytest.mark.parametrize("position", [0, 77, -1])
def test_a_flipped_bit_of_any_leaf_is_tampering(seq: int, position: int, signed: str) -> None:
    behind("ledger_entry", "leaf", flipped(position), f"organisation = 'northwind' AND seq = {seq}")
    assert code() == TAMPERED
    assert code(signed) == TAMPERED


@pytest.mark.parametrize("position", [0, 4000, -1])
def test_a_flipped_bit_of_a_tile_is_tampering(position: int, signed: str) -> None:
    behind("ledger_tile", "hashes", flipped(position), "organisation = 'northwind' AND level = 0")
    report = verification.verify_ledger(ORGANISATION)
    assert report.code == TAMPERED
    assert report.findings == ["tile 0/0 does not hold the hashes of its entries"]


def test_an_upper_tile_grows_to_the_right(signed: str) -> None:
    first = store.tile(ORGANISATION, 1, 0)
    write(ENTRIES, 2 * ENTRIES)
    second = store.tile(ORGANISATION, 1, 0)
    assert first is not None
    assert second is not None
    assert (len(first), len(second), second[: len(first)]) == (32, 64, first)
    assert verification.verify_ledger(ORGANISATION).findings == []
    shortened = models.Tile.objects.filter(organisation=ORGANISATION, level=1)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        shortened.update(hashes=first)


def test_a_flipped_bit_of_the_head_is_tampering(signed: str) -> None:
    behind("ledger_head", "frontier", flipped(-1), "organisation = 'northwind'")
    assert code() == TAMPERED


def test_a_changed_checkpoint_is_tampering(signed: str) -> None:
    triggers.drop()
    forged = signed.replace(f"\n{ENTRIES}\n", f"\n{ENTRIES - 1}\n")
    models.Checkpoint.objects.filter(organisation=ORGANISATION, size=ENTRIES).update(note=forged)
    assert code() == TAMPERED


def test_a_missing_entry_is_tampering(signed: str) -> None:
    triggers.drop()
    models.Entry.objects.filter(organisation=ORGANISATION, seq=3).delete()
    report = verification.verify_ledger(ORGANISATION)
    assert report.code == TAMPERED
    assert "entry 3 is missing" in report.findings


def test_an_entry_of_another_organisation_is_tampering(signed: str) -> None:
    behind(
        "ledger_entry",
        "leaf",
        lambda leaf: leaf.replace(b'"org":"northwind"', b'"org":"elsewhere"'),
        "organisation = 'northwind' AND seq = 3",
    )
    assert "entry 3 belongs to another organisation" in verification.verify_ledger(ORGANISATION).findings


LEDGER: tuple[type[Model], ...] = (
    models.Entry,
    models.Private,
    models.Tile,
    models.Head,
    models.Object,
    models.Checkpoint,
)


def rolled_back(rows: dict[type[Model], list[Model]]) -> None:
    """The tables as an older copy held them."""
    triggers.drop()
    for model, kept in rows.items():
        model._meta.base_manager.all().delete()
        model._meta.base_manager.bulk_create(kept)
    connection.check_constraints()
    triggers.install()


@pytest.fixture
def older() -> dict[type[Model], list[Model]]:
    write(1000, 1003)
    checkpoints.sign(ORGANISATION)
    return {model: list(model._meta.base_manager.all()) for model in LEDGER}


def test_an_older_copy_is_not_signed_and_is_tampering(home: Path, older: dict[type[Model], list[Model]]) -> None:
    write(1003, 1005)
    newer = checkpoints.sign(ORGANISATION)
    assert newer is not None
    rolled_back(older)
    with pytest.raises(SignerRefusalError, match="no extension"):
        checkpoints.sign(ORGANISATION)
    report = verification.verify_ledger(ORGANISATION)
    assert report.code == TAMPERED
    assert "rolled back or rewritten" in report.findings[0]
    assert code(newer.note) == TAMPERED


def test_an_older_copy_that_went_on_differently_is_not_signed(
    home: Path, older: dict[type[Model], list[Model]]
) -> None:
    write(1003, 1005)
    checkpoints.sign(ORGANISATION)
    rolled_back(older)
    write(2000, 2005)
    with pytest.raises(SignerRefusalError, match="no extension"):
        checkpoints.sign(ORGANISATION)
    assert code() == TAMPERED


def test_an_older_copy_with_the_signers_memory_is_found_by_a_known_checkpoint_alone(
    home: Path, older: dict[type[Model], list[Model]]
) -> None:
    """The expected non-detection: who rolls back database and signer together is only seen from outside."""
    memory = (home / "signer" / f"{ORGANISATION}.json").read_bytes()
    write(1003, 1005)
    newer = checkpoints.sign(ORGANISATION)
    assert newer is not None
    rolled_back(older)
    (home / "signer" / f"{ORGANISATION}.json").write_bytes(memory)
    assert code() == UNANCHORED
    assert code(newer.note) == INCONSISTENT


def test_an_empty_ledger_has_nothing_to_sign(home: Path) -> None:
    assert checkpoints.sign(ORGANISATION) is None


def test_an_unchanged_tree_keeps_its_checkpoint(signed: str) -> None:
    again = checkpoints.sign(ORGANISATION)
    assert again is not None
    assert again.note == signed
    assert models.Checkpoint.objects.filter(organisation=ORGANISATION).count() == 2


def test_an_emptied_ledger_is_not_signed(signed: str) -> None:
    rolled_back({model: [] for model in LEDGER})
    with pytest.raises(SignerRefusalError):
        checkpoints.sign(ORGANISATION)


def test_a_lost_signers_memory_begins_again_at_the_tree_that_stands(home: Path, signed: str) -> None:
    (home / "signer" / f"{ORGANISATION}.json").unlink()
    again = checkpoints.sign(ORGANISATION)
    assert again is not None
    assert again.note == signed
    assert checkpoints.signer(ORGANISATION).last().size == ENTRIES


def test_the_log_key_is_kept_with_the_size_it_signs_from(signed: str) -> None:
    key = models.Key.objects.get(organisation=ORGANISATION)
    assert (key.purpose, key.from_size, key.to_size) == ("log", 0, None)
    assert store.head(ORGANISATION).size == ENTRIES
