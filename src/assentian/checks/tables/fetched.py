"""A file at an address, fetched whole where the engine cannot read addresses itself.

It lies in a folder that only this user can read and that is gone with the process. What is counted and what the
fingerprint names are the same bytes. Does not: follow a redirect, or unpack what the server packed for the way.
"""

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache, cached_property
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from assentian.checks.errors import DataError
from assentian.checks.tables.files import COMPRESSED
from assentian.checks.tables.table import DataFile, Table, file_digest

PATIENCE_SECONDS, MOST_BYTES, AT_ONCE = 30, 50 << 30, 1 << 20


@dataclass(kw_only=True, eq=False)
class FetchedTable(Table):
    """Rows of a file that was fetched; it is named by its address."""

    fetched: Path

    @cached_property
    def fingerprint(self) -> tuple[DataFile, ...]:
        return (DataFile(name=self.locator, digest=file_digest(self.fetched)),)


def fetch(address: str, locator: str, suffix: str) -> Path:
    """The file at an address, of a format's suffix; DataError, which names `locator`, says why it did not arrive."""
    import httpx

    packed = PurePosixPath(urlsplit(address).path).suffix
    path = Path(tempfile.mkdtemp(dir=_folder())) / f"rows{suffix}{packed if packed in COMPRESSED else ''}"
    try:
        with (
            httpx.stream("GET", address, timeout=PATIENCE_SECONDS, headers={"Accept-Encoding": "identity"}) as answer,
            path.open("wb") as file,
        ):
            _refuse(answer.status_code, answer.headers.get("Content-Encoding"), locator)
            for part in answer.iter_raw(AT_ONCE):
                if file.write(part) and file.tell() > MOST_BYTES:
                    raise DataError(f"is longer than {MOST_BYTES >> 30} GiB; fetch it and name the file", file=locator)
    except httpx.InvalidURL as error:
        raise DataError(f"is no address: {error}", file=locator) from None
    except (httpx.HTTPError, OSError) as error:
        problem = str(error).replace(address, locator) or type(error).__name__
        raise DataError(f"cannot be read: {problem}", file=locator) from None
    return path


def _refuse(status: int, encoding: str | None, locator: str) -> None:
    if status != HTTPStatus.OK:
        is_elsewhere = status in range(HTTPStatus.MULTIPLE_CHOICES, HTTPStatus.BAD_REQUEST)
        more = "; name the address that it points to" if is_elsewhere else ""
        raise DataError(f"cannot be read: the server answers {status}{more}", file=locator)
    if encoding not in {None, "identity"}:
        raise DataError(f"cannot be read: the server packs it ({encoding}) although not asked to", file=locator)


@cache
def _folder() -> str:
    folder = tempfile.mkdtemp(prefix="assentian-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
