"""Erasing personal values: gone from the row, from behind every commitment, and from the bytes of an SQLite file."""

from pathlib import Path

import pytest
from django.db import connection

from assentian.accounts import services
from assentian.accounts.models import User
from assentian.journal import reconciliation, store
from assentian.journal.acts import act
from assentian.journal.context import ActError
from assentian.journal.erasure import ErasureError, erase
from tests.journal.conftest import ORGANISATION, Leaves
from tests.journal.specimens.models import Specimen

TABLE = "specimens_specimen"
pytestmark = pytest.mark.databases


def kept_specimen() -> Specimen:
    with act(ORGANISATION, "p:one", "create"):
        specimen = Specimen.objects.create(organisation=ORGANISATION, name="first", keeper="Quillfeather")
    with act(ORGANISATION, "p:one", "hand over"):
        Specimen.objects.update(keeper="Ravenscroft")
    return specimen


def erase_keeper(specimen: Specimen) -> None:
    with act(ORGANISATION, "p:one", "erase keeper"):
        erase(ORGANISATION, TABLE, str(specimen.pk), ["keeper"])


@pytest.mark.django_db
def test_the_row_is_emptied_and_every_earlier_value_is_gone(leaves: Leaves) -> None:
    specimen = kept_specimen()
    erase_keeper(specimen)
    specimen.refresh_from_db()
    assert specimen.keeper == ""
    assert [store.private(ORGANISATION, seq, "keeper") for seq in (0, 1)] == [None, None]
    emptied, erased = leaves(ORGANISATION)[2:]
    assert (emptied["op"], emptied["obj"][2]) == ("update", 3)
    assert erased["t"] == "erasure"
    assert erased["paths"] == [f"{TABLE}/{specimen.pk}/keeper"]


@pytest.mark.django_db
def test_a_row_is_still_watched_after_its_erasure() -> None:
    specimen = kept_specimen()
    erase_keeper(specimen)
    assert reconciliation.differences() == []
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'DROP TRIGGER "assentian_{TABLE}_u"')
        else:
            connection.check_constraints()
            cursor.execute(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {TABLE} SET keeper = 'forged'")
    assert [found.columns for found in reconciliation.differences()] == [("keeper",)]


@pytest.mark.django_db
def test_a_person_can_be_erased_and_so_can_the_next() -> None:
    for name in ("Ada", "Grace"):
        person = services.create_person(services.NewPerson(name, f"{name}@example.org", "correct-horse-battery"))
        with act("installation", person.actor, "erase person"):
            erase("installation", "accounts_user", str(person.pk), ["email", "name", "password"])
    assert sorted(User.objects.values_list("name", flat=True)) == ["", ""]
    assert all(email.startswith("erased-") for email in User.objects.values_list("email", flat=True))
    assert reconciliation.differences() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "columns"),
    [(TABLE, ["name"]), (TABLE, ["keeper", "count"]), (TABLE, []), ("django_session", ["session_data"])],
)
def test_only_personal_columns_can_be_erased(table: str, columns: list[str]) -> None:
    with act(ORGANISATION, "p:one", "erase"), pytest.raises(ErasureError, match="only personal columns"):
        erase(ORGANISATION, table, "1", columns)


@pytest.mark.django_db
def test_a_row_that_is_not_there_cannot_be_erased() -> None:
    with act(ORGANISATION, "p:one", "erase"), pytest.raises(ErasureError, match="has no row 77"):
        erase(ORGANISATION, TABLE, "77", ["keeper"])


def test_nothing_is_erased_outside_an_act() -> None:
    with pytest.raises(ActError):
        erase(ORGANISATION, TABLE, "1", ["keeper"])


def test_no_byte_of_value_or_salt_is_left_in_the_files(own_database: str) -> None:
    specimen = kept_specimen()
    secrets = [b"Quillfeather", b"Ravenscroft"]
    for seq in (0, 1):
        kept = store.private(ORGANISATION, seq, "keeper")
        assert kept is not None
        secrets += [kept[0], kept[0].hex().encode()]
    erase_keeper(specimen)
    if connection.vendor == "postgresql":  # dead tuples are outside our reach: what a reader of the tables sees is not
        with connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(t::text, ' ') FROM ledger_private t")
            held = str(cursor.fetchone()[0]).encode()
    else:
        held = b"".join(path.read_bytes() for path in Path(own_database).parent.glob("copy.sqlite3*"))
        assert b"specimens_specimen" in held
    assert [secret for secret in secrets if secret in held] == []
