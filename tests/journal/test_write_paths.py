"""Every path by which a row can be written in Django leaves exactly its leaves, on both databases."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import F

from assentian.journal.acts import act
from tests.journal.conftest import ORGANISATION, Leaves
from tests.journal.specimens.models import Label, Specimen

pytestmark = [pytest.mark.databases, pytest.mark.django_db]
TABLE = "specimens_specimen"


def specimen(name: str = "new", count: int = 0) -> Specimen:
    return Specimen(organisation=ORGANISATION, name=name, count=count)


def execute(sql: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def upsert() -> None:
    Specimen.objects.bulk_create(
        [specimen("first", 7), specimen("new", 7)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["count"],
    )


def change_and_save() -> None:
    first = Specimen.objects.get(name="first")
    first.count = 7
    first.save()


def bulk_update() -> None:
    rows = list(Specimen.objects.order_by("name"))
    for row in rows:
        row.count += 7
    Specimen.objects.bulk_update(rows, ["count"])


def raw_update() -> None:
    execute(f"UPDATE {TABLE} SET count = count + %s", 7)


def raw_delete() -> None:
    execute(f"DELETE FROM {TABLE} WHERE name = %s", "first")


def raw_insert() -> None:
    columns = [f'"{field.column}"' for field in Specimen._meta.local_concrete_fields if not field.primary_key]
    copied = ["'new'" if column == '"name"' else column for column in columns]
    execute(
        f"INSERT INTO {TABLE} ({', '.join(columns)}) SELECT {', '.join(copied)} FROM {TABLE} WHERE name = %s", "first"
    )


PATHS: dict[str, tuple[Callable[[], object], list[tuple[str, str]]]] = {
    "save create": (lambda: specimen().save(), [("insert", "new")]),
    "save update": (change_and_save, [("update", "first")]),
    "delete": (lambda: Specimen.objects.get(name="first").delete(), [("delete", "first")]),
    "queryset delete": (
        lambda: Specimen.objects.all().delete(),
        [("delete", "first"), ("delete", "second")],
    ),
    "bulk_create": (
        lambda: Specimen.objects.bulk_create([specimen("new"), specimen("newer")]),
        [("insert", "new"), ("insert", "newer")],
    ),
    "upsert": (upsert, [("insert", "new"), ("update", "first")]),
    "update_or_create, there": (
        lambda: Specimen.objects.update_or_create(name="first", defaults={"count": 7}),
        [("update", "first")],
    ),
    "update_or_create, not there": (
        lambda: Specimen.objects.update_or_create(name="new", defaults={"organisation": ORGANISATION}),
        [("insert", "new")],
    ),
    "queryset update": (lambda: Specimen.objects.update(count=7), [("update", "first"), ("update", "second")]),
    "bulk_update": (bulk_update, [("update", "first"), ("update", "second")]),
    "F()": (lambda: Specimen.objects.update(count=F("count") + 7), [("update", "first"), ("update", "second")]),
    "raw update": (raw_update, [("update", "first"), ("update", "second")]),
    "raw delete": (raw_delete, [("delete", "first")]),
    "raw insert": (raw_insert, [("insert", "new")]),
}


@pytest.fixture
def names() -> dict[str, str]:
    """Two specimens before the write, by primary key."""
    with act(ORGANISATION, "p:one", "prepare"):
        rows = Specimen.objects.bulk_create([specimen("first"), specimen("second")])
    return {str(row.pk): row.name for row in rows}


@pytest.mark.parametrize("path", PATHS)
def test_a_write_path_leaves_exactly_its_leaves(path: str, names: dict[str, str], leaves: Leaves) -> None:
    write, expected = PATHS[path]
    with act(ORGANISATION, "p:one", path):
        write()
    names |= {str(pk): name for pk, name in Specimen.objects.values_list("pk", "name")}
    written = [leaf for leaf in leaves(ORGANISATION) if leaf["act"] == path]
    assert sorted((leaf["op"], names[leaf["obj"][1]]) for leaf in written) == expected
    assert {leaf["obj"][0] for leaf in written} == {TABLE}


def test_an_update_names_the_changed_columns_and_counts_the_revision(names: dict[str, str], leaves: Leaves) -> None:
    with act(ORGANISATION, "p:one", "count"):
        Specimen.objects.filter(name="second").update(count=7, is_whole=False)
    last = leaves(ORGANISATION)[-1]
    assert last["ch"] == [["count", 0, 7], ["is_whole", True, False]]
    assert last["obj"][2] == 2


def test_an_update_that_changes_nothing_leaves_nothing(names: dict[str, str], leaves: Leaves) -> None:
    with act(ORGANISATION, "p:one", "nothing"):
        Specimen.objects.update(count=0)
    assert len(leaves(ORGANISATION)) == len(names)


def test_a_cascade_is_captured_row_by_row(names: dict[str, str], leaves: Leaves) -> None:
    with act(ORGANISATION, "p:one", "nest"):
        Specimen.objects.filter(name="second").update(parent=Specimen.objects.get(name="first"))
    with act(ORGANISATION, "p:one", "cascade"):
        Specimen.objects.get(name="first").delete()
    assert [leaf["op"] for leaf in leaves(ORGANISATION) if leaf["act"] == "cascade"] == ["delete", "delete"]


def test_links_of_a_many_to_many_are_captured(names: dict[str, str], leaves: Leaves) -> None:
    with act("installation", "p:one", "label"):
        rare = Label.objects.create(name="rare")
    first = Specimen.objects.get(name="first")
    with act(ORGANISATION, "p:one", "link"):
        first.labels.add(rare)
    with act(ORGANISATION, "p:one", "unlink"):
        first.labels.remove(rare)
    linked, unlinked = leaves(ORGANISATION)[-2:]
    assert (linked["op"], linked["obj"][0]) == ("insert", "specimens_specimen_labels")
    assert ["label_id", None, rare.pk] in linked["ch"]
    assert (unlinked["op"], unlinked["obj"][1]) == ("delete", linked["obj"][1])


def test_a_record_of_no_organisation_enters_the_installations_ledger(leaves: Leaves) -> None:
    with act(ORGANISATION, "p:one", "label"):
        Label.objects.create(name="rare")
    assert leaves("installation")[-1]["obj"][0] == "specimens_label"
    assert leaves(ORGANISATION) == []
