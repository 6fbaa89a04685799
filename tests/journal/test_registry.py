"""Nothing is journalled by accident, nothing left out by accident."""

import pytest
from django.db import models
from django.test.utils import isolate_apps

from assentian.journal import registry
from assentian.journal.fields import CanonicalJSONField
from assentian.journal.models import INSTALLATION, Record
from tests.journal.specimens.models import Label, Specimen


def test_every_table_is_journalled_or_excused() -> None:
    assert registry.check_models() == []


def test_a_table_that_is_neither_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {name: why for name, why in registry.UNREGISTERED.items() if name != "django_session"}
    monkeypatch.setattr(registry, "UNREGISTERED", kept)
    (found,) = registry.check_models()
    assert found.id == "assentian.journal.E002"
    assert "Session (django_session) is neither" in found.msg


def test_a_field_without_canonical_bytes_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> None:
        raise TypeError("FloatField has no canonical bytes")

    monkeypatch.setattr(registry, "tables", refused)
    assert [found.id for found in registry.check_models()] == ["assentian.journal.E001"]


@isolate_apps("tests.journal.specimens")
def test_a_personal_column_cannot_take_the_place_of_why() -> None:
    class Reasoned(Record):
        personal = frozenset({"why"})
        why = models.TextField()

        class Meta:
            app_label = "specimens"

    with pytest.raises(TypeError, match="name the column otherwise"):
        registry._table(Reasoned)


@isolate_apps("tests.journal.specimens")
def test_a_table_whose_key_is_more_than_a_column_cannot_be_journalled() -> None:
    class Paired(Record):
        pk = models.CompositePrimaryKey("one", "two")
        one = models.IntegerField()
        two = models.IntegerField()

        class Meta:
            app_label = "specimens"

    with pytest.raises(TypeError, match="no primary key of one column"):
        registry._table(Paired)


@pytest.mark.parametrize(
    ("table", "row", "ledger"),
    [
        (Specimen._meta.db_table, {"organisation": "northwind"}, "northwind"),
        (Label._meta.db_table, {}, INSTALLATION),
        (Specimen.labels.through._meta.db_table, {}, "acting"),
    ],
)
def test_a_row_knows_its_ledger(table: str, row: dict[str, str], ledger: str) -> None:
    assert registry.tables()[table].ledger_of(row, "acting") == ledger


def test_json_is_kept_as_the_text_that_is_hashed() -> None:
    field = CanonicalJSONField()
    specimen = Specimen(notes={"b": 1, "a": [None]})
    assert field.get_prep_value({"b": 1, "a": [None]}) == '{"a":[null],"b":1}'
    assert field.get_prep_value(None) is None
    assert field.to_python('{"a":1}') == {"a": 1}
    assert field.to_python({"a": 1}) == {"a": 1}
    assert field.from_db_value(None) is None
    assert Specimen._meta.get_field("notes").value_to_string(specimen) == '{"a":[null],"b":1}'
