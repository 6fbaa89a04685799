"""One key for every numbered place in a standard, in two spellings.

`iso42001:A.6.2.4` is short enough for tables and URLs; `urn:assentian:iso-iec-42001:2023:A.6.2.4` stands alone in a
signed statement. A key names a place; whether an installed edition has it is for the catalogue to say.
"""

import re
from dataclasses import dataclass

# Short name -> publisher's designation and edition, as they appear in a URN. Nothing is ever referred to without them.
EDITIONS = {
    "iso42001": "iso-iec-42001:2023",
    "iso42005": "iso-iec-42005:2025",
    "iso22989": "iso-iec-22989:2022",
    "iso5338": "iso-iec-5338:2023",
    "iso27001": "iso-iec-27001:2022",
    "iso27701-2025": "iso-iec-27701:2025",
    "iso9001": "iso-9001:2015",
    "iso31000": "iso-31000:2018",
    "eu-ai-act": "eu-2024-1689:2024",
    "gdpr": "eu-2016-679:2016",
    "nist-ai-rmf": "nist-ai-100-1:1.0",
    "oecd-ai": "oecd-legal-0449:2024",
}
_BY_URN = {urn: short for short, urn in EDITIONS.items()}
_URN = re.compile(r"urn:assentian:([a-z0-9.-]+:[a-z0-9.-]+):(.+)")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._()-]*")


class KeyFormatError(ValueError):
    """A text that is no key: the message says which part is wrong."""


@dataclass(frozen=True, order=True, slots=True)
class NodeKey:
    edition: str
    id: str

    def __post_init__(self) -> None:
        if self.edition not in EDITIONS:
            raise KeyFormatError(f"{self.edition!r} is no edition; the editions are {', '.join(EDITIONS)}")
        if not _ID.fullmatch(self.id):
            raise KeyFormatError(f"{self.id!r} is no identifier of a node in {self.edition}")

    @classmethod
    def parse(cls, text: str) -> "NodeKey":
        """The key behind either spelling; `KeyFormatError` says what is wrong with anything else."""
        if text.startswith("urn:"):
            parts = _URN.fullmatch(text)
            if parts is None or parts[1] not in _BY_URN:
                raise KeyFormatError(f"{text!r} is not urn:assentian:<designation>:<edition>:<id> of a known edition")
            return cls(_BY_URN[parts[1]], parts[2])
        edition, colon, identifier = text.partition(":")
        if not colon:
            raise KeyFormatError(f"{text!r} lacks its edition: write iso42001:{text}, for example")
        return cls(edition, identifier)

    @property
    def short(self) -> str:
        return f"{self.edition}:{self.id}"

    @property
    def urn(self) -> str:
        return f"urn:assentian:{EDITIONS[self.edition]}:{self.id}"

    def __str__(self) -> str:
        return self.short
