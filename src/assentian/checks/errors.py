"""Why a check could not run, said so that the reader knows what to change.

Every error names its place: the suite with line and key, or the file of data. None is ever a verdict on the data.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Self

from assentian.standards.strict_yaml import ContentError


class CheckError(Exception):
    """A check, or the whole suite, could not run."""


class SuiteError(CheckError):
    """The suite asks for something that cannot be: `FILE:LINE: key.path: what is wrong and what is expected`."""

    def __init__(self, problem: str, *, file: str, key: str = "", line: int | None = None) -> None:
        self.problem, self.file, self.key, self.line = problem, file, key, line
        place = file if line is None else f"{file}:{line}"
        super().__init__(": ".join(part for part in (place, key, problem) if part))

    @classmethod
    def of(cls, error: ContentError) -> Self:
        """The same complaint, said of a suite."""
        return cls(error.complaint, file=str(error.path), key=error.key, line=error.line)


class DataError(CheckError):
    """The data cannot be read, or is not what the suite says: `FILE: what is wrong`."""

    def __init__(self, problem: str, *, file: str) -> None:
        self.problem, self.file = problem, file
        super().__init__(f"{file}: {problem}")


class MissingExtraError(CheckError):
    """A check needs a library that is not installed; the message names the extra that brings it."""


def known_names(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown name: the nearest known one, and all of them."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    meant = f"did you mean '{close[0]}'? " if close else ""
    return f"{meant}Known: {', '.join(names) or 'none'}"
