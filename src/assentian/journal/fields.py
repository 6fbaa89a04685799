"""Typed canonical values: what a column's raw value is in a leaf, the same whichever database held it.

SQLite and PostgreSQL hand out decimals, booleans, times, UUIDs and bytes in different shapes; here each field type gets one
canonical form. Types without one (floats, durations, plain JSON) cannot be journalled: `check_models` refuses them at start.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

from assentian.ledger import canonical

Canonicaliser = Callable[[Any], Any]


class CanonicalJSONField(models.TextField):  # type: ignore[type-arg]  # generic only in the stubs
    """JSON kept as the RFC 8785 text that is hashed, so that both databases hold the same bytes. No floats."""

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
    return lambda raw: str(Decimal(str(raw)).quantize(exponent))


def _uuid(raw: str) -> str:
    return str(UUID(raw))


def _bytes(raw: str) -> str:
    return raw.removeprefix("\\x").lower()


_BY_TYPE: dict[str, Canonicaliser] = {
    "AutoField": int,
    "BigAutoField": int,
    "IntegerField": int,
    "BigIntegerField": int,
    "PositiveIntegerField": int,
    "PositiveSmallIntegerField": int,
    "SmallIntegerField": int,
    "PositiveBigIntegerField": int,
    "BooleanField": bool,
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
        return json.loads
    kind = field.get_internal_type()
    if kind == "DecimalField":
        return _decimal(field)
    try:
        return _BY_TYPE[kind]
    except KeyError:
        raise TypeError(f"{kind} has no canonical bytes; use a field that {__name__} knows") from None


def is_binary(field: "models.Field[Any, Any]") -> bool:
    return field.get_internal_type() == "BinaryField"
