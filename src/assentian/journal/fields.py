"""Typed canonical values: what a column's raw value is in a leaf, the same whichever database held it.

SQLite and PostgreSQL hand out decimals, booleans, times, UUIDs and bytes in different shapes; here each field type
gets one canonical form. Types without one (floats, durations, plain JSON) cannot be journalled: `check_models`
refuses them at start.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Context, Decimal
from typing import Any
from uuid import UUID

from django.db import models

from assentian.ledger import canonical
from assentian.ledger.verify import LARGEST_INTEGER

Canonicaliser = Callable[[Any], Any]
"""From a column's raw JSON value to its canonical value; `ValueError` or `ArithmeticError` for what no field would have
written.
"""

_WIDE = Context(prec=1000)  # PostgreSQL's numeric(1000, ...) is the widest


class CanonicalJSONField(models.TextField):  # type: ignore[type-arg]  # generic in the stubs only
    """JSON kept as the RFC 8785 text that is hashed, so that both databases hold the same bytes. No floats."""

    _pyi_private_set_type: Any  # for django-stubs: any JSON value goes in and comes out
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_: object) -> Any:
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else canonical.encode(value).decode()

    def value_to_string(self, obj: models.Model) -> str:
        return canonical.encode(self.value_from_object(obj)).decode()


def _time(raw: str) -> str:
    moment = datetime.fromisoformat(raw)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _decimal(field: "models.Field[Any, Any]") -> Canonicaliser:
    exponent = Decimal(1).scaleb(-(getattr(field, "decimal_places", 0) or 0))
    return lambda raw: format(Decimal(str(raw)).quantize(exponent, context=_WIDE), "f")


def _whole(raw: Any) -> int:
    if int(raw) != raw or abs(raw) >= LARGEST_INTEGER:
        raise ValueError(f"{raw} is no whole number below 2^53")
    return int(raw)


def _flag(raw: Any) -> bool:
    if raw not in (0, 1):
        raise ValueError(f"{raw} is neither true nor false")
    return bool(raw)


def _json(raw: str) -> Any:
    return canonical.decode(raw.encode())


def _uuid(raw: str) -> str:
    return str(UUID(raw))


def _bytes(raw: str) -> str:
    return raw.removeprefix("\\x").lower()


_BY_TYPE: dict[str, Canonicaliser] = {
    "AutoField": _whole,
    "BigAutoField": _whole,
    "IntegerField": _whole,
    "BigIntegerField": _whole,
    "PositiveIntegerField": _whole,
    "PositiveSmallIntegerField": _whole,
    "SmallIntegerField": _whole,
    "PositiveBigIntegerField": _whole,
    "BooleanField": _flag,
    "CharField": str,
    "SlugField": str,
    "TextField": str,
    "EmailField": str,
    "URLField": str,
    "FileField": str,
    "DateField": str,
    "DateTimeField": _time,
    "UUIDField": _uuid,
    "BinaryField": _bytes,
}


def canonicaliser(field: "models.Field[Any, Any]") -> Canonicaliser:
    """The function from a raw JSON value of this column to its canonical value. `TypeError` when there is none."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, CanonicalJSONField):
        return _json
    kind = field.get_internal_type()
    if kind == "DecimalField":
        return _decimal(field)
    try:
        return _BY_TYPE[kind]
    except KeyError:
        raise TypeError(f"{kind} has no canonical bytes; use a field that {__name__} knows") from None


def is_binary(field: "models.Field[Any, Any]") -> bool:
    return field.get_internal_type() == "BinaryField"
