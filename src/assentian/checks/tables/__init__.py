"""Tables under test, whatever they are kept in: files, frames, addresses, tables of a database.

One module for each way that rows arrive, and one (`table`) for what every table answers. Nothing heavy is imported
until a table is opened.
"""

from assentian.checks.tables.files import matching, open_table
from assentian.checks.tables.sources import open_source
from assentian.checks.tables.table import DataFile, Table, connect, file_digest, named

__all__ = ["DataFile", "Table", "connect", "file_digest", "matching", "named", "open_source", "open_table"]
