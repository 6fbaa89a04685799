"""Both databases give the same leaves, byte for byte: those of `leaves.jsonl`, frozen when the format was settled.

A change of the format is a new version of the leaf; the file is not rewritten for it.
"""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from django.db import models

from assentian.journal import context, fields, integration, store
from assentian.journal.acts import act
from tests.journal.conftest import ORGANISATION
from tests.journal.specimens.models import Label, Specimen

FROZEN = Path(__file__).with_name("leaves.jsonl")


@pytest.fixture
def fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time, transaction ids and salts that do not change."""
    salts, transactions = count(1), count(1)
    monkeypatch.setattr(context, "now", lambda: datetime(2026, 11, 23, 12, 0, 0, 1, tzinfo=UTC))
    monkeypatch.setattr(context, "new_transaction_id", lambda: f"{next(transactions):016x}")
    monkeypatch.setattr(integration, "new_salt", lambda: next(salts).to_bytes(32, "big"))


def write_every_type() -> None:
    with act(ORGANISATION, "p:one", "create", why="for the record", cause="installation:1"):
        full = Specimen.objects.create(
            pk=1,
            organisation=ORGANISATION,
            name='Ærø, "Ωmega" \N{SNOWMAN} \U0001f33f\n\ttab \\ / \x7f',
            keeper="Ada Lovelace",
            count=-2_147_483_648,
            mass=Decimal("-1234.5"),
            is_whole=False,
            code=UUID("12345678-1234-5678-1234-567812345678"),
            found_on=date(2024, 2, 29),
            found_at=datetime(2026, 3, 29, 1, 30, 0, 120_000, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            notes={"b": [1, None, True, "é"], "a": {"nested": -1}, "empty": {}},
            picture=b"\x00\xff\x10\\x",
        )
        Specimen.objects.create(pk=2, organisation=ORGANISATION, name="nothing", parent=full)
    with act(ORGANISATION, "s:machine", "change"):
        Specimen.objects.filter(pk=1).update(
            mass=Decimal("0.00001").quantize(Decimal("0.0001")),
            found_at=datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC),
            notes=[],
            picture=b"",
            keeper="Grace Hopper",
            is_whole=True,
        )
        full.labels.through.objects.create(pk=1, specimen=full, label=Label.objects.create(pk=1, name="rare"))
    with act(ORGANISATION, "p:one", "delete"):
        for pk in (2, 1):  # one by one: which row of a statement comes first is the database's choice
            Specimen.objects.get(pk=pk).delete()


@pytest.mark.databases
@pytest.mark.django_db
def test_both_databases_give_the_frozen_leaves(fixed: None) -> None:
    first = store.head("installation").size
    write_every_type()
    written = [leaf.decode() for _, leaf in store.leaves(ORGANISATION)]
    written += [leaf.decode() for _, leaf in store.leaves("installation", first)]
    assert written == FROZEN.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("field", "raw", "canonical"),
    [
        (models.DecimalField(max_digits=9, decimal_places=7), 0, "0.0000000"),
        (models.DecimalField(max_digits=40, decimal_places=2), Decimal("1e30"), f"1{'0' * 30}.00"),
        (models.BooleanField(), 1, True),
        (models.BooleanField(), False, False),
        (models.BinaryField(), "\\x00FF", "00ff"),
        (models.BinaryField(), "00ff", "00ff"),
        (models.UUIDField(), "12345678123456781234567812345678", "12345678-1234-5678-1234-567812345678"),
        (models.DateTimeField(), "2026-03-29 01:30:00.1", "2026-03-29T01:30:00.100000Z"),
        (models.DateTimeField(), "2026-03-29T01:30:00+05:30", "2026-03-28T20:00:00.000000Z"),
        (fields.CanonicalJSONField(), '{"a":1}', {"a": 1}),
    ],
)
def test_each_raw_value_has_one_canonical_value(
    field: "models.Field[object, object]", raw: object, canonical: object
) -> None:
    assert fields.canonicaliser(field)(raw) == canonical


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        (models.IntegerField(), Decimal("1.5")),
        (models.BigIntegerField(), 2**53),
        (models.BooleanField(), 2),
        (fields.CanonicalJSONField(), '{ "a": 1 }'),
        (models.DateTimeField(), "infinity"),
    ],
)
def test_what_no_field_would_write_has_no_canonical_value(field: "models.Field[object, object]", raw: object) -> None:
    with pytest.raises(ValueError):
        fields.canonicaliser(field)(raw)


@pytest.mark.parametrize("field", [models.FloatField(), models.DurationField(), models.JSONField()])
def test_a_field_without_canonical_bytes_cannot_be_journalled(field: "models.Field[object, object]") -> None:
    with pytest.raises(TypeError, match="has no canonical bytes"):
        fields.canonicaliser(field)
