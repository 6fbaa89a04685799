"""Patterns of personal data, each with the checksum or form that tells it from other digits. Data, with its sources.

Every repetition is bounded, so that no text, however hostile, takes more than a time linear in its length.
Does not: find names or addresses in free text, which no pattern can.
"""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from assentian.checks.privacy import checksums


@dataclass(frozen=True)
class Pattern:
    """`form` matches a candidate, `holds` says whether it is one; `source` is where form and checksum are laid down."""

    name: str
    form: str
    source: str
    holds: Callable[[str], bool] = field(default=lambda _text: True)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The form as a word of its own: no letter or digit touches it."""
        return re.compile(rf"(?<![\w]){self.form}(?![\w])", re.ASCII | re.IGNORECASE)


def is_address(text: str) -> bool:
    """An IP address that is well formed, and could name somebody's device."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified or address.is_multicast)


def is_past_date(text: str) -> bool:
    """A day of the calendar on which a person alive may have been born."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    year, month, day = numbers if numbers[0] > 31 else reversed(numbers)  # noqa: PLR2004 - the days of a month
    orders = ((month, day), (day, month))
    return 1900 <= year <= date.today().year and any(_is_day(year, *order) for order in orders)  # noqa: DTZ011, PLR2004


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


DAY = r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})"
BORN = r"(?:born(?: on)?|date of birth|birth ?date|d\.?o\.?b\.?|geboren(?: am)?|geburtsdatum|né(?:e)? le|nacid[oa] el)"
PATTERNS = (
    Pattern(
        "email",
        r"[a-z0-9][a-z0-9._%+-]{0,63}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}",
        "RFC 5321, section 4.1.2, in the form in use",
    ),
    Pattern("iban", r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}", "ISO 13616; check digits by ISO 7064 MOD 97-10",
            checksums.iban),
    Pattern("phone", r"(?:\+|00)[1-9]\d{0,2}(?:[ ().-]{0,2}\d){6,12}", "ITU-T E.164: country code, at most 15 digits",
            checksums.is_phone),
    Pattern("payment_card", r"[3-6]\d{3}(?:[ -]?\d){9,15}", "ISO/IEC 7812-1, annex B (Luhn)", checksums.payment_card),
    Pattern("ipv4", r"(?:\d{1,3}\.){3}\d{1,3}", "RFC 791", is_address),
    Pattern("ipv6", r"(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}", "RFC 4291, section 2.2", is_address),
    Pattern("de_steuer_id", r"[1-9]\d ?\d{3} ?\d{3} ?\d{3}", "Bundeszentralamt für Steuern; ISO 7064 MOD 11,10",
            checksums.de_steuer_id),
    Pattern("fr_nir", r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}",
            "INSEE: key = 97 - number mod 97", checksums.fr_nir),
    Pattern("es_dni", r"(?:\d{8}|[XYZ]-?\d{7})-?[A-Z]", "Ministerio del Interior: letter by number mod 23",
            checksums.es_dni),
    Pattern("it_codice_fiscale", r"[A-Z]{6}\d{2}[ABCDEHLMPRST]\d{2}[A-Z]\d{3}[A-Z]", "D.M. 23 December 1976, article 6",
            checksums.it_codice_fiscale),
    Pattern("nl_bsn", r"\d{9}", "Logisch Ontwerp BSN: test of eleven", checksums.nl_bsn),
    Pattern("pl_pesel", r"\d{11}", "Ministerstwo Cyfryzacji: weights 1 3 7 9, date of birth", checksums.pl_pesel),
    Pattern("uk_nino", r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]", "HMRC NIM39110",
            checksums.uk_nino),
    Pattern("us_ssn", r"\d{3}-\d{2}-\d{4}", "SSA: area not 000, 666 or 900-999; group not 00; serial not 0000",
            checksums.us_ssn),
    Pattern("date_of_birth", rf"{BORN}\W{{0,4}}{DAY}", "a date beside a word for birth",
            lambda text: is_past_date(re.findall(DAY, text)[-1])),
)  # fmt: skip
BY_NAME = {pattern.name: pattern for pattern in PATTERNS}
BARE = {"nl_bsn", "pl_pesel", "de_steuer_id", "payment_card"}
"""Nothing but digits and one check digit: of any such numbers about one in ten keeps the checksum by chance."""
CHANCE_OF_CHECKSUM = 0.12
FEW_CANDIDATES = 20
"""Up to so many candidates, a single one that keeps the checksum is told."""


def found_in(text: str) -> dict[str, tuple[int, int]]:
    """(candidates, those that hold) by type. What holds is covered, so that no later pattern tells a part of it."""
    counted = {}
    for pattern in PATTERNS:
        candidates = [(match.span(), pattern.holds(match.group(0))) for match in pattern.compiled.finditer(text)]
        if candidates:
            counted[pattern.name] = (len(candidates), sum(holds for _, holds in candidates))
        for (start, end), holds in candidates:
            if holds:
                text = text[:start] + "\0" * (end - start) + text[end:]
    return counted
