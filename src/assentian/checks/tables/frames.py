"""Tables in memory: pandas, polars and Arrow, handed over by Python code in place of files.

narwhals makes an Arrow table of whichever it is, which is copied into the embedded engine in its order. What stands for
missing stays what the frame's library writes to a file: NaN of pandas is a missing value, NaN of polars is NaN.

The fingerprint is the SHA-256 of the frame as an Arrow IPC stream in one batch, without the metadata of its schema. It
names these values in this layout: the same rows in a file have the digest of the file.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assentian.checks.errors import DataError
from assentian.checks.extras import require
from assentian.checks.tables.files import copied
from assentian.checks.tables.table import DataFile, Table, with_rows

if TYPE_CHECKING:
    import duckdb


@dataclass(kw_only=True, eq=False)
class FrameTable(Table):
    """A copy of a frame; `origin` names what was handed over."""

    origin: DataFile

    @property
    def fingerprint(self) -> tuple[DataFile, ...]:
        return (self.origin,)


def open_frame(connection: "duckdb.DuckDBPyConnection", name: str, locator: str, frame: Any) -> Table:
    """A frame as a table; DataError for what is none, is lazy, or holds what the engine cannot."""
    import duckdb

    narwhals = require("narwhals", extra="arrow")
    arrow = require("pyarrow", extra="arrow")
    try:
        rows = narwhals.from_native(frame, eager_only=True).to_arrow()
        relation = copied(connection, name, rows)
    except TypeError as error:
        problem = f"{type(frame).__name__} is no frame of rows; expected pandas, polars or Arrow, collected if lazy"
        raise DataError(problem, file=locator) from error
    except (arrow.ArrowException, duckdb.Error, ValueError) as error:
        raise DataError(f"cannot be read as a frame: {str(error).partition(chr(10))[0]}", file=locator) from error
    origin = DataFile(name=locator, digest=_digest(rows))
    return with_rows(FrameTable(connection=connection, relation=relation, locator=locator, origin=origin))


def _digest(rows: Any) -> str:
    """SHA-256 of the rows as an Arrow IPC stream, in hexadecimal."""
    import hashlib

    ipc = require("pyarrow.ipc", extra="arrow")
    plain = rows.replace_schema_metadata(None).combine_chunks()
    sink = _Digest(hashlib.sha256())
    with ipc.new_stream(sink, plain.schema) as stream:
        stream.write_table(plain)
    return str(sink.hash.hexdigest())


class _Digest:
    """A file that only remembers the digest of what is written."""

    closed = False

    def __init__(self, empty: Any) -> None:
        self.hash = empty

    def write(self, data: Any) -> int:
        self.hash.update(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits."""
