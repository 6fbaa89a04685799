"""What a suite declares, as plain values; `suite.load_suite` is the only way to make one from a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assentian.checks.errors import SuiteError
from assentian.standards.strict_yaml import Document, Place


@dataclass(frozen=True, kw_only=True)
class Source:
    """Files by path, glob or address; or, with a digest, a stored profile that must have it; or a `table` of a
    `database`; or a `frame` that Python code hands over. `asset` is the key of the asset in the register whose revision
    this is, where the suite names it. `timeout` is in seconds, for each statement on a database; 0 where none is named.
    """

    path: str = ""
    digest: str = ""
    asset: str = ""
    table: str = ""
    database: str = ""
    timeout: int = 0
    frame: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """What columns stand for. `positive` is the value of label and prediction that counts as positive."""

    id: str | None = None
    time: str | None = None
    label: str | None = None
    prediction: str | None = None
    score: str | None = None
    groups: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    positive: str | int | bool = 1


@dataclass(frozen=True, kw_only=True)
class CheckSpec:
    """One check as declared, `index` from 0; `parameters` are the keys of its kind, already valid."""

    id: str
    kind: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    index: int = 0


@dataclass(frozen=True, kw_only=True)
class Suite:
    """`digest` is the SHA-256 of the suite's bytes; `subjects` are further files (model, configuration) by name;
    `until` is the last day that the rows are about, or empty.
    """

    system: str
    columns: Columns
    current: Source | None
    reference: Source | None
    checks: tuple[CheckSpec, ...]
    subjects: Mapping[str, Source]
    path: Path
    digest: str
    until: str = ""
    document: Document = field(repr=False, compare=False)

    @property
    def folder(self) -> Path:
        return self.path.parent

    def error(self, path: Place, problem: str) -> SuiteError:
        """An error that names file, line and key of `path`."""
        return SuiteError.of(self.document.error(problem, *path))
