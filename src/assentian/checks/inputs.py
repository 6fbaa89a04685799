"""What the checks of one suite look at: its tables of rows, and the files and records that single checks name.

Invariant: whatever a check opens through here is noted, so that its statement names by digest what was tested. A
*record* (a log, a register's export, a feed) is sealed with the statement and needs no entry of its own in the
inventory; models and data sets do.
Does not: count.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assentian.checks.errors import SuiteError
from assentian.checks.spec import Suite
from assentian.checks.tables import DataFile, Table, file_digest, matching, named, open_table

if TYPE_CHECKING:
    import duckdb


@dataclass(kw_only=True)
class Inputs:
    """`data` and `compared` are the tables that the suite names; `stored_reference` holds the counts of an approved
    profile in place of a reference's rows.
    """

    suite: Suite
    connection: "duckdb.DuckDBPyConnection"
    data: Table | None = None
    compared: Table | None = None
    stored_reference: dict[str, Any] | None = None
    _tables: list[Table] = field(default_factory=list)
    _files: list[DataFile] = field(default_factory=list)
    _open: ExitStack = field(default_factory=ExitStack)

    @property
    def current(self) -> Table:
        """The table under test; SuiteError where the suite names none."""
        if self.data is None:
            raise self.suite.error(("data",), "is missing; expected {current: {path: FILES}}, the rows to test")
        return self._noted(self.data)

    @property
    def reference(self) -> Table | None:
        """The rows to compare with, if the suite names any."""
        return self._noted(self.compared) if self.compared else None

    def begin(self) -> None:
        """Forget what an earlier check opened."""
        for table in (self.data, self.compared):
            if table:
                table.statements.clear()
        self._tables, self._files = [], []

    def until_done(self, close: Callable[[], None]) -> None:
        """Have something closed when the check under way is done, however it ends."""
        self._open.callback(close)

    def end(self) -> None:
        """Close what the check opened."""
        self._open.close()

    def close(self) -> None:
        """Close every connection to data. What was counted stays; nothing more can be asked."""
        self.end()
        for table in (self.data, self.compared):
            if table:
                table.connection.close()
        self.connection.close()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that the check under way looked at: the one under test, its reference, records."""
        order = [self.data, self.compared]
        return tuple(sorted(self._tables, key=lambda one: order.index(one) if one in order else len(order)))

    @property
    def files(self) -> tuple[DataFile, ...]:
        """The files and records that it looked at beside them, each once."""
        return tuple(dict.fromkeys(self._files))

    def file(self, path: str, *, record: bool = False) -> Path:
        """One file, relative to the suite; DataError where it cannot be read."""
        found = self.suite.folder / path
        self.note(DataFile(name=path, digest=file_digest(found), record=record))
        return found

    def each(self, pattern: str, *, record: bool = False) -> tuple[Path, ...]:
        """The files of a path or glob, by name; DataError where there is none."""
        found = matching(pattern, self.suite.folder)
        for path in found:
            self.note(DataFile(name=named(path, self.suite.folder), digest=file_digest(path), record=record))
        return found

    def records(self, pattern: str, name: str) -> Table:
        """Records (CSV, JSON lines, Parquet) opened as a table of that name; DataError where they cannot be read."""
        return self._opened(pattern, name, record=True)

    def dataset(self, pattern: str, name: str) -> Table:
        """A further table of rows that is a data set of its own, and so has an entry in the register."""
        return self._opened(pattern, name, record=False)

    def note(self, file: DataFile) -> None:
        """Name something as tested whose digest the check made itself (a folder's manifest, an endpoint's answers)."""
        self._files.append(file)

    def error(self, place: tuple[str | int, ...], problem: str) -> SuiteError:
        return self.suite.error(place, problem)

    def _opened(self, pattern: str, name: str, *, record: bool) -> Table:
        self.each(pattern, record=record)
        table = open_table(self.connection, name, pattern, self.suite.folder, may_be_empty=record)
        self._tables.append(table)
        return table

    def _noted(self, table: Table) -> Table:
        if table not in self._tables:
            self._tables.append(table)
        return table
