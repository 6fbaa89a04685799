"""Which tables are journalled, and how: one `JournalledTable` for each `Record` and each of its many-to-many link
tables.

Every other table of the installation must stand on `UNREGISTERED`, with its reason; the house test and Django's
system checks hold us to it. Nothing is journalled by accident, nothing left out by accident.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import models

from assentian.journal.fields import Canonicaliser, canonicaliser, is_binary
from assentian.journal.models import INSTALLATION, Record

UNREGISTERED: Mapping[str, str] = {
    "ledger_outbox": "the journal itself",
    "ledger_entry": "the journal itself",
    "ledger_private": "the journal itself",
    "ledger_tile": "the journal itself",
    "ledger_head": "the journal itself",
    "ledger_object": "the journal itself",
    "ledger_checkpoint": "the journal itself",
    "ledger_key": "the journal itself",
    "django_session": "who is signed in right now; dies with the browser",
    "django_content_type": "Django's own index of models",
    "django_migrations": "Django's own; what a migration changes enters as a schema entry",
    "auth_group": "unused: roles are memberships",
    "auth_group_permissions": "unused: roles are memberships",
    "auth_permission": "unused: the permission table is code (accounts.permissions)",
    "axes_accessattempt": "throttle counters",
    "axes_accessattemptexpiration": "throttle counters",
    "axes_accessfailurelog": "throttle counters",
    "axes_accesslog": "throttle counters",
    "readiness_sendings": "throttle counters of the public check, ten minutes each",
}


@dataclass(frozen=True, slots=True)
class JournalledTable:
    """How one table is captured. Its rows enter the ledger of the organisation in column `organisation`; where there is
    no such column, the ledger `fixed`; link tables have neither and follow the act.
    """

    name: str
    title: str
    primary_key: str
    organisation: str
    fixed: str
    columns: Mapping[str, Canonicaliser]
    binary: frozenset[str]
    personal: frozenset[str]

    def ledger_of(self, row: Mapping[str, Any], acting: str) -> str:
        """Key of the ledger that this raw row belongs to, when written by an act of `acting`."""
        if self.organisation:
            return str(row[self.organisation])
        return self.fixed or acting


def _table(model: type[models.Model]) -> JournalledTable:
    fields = {field.name: (str(field.column), field) for field in model._meta.local_concrete_fields}
    if model._meta.pk.name not in fields:
        raise TypeError(f"{model.__name__} has no primary key of one column and cannot be journalled")
    record = model if issubclass(model, Record) else None
    if record and "why" in record.personal:
        raise TypeError(f"{model.__name__}: 'why' is the path of the act's own commitment; name the column otherwise")
    organisation = record.organisation_column if record else ""
    return JournalledTable(
        name=model._meta.db_table,
        title=_title(model),
        primary_key=fields[model._meta.pk.name][0],
        organisation=organisation,
        fixed=INSTALLATION if record and not organisation else "",
        columns={column: canonicaliser(field) for column, field in fields.values()},
        binary=frozenset(column for column, field in fields.values() if is_binary(field)),
        personal=frozenset(fields[name][0] for name in record.personal) if record else frozenset(),
    )


def _title(model: type[models.Model]) -> str:
    """The model's name for a page; a link table is named after the two that it joins."""
    if not model._meta.auto_created:
        name = str(model._meta.verbose_name)
    else:
        joined = [field.related_model for field in model._meta.local_concrete_fields if field.is_relation]
        name = " and ".join(str(other._meta.verbose_name) for other in joined if isinstance(other, type))
    return name[:1].upper() + name[1:]


def _records() -> Iterator[type[Record]]:
    for model in apps.get_models():
        if issubclass(model, Record) and not model._meta.proxy:
            yield model


@cache
def tables() -> Mapping[str, JournalledTable]:
    """Every journalled table by its name, in name order."""
    found: dict[str, JournalledTable] = {}
    for model in _records():
        found[model._meta.db_table] = _table(model)
        for link in model._meta.local_many_to_many:
            through = link.remote_field.through
            if through is not None and through._meta.auto_created:
                found[through._meta.db_table] = _table(through)
    return dict(sorted(found.items()))


def check_models(**_: object) -> list[CheckMessage]:
    """Django system check: every field has canonical bytes, every table is journalled or excused."""
    try:
        known = set(tables()) | set(UNREGISTERED)
    except TypeError as error:
        return [Error(str(error), id="assentian.journal.E001")]
    return [
        Error(
            f"{model.__name__} ({model._meta.db_table}) is neither a journal Record nor excused in journal.registry",
            id="assentian.journal.E002",
        )
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.db_table not in known
    ]
