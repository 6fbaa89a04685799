"""What a word of the vocabulary is, and how any of its spellings finds it.

Invariant: within one list every spelling (value, label, alias) leads to exactly one word; spellings differ neither by
case nor by the way words are joined (`design_and_development`, "Design & Development" and "design-and-development").
What follows a value in `__new__` has defaults only so that `Stage("inception")` type-checks as a look-up.
"""

import re
from enum import StrEnum
from functools import cache
from typing import Self


class UnknownWordError(ValueError):
    """A spelling that the vocabulary does not know."""


class Word(StrEnum):
    label: str
    meaning: str
    aliases: tuple[str, ...]

    def __new__(cls, value: str, label: str = "", meaning: str = "", aliases: tuple[str, ...] = ()) -> Self:
        return cls._spelt(value, label, meaning, aliases)

    @classmethod
    def _spelt(cls, value: str, label: str, meaning: str = "", aliases: tuple[str, ...] = ()) -> Self:
        """What a list with further facts calls in its own `__new__`: `Enum` hides that of its base."""
        word = str.__new__(cls, value)
        word._value_ = value
        word.label, word.meaning, word.aliases = label, meaning, aliases
        return word

    @classmethod
    def of(cls, spelling: str) -> Self:
        """The word that this spelling stands for; `UnknownWordError` names the words there are."""
        word = _index(cls).get(_joined(spelling))
        if not isinstance(word, cls):
            raise UnknownWordError(f"{spelling!r} is no {cls.__name__}; the words are {', '.join(cls)}")
        return word

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) pairs in order, as forms and models want them."""
        return [(word.value, word.label) for word in cls]

    def spellings(self) -> tuple[str, ...]:
        return (self.value, self.label, *self.aliases)


def _joined(spelling: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", spelling.casefold().replace("&", " and ")).strip("_")


@cache
def _index(words: type[Word]) -> dict[str, Word]:
    index: dict[str, Word] = {}
    for word in words:
        for spelling in map(_joined, word.spellings()):
            if index.setdefault(spelling, word) is not word:
                raise ValueError(f"{spelling!r} means both {index[spelling]!r} and {word!r} in {words.__name__}")
    return index
