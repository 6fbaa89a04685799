"""Rows changed behind the ledger are named, whatever was done to the guard before."""

from collections.abc import Callable

import pytest
from django.db import connection

from assentian.journal import reconciliation, triggers, verification
from assentian.journal.acts import act
from assentian.ledger.verify import TAMPERED, Report
from tests.journal.conftest import ORGANISATION
from tests.journal.specimens.models import Label, Specimen

pytestmark = [pytest.mark.databases, pytest.mark.django_db]


@pytest.fixture
def first() -> Specimen:
    with act(ORGANISATION, "p:one", "prepare"):
        specimen = Specimen.objects.create(organisation=ORGANISATION, name="first", keeper="Ada", notes={"c": "7"})
        Specimen.objects.create(organisation=ORGANISATION, name="second")
        specimen.labels.add(Label.objects.create(name="rare"))
    connection.check_constraints()
    assert reconciliation.differences() == []
    return specimen


def behind(sql: str) -> None:
    """Run `sql` as whoever owns the database would, with the triggers of ours out of the way."""
    triggers.drop()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    connection.check_constraints()  # as at a commit: PostgreSQL alters no table with foreign keys still to be checked
    triggers.install()


@pytest.mark.parametrize(
    ("setting", "column"),
    [
        ("count = 7", "count"),
        ("is_whole = NOT is_whole", "is_whole"),
        ("keeper = 'Eve'", "keeper"),
        ("name = 'third'", "name"),
        ("mass = 1.5", "mass"),
        ("""notes = '{"c":"8"}'""", "notes"),
        ("""notes = '{ "c": "7" }'""", "notes"),
        ("found_at = '2026-01-01 00:00:00+00:00'", "found_at"),
    ],
)
def test_a_changed_row_is_named_with_its_columns(setting: str, column: str, first: Specimen) -> None:
    behind(f"UPDATE specimens_specimen SET {setting} WHERE id = {first.pk}")
    (found,) = reconciliation.differences()
    assert (found.table, found.key, found.columns) == ("specimens_specimen", str(first.pk), (column,))
    assert (found.organisation, found.seq) == (ORGANISATION, 0)
    assert str(found) == (
        f"specimens_specimen row {first.pk} was changed behind the ledger: {column} (entry 0 of northwind)"
    )


def test_an_added_row_is_named(first: Specimen) -> None:
    behind("INSERT INTO specimens_label (id, name) VALUES (77, 'forged')")
    (found,) = reconciliation.differences()
    assert str(found) == "specimens_label row 77 is not in the ledger"
    assert found.organisation == "installation"


def test_an_added_link_is_named(first: Specimen) -> None:
    second = Specimen.objects.get(name="second")
    behind(
        "INSERT INTO specimens_specimen_labels (id, specimen_id, label_id)"
        f" SELECT 77, {second.pk}, id FROM specimens_label"
    )
    assert [str(found) for found in reconciliation.differences()] == [
        "specimens_specimen_labels row 77 is not in the ledger"
    ]


def test_a_removed_row_is_named(first: Specimen) -> None:
    second = Specimen.objects.get(name="second")
    behind(f"DELETE FROM specimens_specimen WHERE id = {second.pk}")
    (found,) = reconciliation.differences()
    assert str(found) == f"specimens_specimen row {second.pk} was removed behind the ledger (entry 1 of northwind)"


def test_a_row_put_back_after_its_deletion_is_named(first: Specimen) -> None:
    columns = ", ".join(f'"{field.column}"' for field in Specimen._meta.local_concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE kept AS SELECT {columns} FROM specimens_specimen WHERE name = 'second'")
    with act(ORGANISATION, "p:one", "delete"):
        Specimen.objects.get(name="second").delete()
    connection.check_constraints()
    assert reconciliation.differences() == []
    behind(f"INSERT INTO specimens_specimen ({columns}) SELECT {columns} FROM kept")
    assert [found.kind for found in reconciliation.differences()] == ["is not in the ledger"]


def drop_one() -> str:
    name = min(name for name in triggers.expected() if "specimens_specimen" in name)
    on = "" if connection.vendor == "sqlite" else ' ON "specimens_specimen"'
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{on}')
    return name


def disable_one() -> str:
    """SQLite cannot disable a trigger; there a trigger is replaced by one that does nothing."""
    name = min(name for name in triggers.expected() if "specimens_specimen" in name)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'DROP TRIGGER "{name}"')
            cursor.execute(f'CREATE TRIGGER "{name}" AFTER UPDATE ON specimens_specimen BEGIN SELECT 1; END')
        else:
            cursor.execute(f'ALTER TABLE specimens_specimen DISABLE TRIGGER "{name}"')
    return name


@pytest.mark.parametrize("harm", [drop_one, disable_one])
def test_a_trigger_that_does_not_stand_is_named(harm: Callable[[], str], first: Specimen) -> None:
    name = harm()
    assert triggers.missing() == [name]
    report = Report()
    verification.verify_state(report)
    assert report.code == TAMPERED
    assert report.findings == [f"the trigger {name} does not stand as installed"]


def test_a_trigger_function_that_was_changed_is_noticed(first: Specimen) -> None:
    if connection.vendor == "sqlite":
        disable_one()  # a trigger is its own function there
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION assentian_capture() RETURNS trigger LANGUAGE plpgsql"
                " AS $$ BEGIN RETURN NULL; END $$"
            )
        assert triggers.missing() == []
    report = Report()
    verification.verify_state(report)
    assert report.code == TAMPERED


def test_an_untouched_installation_has_nothing_to_report(first: Specimen) -> None:
    report = Report()
    verification.verify_state(report)
    assert report.findings == []


def test_a_value_that_no_field_would_write_does_not_halt_the_ledger(first: Specimen) -> None:
    with act(ORGANISATION, "p:one", "write past the fields"), connection.cursor() as cursor:
        cursor.execute("UPDATE specimens_specimen SET notes = 'no json' WHERE name = 'first'")
    connection.check_constraints()
    assert reconciliation.differences() == []
    behind("UPDATE specimens_specimen SET notes = 'other' WHERE name = 'first'")
    assert [found.columns for found in reconciliation.differences()] == [("notes",)]
