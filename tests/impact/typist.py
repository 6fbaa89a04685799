"""One person who types into a page of a draft: sends what a browser sends, and keeps what the page would keep.

A typist marks every sentence with a number of their own, so that afterwards each can be asked for: it is in the answer
that stands, or in a conflict that the page still shows, or it is lost.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random

Reply = tuple[int, str]
"""Status and text."""
FIELDS = {
    "purpose": ("M1", ("value",)),
    "fairness_choice": ("M3", ("measure", "alternative", "agreed_by")),
    "oversight_design": ("M5", ("value",)),
    "incident_plan": ("M5", ("plan", "exercised_within_12_months")),
    "retirement": ("M6", ("value",)),
}
"""Free texts of the question bank: the module that asks, and the names of the texts."""
SAVED, CONFLICT, REFUSED, FAILED = "saved", "conflict", "refused", "failed"
_MEANWHILE = re.compile(r'-resolve" value="(\w+):(\d+)"')


@dataclass(frozen=True)
class Door:
    """How a typist reaches the server; `base` is the address of the draft."""

    base: str
    get: Callable[[str], Reply]
    post: Callable[[str, Mapping[str, str]], Reply]


@dataclass
class Typist:
    """`sent`: every sentence that was sent, by question. `standing`: conflicts that the page shows unresolved."""

    name: str
    door: Door
    chance: Random
    questions: tuple[str, ...] = tuple(FIELDS)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    sent: dict[str, list[str]] = field(default_factory=dict)
    standing: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    typed: int = 0

    def open(self) -> None:
        """Look at the modules that ask the questions."""
        for module in dict.fromkeys(FIELDS[key][0] for key in self.questions):
            status, text = self.door.get(f"{self.door.base}modules/{module}/")
            assert status == 200, status
            shown = fields_of(text)
            for key in self.questions:
                if FIELDS[key][0] == module:
                    self.fields[key] = of_question(shown, key)

    def type(self, key: str) -> str:
        """Type one more sentence into a question and let the page save it; what became of it."""
        self.typed += 1
        sentence = f"{self.name}-{self.typed:04} Häuser, 北京 & <b>“who”</b>  {'ab' * self.chance.randint(3, 40)}."
        name = f"{key}-{self.chance.choice(FIELDS[key][1])}"
        before = self.fields[key].get(name, "")
        self.fields[key].pop(f"{key}-unknown", None)
        self.fields[key][name] = f"{before}\n\n{sentence}" if before else sentence
        self.sent.setdefault(key, []).append(sentence)
        return self._send(key, {})

    def resolve(self, key: str, how: str = "both") -> str:
        """Answer the conflict that the page shows of a question; it may be overtaken by another one."""
        return self._send(key, {f"{key}-resolve": f"{how}:{self.standing[key]}"})

    def lost(self, answers: Mapping[str, str]) -> list[str]:
        """Sentences that are neither in the answer that stands nor in a conflict that the page still shows."""
        return [
            sentence
            for key, sentences in self.sent.items()
            for sentence in sentences
            if sentence not in answers.get(key, "") and sentence not in self._open_text(key)
        ]

    def _open_text(self, key: str) -> str:
        return "\n\n".join(self.fields[key].values()) if key in self.standing else ""

    def _send(self, key: str, more: Mapping[str, str]) -> str:
        sent = self.fields[key] | more
        status, text = self.door.post(f"{self.door.base}questions/{key}/save/", sent)
        if status != 200:
            self.failures.append(f"{status} for {key}: {text[:300]}")
            return FAILED
        shown = of_question(fields_of(text), key)
        if found := _MEANWHILE.search(text):
            self.standing[key] = int(found[2])
            self._show(key, shown)
            return CONFLICT
        if "Not saved." in text:
            return REFUSED
        self.standing.pop(key, None)
        self._show(key, shown)
        return SAVED

    def _show(self, key: str, shown: Mapping[str, str]) -> None:
        """A piece of the page takes the place of the one before: the state alone, or the whole question."""
        if not all(f"{key}-{name}" in shown for name in FIELDS[key][1]):
            shown = self.fields[key] | shown
        self.fields[key] = dict(shown)


def of_question(shown: Mapping[str, str], key: str) -> dict[str, str]:
    return {name: value for name, value in shown.items() if name.startswith(f"{key}-")}


def fields_of(html: str) -> dict[str, str]:
    """Names and values that a browser would send of this piece of a page."""
    reader = _Fields()
    reader.feed(html)
    return reader.found


def all_sentences(typists: Iterable[Typist]) -> Iterator[str]:
    for one in typists:
        for sentences in one.sent.values():
            yield from sentences


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name = told.get("name") or ""
        if tag == "textarea":
            self._area, self.found[name] = name, ""
        elif tag == "input" and (told.get("type") not in {"checkbox", "radio"} or "checked" in told):
            self.found[name] = told.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.found[self._area] = self.found[self._area].removeprefix("\r").removeprefix("\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.found[self._area] += data
