"""`migrate` is accountable: what migrations change enters the ledger, and no migration is a way past it."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate as django_migrate
from django.db import connection, models

from assentian.journal import reconciliation, schema, triggers, verification
from assentian.journal.acts import act
from assentian.ledger.verify import Report
from tests.journal.conftest import ORGANISATION, Leaves
from tests.journal.specimens.models import Label, Specimen

pytestmark = [pytest.mark.databases, pytest.mark.usefixtures("own_database")]
TABLE = "specimens_specimen"
Migrations = Callable[[Callable[[], None]], None]


class PowerCutError(Exception):
    pass


@pytest.fixture(autouse=True)
def specimens(own_database: str) -> None:
    with act(ORGANISATION, "p:one", "create"):
        Specimen.objects.create(pk=1, organisation=ORGANISATION, name="first", keeper="Ada")
        Specimen.objects.create(pk=2, organisation=ORGANISATION, name="second", keeper="Grace")
    with act("installation", "p:one", "create"):
        Label.objects.create(pk=1, name="rare")


@pytest.fixture
def migrate(monkeypatch: pytest.MonkeyPatch) -> Migrations:
    """Run the command with `change` in the place of Django's migrations."""

    def run(change: Callable[[], None]) -> None:
        monkeypatch.setattr(django_migrate.Command, "handle", lambda *_, **__: change())
        call_command("migrate", verbosity=0)

    return run


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def change_rows() -> None:
    execute(f"UPDATE {TABLE} SET count = 7, keeper = 'Ada Lovelace' WHERE id = 1")
    execute(f"DELETE FROM {TABLE} WHERE id = 2")
    execute("INSERT INTO specimens_label (id, name) VALUES (2, 'common')")


def remake_table() -> None:
    """Rename a column and back: SQLite makes the table anew when its schema editor alters a field."""
    old = Specimen._meta.get_field("count")
    new = models.BigIntegerField(default=0)
    new.set_attributes_from_name("count")
    new.model = Specimen
    with connection.schema_editor() as editor:
        editor.alter_field(Specimen, old, new)


def findings() -> list[str]:
    report = Report()
    verification.verify_state(report)
    return report.findings


def test_what_a_migration_changes_enters_the_ledgers(migrate: Migrations, leaves: Leaves) -> None:
    migrate(change_rows)
    updated, deleted = leaves(ORGANISATION)[2:]
    assert (updated["actor"], updated["act"], updated["op"]) == ("s:migrate", "migrate", "update")
    assert [column for column, _, _ in updated["ch"]] == ["count", "keeper"]
    assert (deleted["op"], deleted["obj"]) == ("delete", [TABLE, "2", 2])
    assert leaves("installation")[-1]["ch"] == [["id", None, 2], ["name", None, "common"]]
    assert "Ada" not in str(leaves(ORGANISATION))
    assert "Grace" not in str(leaves(ORGANISATION))
    assert findings() == []


def test_a_remade_table_has_its_triggers_again(migrate: Migrations) -> None:
    migrate(remake_table)
    assert triggers.missing() == []
    assert findings() == []
    with act(ORGANISATION, "p:one", "change"):
        Specimen.objects.update(count=9)
    assert reconciliation.differences() == []


def test_a_migration_that_changes_nothing_writes_nothing(migrate: Migrations, leaves: Leaves) -> None:
    before = len(leaves("installation")), len(leaves(ORGANISATION))
    migrate(lambda: None)
    assert (len(leaves("installation")), len(leaves(ORGANISATION))) == before
    assert findings() == []


def test_rows_that_differ_are_not_migrated_over(migrate: Migrations) -> None:
    triggers.drop()
    execute(f"UPDATE {TABLE} SET count = 8 WHERE id = 1")
    triggers.install()
    with pytest.raises(CommandError, match=rf"{TABLE} row 1 was changed behind the ledger: count"):
        migrate(change_rows)
    assert Specimen.objects.count() == 2
    assert triggers.missing() == []


def test_rows_that_differ_are_seen_though_a_column_is_still_to_come(migrate: Migrations) -> None:
    triggers.drop()
    execute(f"UPDATE {TABLE} SET keeper = 'Eve' WHERE id = 1")
    execute(f"ALTER TABLE {TABLE} DROP COLUMN mass")  # as it was before the migration that adds it
    execute("ALTER TABLE specimens_label RENAME TO specimens_label_of_old")
    triggers.drop()
    put_up = {name: sql for name, sql in triggers.expected().items() if "specimens" not in name}
    with connection.cursor() as cursor:
        for sql in put_up.values():
            cursor.execute(sql)
        for name in put_up if connection.vendor == "postgresql" else ():
            cursor.execute(f'ALTER TABLE {name_of_table(name)} ENABLE ALWAYS TRIGGER "{name}"')
    with pytest.raises(CommandError, match=rf"{TABLE} row 1 was changed behind the ledger: keeper"):
        migrate(change_rows)


def name_of_table(trigger: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [trigger])
        return str(cursor.fetchone()[0])


def test_an_added_column_without_values_leaves_nothing_to_explain(migrate: Migrations) -> None:
    def add_column() -> None:
        with connection.schema_editor() as editor:
            editor.add_field(Specimen, Specimen._meta.get_field("mass"))

    triggers.drop()
    with connection.schema_editor() as editor:
        editor.remove_field(Specimen, Specimen._meta.get_field("mass"))
    migrate(add_column)
    assert findings() == []


def test_an_interrupted_migration_is_finished_by_the_next(migrate: Migrations, leaves: Leaves) -> None:
    def cut() -> None:
        change_rows()
        raise PowerCutError

    with pytest.raises(PowerCutError):
        migrate(cut)
    assert triggers.standing() == {}
    migrate(lambda: None)
    assert findings() == []
    assert [leaf["act"] for leaf in leaves(ORGANISATION)] == ["create", "create", "migrate", "migrate"]


def test_a_changed_trigger_set_is_recorded_once(migrate: Migrations, leaves: Leaves) -> None:
    seals = [leaf for leaf in leaves("installation") if leaf["t"] == "schema"]
    assert [seal["triggers"] for seal in seals] == [triggers.digest()]
    assert schema.recorded_digest() == triggers.digest()


def test_a_plan_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("migrate", plan=True, verbosity=1)
    assert triggers.missing() == []
