"""What lies somewhere: every file of a file, a folder or a glob, by name and SHA-256.

Links are neither followed nor listed, so that a folder is looked through once and to its end.
Does not: look into archives.
"""

import hashlib
import os
from collections.abc import Iterator
from glob import has_magic
from pathlib import Path

from assentian.checks.errors import DataError
from assentian.checks.inputs import Inputs
from assentian.checks.tables import DataFile, file_digest, matching, named
from assentian.ledger.canonical import encode


def held(place: str, inputs: Inputs, *, record: bool, ignored: frozenset[Path] = frozenset()) -> dict[str, str]:
    """SHA-256 by path, from the folder's root or as the glob is written; noted as one thing where it is a folder.

    DataError where there is nothing of that name, or something that cannot be read.
    """
    folder = inputs.suite.folder
    root = folder / place
    if has_magic(place) or root.is_file():
        files = [path for path in matching(place, folder) if not path.is_symlink() and path.resolve() not in ignored]
        found = {_written(named(path, folder)): file_digest(path) for path in files}
        for name, sha256 in found.items():
            inputs.note(DataFile(name=name, digest=sha256, record=record))
        return found
    if not root.is_dir():
        raise DataError(f"does not exist; looked from {folder.resolve()}", file=place)
    found = {
        _written(path.relative_to(root).as_posix()): file_digest(path)
        for path in _files(root)
        if path.resolve() not in ignored
    }
    whole = hashlib.sha256(encode([[name, found[name]] for name in sorted(found)])).hexdigest()
    inputs.note(DataFile(name=_written(place), digest=whole, record=record))
    return found


def _files(root: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise DataError(f"cannot be looked through: {error.strerror}", file=str(error.filename))

    for folder, names, files in os.walk(root, onerror=refuse):
        names.sort()
        for name in sorted(files):
            path = Path(folder, name)
            if not path.is_symlink():
                yield path


def _written(name: str) -> str:
    """A name from outside as text that can be sealed."""
    return name.encode("utf-8", "backslashreplace").decode()
