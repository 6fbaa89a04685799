"""The row triggers that copy every change of a journalled table into the outbox, whatever path the write took.

A trigger refuses the write when no act is open, or when the row belongs to another organisation than the act's. On
PostgreSQL they are ENABLE ALWAYS and TRUNCATE is refused; entries, tiles and checkpoints can only be appended to.
The triggers are a guard, not a proof: whoever owns the database file or the tables can drop them, and
`reconciliation` then names what was changed.
"""

import hashlib
from collections.abc import Iterable, Mapping

from django.db import connection

from assentian.journal.registry import JournalledTable, tables

NO_ACT = "assentian: this table is written only inside journal.act(...)"
FOREIGN = "assentian: the row belongs to another organisation than the act"
APPEND_ONLY = "assentian: the ledger is append-only"
_LONGER = (
    'NEW.organisation = OLD.organisation AND NEW.level = OLD.level AND NEW."index" = OLD."index"'
    " AND substr(NEW.hashes, 1, length(OLD.hashes)) = OLD.hashes"
)
_KEPT: Mapping[
    str, str
] = {  # which update is an append: tiles of the upper levels grow to the right until they are full
    "ledger_entry": "1 = 0",
    "ledger_checkpoint": "1 = 0",
    "ledger_tile": _LONGER,
}
_PREFIX = "assentian_"

_POSTGRES_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION assentian_capture() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  context text := current_setting('assentian.context', true);
  acting text := current_setting('assentian.organisation', true);
  owner text;
  old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
  new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
BEGIN
  IF TG_OP = 'TRUNCATE' OR context IS NULL OR context = '' THEN
    RAISE EXCEPTION '{NO_ACT}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  owner := coalesce(nullif(TG_ARGV[1], ''), acting);
  IF TG_ARGV[0] <> '' THEN
    owner := coalesce(new_row, old_row) ->> TG_ARGV[0];
    IF owner <> acting OR coalesce(old_row, new_row) ->> TG_ARGV[0] <> acting THEN
      RAISE EXCEPTION '{FOREIGN}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  INSERT INTO ledger_outbox (organisation, "table", op, before, after, context)
  VALUES (owner, TG_TABLE_NAME, left(TG_OP, 1), old_row::text, new_row::text, context);
  RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION assentian_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{APPEND_ONLY}' USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


def sqlite_row(table: JournalledTable, side: str) -> str:
    """SQLite: the row as JSON; bytes as hex, since JSON cannot hold them."""
    parts = []
    for column in table.columns:
        value = f'{side}."{column}"'
        parts.append(f"'{column}', {f'lower(hex({value}))' if column in table.binary else value}")
    return f"json_object({', '.join(parts)})"


def _sqlite_capture(table: JournalledTable) -> Iterable[tuple[str, str]]:
    for event, op, sides in (("INSERT", "I", ["NEW"]), ("UPDATE", "U", ["OLD", "NEW"]), ("DELETE", "D", ["OLD"])):
        before = sqlite_row(table, "OLD") if "OLD" in sides else "NULL"
        after = sqlite_row(table, "NEW") if "NEW" in sides else "NULL"
        owner, guard = f"'{table.fixed}'" if table.fixed else "assentian_organisation()", ""
        if table.organisation:
            owner = f'{sides[-1]}."{table.organisation}"'
            differs = " OR ".join(f'{side}."{table.organisation}" <> assentian_organisation()' for side in sides)
            guard = f" WHEN {differs} THEN RAISE(ABORT, '{FOREIGN}')"
        name = f"{_PREFIX}{table.name}_{op.lower()}"
        yield (
            name,
            (
                f'CREATE TRIGGER "{name}" AFTER {event} ON "{table.name}" BEGIN\n'
                f"  SELECT CASE WHEN assentian_context() IS NULL THEN RAISE(ABORT, '{NO_ACT}'){guard} END;\n"
                f'  INSERT INTO ledger_outbox (organisation, "table", op, before, after, context)\n'
                f"  VALUES ({owner}, '{table.name}', '{op}', {before}, {after}, assentian_context());\n"
                f"END"
            ),
        )


def _sqlite_append_only(table: str, appends: str) -> Iterable[tuple[str, str]]:
    for event, unless in (("UPDATE", f" WHEN NOT ({appends})"), ("DELETE", "")):
        name = f"{_PREFIX}{table}_no_{event.lower()}"
        yield (
            name,
            (
                f'CREATE TRIGGER "{name}" BEFORE {event} ON {table}{unless}'
                f" BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}'); END"
            ),
        )


def _postgres_capture(table: JournalledTable) -> Iterable[tuple[str, str]]:
    name = f"{_PREFIX}{table.name}"
    yield (
        name,
        (
            f'CREATE TRIGGER "{name}" AFTER INSERT OR UPDATE OR DELETE ON "{table.name}" '
            f"FOR EACH ROW EXECUTE FUNCTION assentian_capture('{table.organisation}', '{table.fixed}')"
        ),
    )
    yield (
        f"{name}_truncate",
        (
            f'CREATE TRIGGER "{name}_truncate" BEFORE TRUNCATE ON "{table.name}" '
            f"FOR EACH STATEMENT EXECUTE FUNCTION assentian_append_only()"
        ),
    )


def _postgres_append_only(table: str, appends: str) -> Iterable[tuple[str, str]]:
    for name, events, each in (
        (f"{_PREFIX}{table}_kept", "DELETE OR TRUNCATE", "STATEMENT"),
        (f"{_PREFIX}{table}_no_update", "UPDATE", f"ROW WHEN (NOT ({appends}))"),
    ):
        yield (
            name,
            (
                f'CREATE TRIGGER "{name}" BEFORE {events} ON {table} '
                f"FOR EACH {each} EXECUTE FUNCTION assentian_append_only()"
            ),
        )


def expected() -> dict[str, str]:
    """Name and SQL of every trigger that must stand on this database."""
    is_sqlite = connection.vendor == "sqlite"
    capture = _sqlite_capture if is_sqlite else _postgres_capture
    append_only = _sqlite_append_only if is_sqlite else _postgres_append_only
    found = dict(pair for table in tables().values() for pair in capture(table))
    return found | dict(pair for kept in _KEPT.items() for pair in append_only(*kept))


def standing() -> dict[str, str]:
    """Name and definition of every trigger of ours that stands and is enabled, as the database itself tells it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'assentian%%'")
        else:
            cursor.execute(
                "SELECT t.tgname, pg_get_triggerdef(t.oid) || pg_get_functiondef(t.tgfoid) FROM pg_trigger t"
                " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE NOT t.tgisinternal AND t.tgname LIKE 'assentian%%' AND t.tgenabled = 'A'"
                " AND n.nspname = current_schema()"
            )
        return dict(cursor.fetchall())


def digest() -> str:
    """SHA-256 over the standing triggers in name order; the installation's ledger records it."""
    text = "\n".join(f"{name}\n{sql}" for name, sql in sorted(standing().items()))
    return hashlib.sha256(text.encode()).hexdigest()


def missing() -> list[str]:
    """Names of triggers that should stand and do not (dropped, disabled or, on SQLite, altered)."""
    present = standing()
    if connection.vendor == "sqlite":
        return sorted(name for name, sql in expected().items() if present.get(name) != sql)
    return sorted(set(expected()) - set(present))


def install() -> None:
    """Put every trigger in place, replacing what stands."""
    drop()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTIONS)
        for name, sql in expected().items():
            cursor.execute(sql)
            if connection.vendor == "postgresql":
                cursor.execute(f'ALTER TABLE {sql.split(" ON ", 1)[1].split(" ", 1)[0]} ENABLE ALWAYS TRIGGER "{name}"')


def drop() -> None:
    """Remove every trigger of ours, also those of tables that no longer exist in the code."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'assentian%%'"
            )
        else:
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE NOT t.tgisinternal AND t.tgname LIKE 'assentian%%' AND n.nspname = current_schema()"
            )
        for name, table in cursor.fetchall():
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{name}"{on}')
