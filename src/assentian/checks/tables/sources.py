"""One way to open whatever a suite, or Python code, names as its rows."""

from pathlib import Path
from typing import TYPE_CHECKING

from assentian.checks.spec import Columns, Source
from assentian.checks.tables.files import open_table
from assentian.checks.tables.table import Table

if TYPE_CHECKING:
    import duckdb


def open_source(
    connection: "duckdb.DuckDBPyConnection", name: str, source: Source, *, folder: Path, columns: Columns
) -> Table:
    """The table, under a name of the embedded engine where it is counted there; DataError where it cannot be opened."""
    if source.frame is not None:
        from assentian.checks.tables.frames import open_frame

        return open_frame(connection, name, f"frame:{name}", source.frame)
    if source.table:
        from assentian.checks.tables.databases import open_database_table

        return open_database_table(source, columns)
    from assentian.checks.tables.remote import is_address, open_address

    if is_address(source.path):
        return open_address(connection, name, source.path)
    return open_table(connection, name, source.path, folder)
