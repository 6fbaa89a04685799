"""What the database itself refuses: writes outside an act, of another organisation, past the triggers, to the past."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from assentian.journal import triggers
from assentian.journal.acts import act
from assentian.journal.models import Entry
from tests.journal.conftest import ORGANISATION, Leaves
from tests.journal.specimens.models import Label, Specimen

pytestmark = [pytest.mark.databases, pytest.mark.django_db]


@pytest.fixture
def first() -> Specimen:
    with act(ORGANISATION, "p:one", "prepare"):
        return Specimen.objects.create(organisation=ORGANISATION, name="first")


def refused(write: Callable[[], object]) -> str:
    """The words with which the database refuses `write`."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        write()
    return str(refusal.value)


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


OUTSIDE: dict[str, Callable[[], object]] = {
    "save": lambda: Specimen.objects.create(organisation=ORGANISATION, name="new"),
    "bulk": lambda: Specimen.objects.bulk_create([Specimen(organisation=ORGANISATION, name="new")]),
    "update": lambda: Specimen.objects.update(count=1),
    "delete": lambda: Specimen.objects.all().delete(),
    "raw": lambda: execute("UPDATE specimens_specimen SET count = 1"),
    "a record of the installation": lambda: Label.objects.create(name="rare"),
}


@pytest.mark.parametrize("write", OUTSIDE)
def test_a_write_outside_an_act_is_refused(write: str, first: Specimen) -> None:
    assert triggers.NO_ACT in refused(OUTSIDE[write])


def test_a_row_of_another_organisation_is_refused(first: Specimen) -> None:
    with act("elsewhere", "p:two", "trespass"):
        assert triggers.FOREIGN in refused(lambda: Specimen.objects.create(organisation=ORGANISATION, name="new"))
        assert triggers.FOREIGN in refused(lambda: Specimen.objects.update(count=1))
        assert triggers.FOREIGN in refused(lambda: Specimen.objects.all().delete())


def test_a_row_cannot_be_handed_over_to_another_organisation(first: Specimen) -> None:
    with act(ORGANISATION, "p:one", "give away"):
        assert triggers.FOREIGN in refused(lambda: Specimen.objects.update(organisation="elsewhere"))
    with act("elsewhere", "p:two", "take"):
        assert triggers.FOREIGN in refused(lambda: Specimen.objects.update(organisation="elsewhere"))


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_tile", "ledger_checkpoint"])
def test_the_ledger_refuses_change_and_deletion(table: str, first: Specimen) -> None:
    with connection.cursor() as cursor:  # a row in each, so that a row trigger has something to refuse
        cursor.execute("INSERT INTO ledger_tile (organisation, level, \"index\", hashes) VALUES ('x', 0, 0, '')")
        cursor.execute(
            "INSERT INTO ledger_checkpoint (organisation, size, note, at) VALUES ('x', 1, '', '2026-01-01 00:00:00Z')"
        )
    with act(ORGANISATION, "p:one", "rewrite"):
        assert triggers.APPEND_ONLY in refused(lambda: execute(f"UPDATE {table} SET organisation = 'y'"))
        assert triggers.APPEND_ONLY in refused(lambda: execute(f"DELETE FROM {table}"))


def test_a_number_of_the_ledger_is_given_once(first: Specimen) -> None:
    again = Entry(organisation=ORGANISATION, seq=0, leaf=b"{}", about="")
    assert "unique" in refused(lambda: Entry.objects.bulk_create([again])).lower()


def test_a_truncate_is_refused_where_there_is_one(first: Specimen) -> None:
    if connection.vendor == "sqlite":
        assert "syntax error" in refused(lambda: execute("TRUNCATE specimens_specimen"))
        return
    connection.check_constraints()  # as at a commit, so that it is the trigger that refuses
    with act(ORGANISATION, "p:one", "truncate"):
        assert "append-only" in refused(lambda: execute("TRUNCATE specimens_specimen CASCADE"))
        assert "append-only" in refused(lambda: execute("TRUNCATE ledger_entry"))


def test_a_replaced_row_shows_its_hidden_delete(first: Specimen, leaves: Leaves) -> None:
    columns = ", ".join(f'"{field.column}"' for field in Specimen._meta.local_concrete_fields)
    kept = f"INSERT INTO specimens_specimen ({columns}) SELECT {columns} FROM specimens_specimen"
    with act(ORGANISATION, "p:one", "replace"):
        if connection.vendor == "sqlite":
            execute(kept.replace("INSERT", "INSERT OR REPLACE"))
        else:  # PostgreSQL has no REPLACE; its nearest is an upsert, which is an update
            execute(f"{kept} ON CONFLICT (id) DO UPDATE SET count = excluded.count + 1")
    written = [leaf["op"] for leaf in leaves(ORGANISATION) if leaf["act"] == "replace"]
    assert written == (["delete", "insert"] if connection.vendor == "sqlite" else ["update"])


def test_replication_does_not_slip_past_the_triggers(first: Specimen) -> None:
    if connection.vendor == "sqlite":
        assert set(triggers.expected()) == set(triggers.standing())  # there is no such role to slip past them
        return
    execute("SET LOCAL session_replication_role = replica")
    assert triggers.NO_ACT in refused(lambda: Specimen.objects.update(count=1))
