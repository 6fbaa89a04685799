"""Check digits of identifiers that name a person. Pure; each takes the text as it was found."""

from datetime import date

SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE"
ITALIAN_ODD = {
    character: int(value)
    for character, value in zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "1 0 5 7 9 13 15 17 19 21 1 0 5 7 9 13 15 17 19 21 2 4 18 20 11 3 6 8 12 14 16 10 22 25 24 23".split(),  # noqa: SIM905 - as it is printed
        strict=True,
    )
}
"""What a character at an odd place counts (D.M. 23 December 1976, table 1)."""
PESEL_CENTURIES = {80: 1800, 0: 1900, 20: 2000, 40: 2100, 60: 2200}
"""Added to the month, for the century of birth."""
IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21,
    "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SA": 24,
    "SE": 24, "SI": 19, "SK": 24, "TR": 26,
}  # fmt: skip
"""Length by country, from the registry of ISO 13616; other countries have 15 to 34."""


def digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def compact(text: str) -> str:
    return "".join(character for character in text.upper() if character.isalnum())


def luhn(text: str) -> bool:
    """Sum of the digits, every second from the right doubled (and 9 taken off above 9), is a multiple of ten."""
    total = 0
    for position, digit in enumerate(map(int, reversed(text))):
        doubled = digit * 2 if position % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - one digit is left
    return total % 10 == 0


def payment_card(text: str) -> bool:
    number = digits(text)
    return 13 <= len(number) <= 19 and len(set(number)) > 1 and luhn(number)  # noqa: PLR2004 - ISO/IEC 7812-1


def is_phone(text: str) -> bool:
    number = digits(text).lstrip("0")
    return 8 <= len(number) <= 15 and len(set(number)) > 2  # noqa: PLR2004 - E.164


def iban(text: str) -> bool:
    """The number with its first four characters last, letters as 10 to 35, leaves 1 when divided by 97."""
    number = compact(text)
    number = number[: IBAN_LENGTHS.get(number[:2])]  # the form may have taken the word behind it
    if not 15 <= len(number) <= IBAN_LENGTHS.get(number[:2], 34):  # noqa: PLR2004 - ISO 13616
        return False
    return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97 == 1


def de_steuer_id(text: str) -> bool:
    """ISO 7064 MOD 11,10; of the first ten digits one is there twice or three times, the others at most once."""
    number = digits(text)
    repeated = sorted(number[:10].count(digit) for digit in set(number[:10]))
    if len(number) != 11 or repeated[-1] not in {2, 3} or repeated[-2] > 1:  # noqa: PLR2004
        return False
    product = 10
    for digit in number[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(number[10])


def fr_nir(text: str) -> bool:
    """Corsica's departments 2A and 2B count as 19 and 18."""
    number = compact(text).replace("2A", "19", 1).replace("2B", "18", 1)
    return number.isdigit() and len(number) == 15 and 97 - int(number[:13]) % 97 == int(number[13:])  # noqa: PLR2004


def es_dni(text: str) -> bool:
    """The first letter of a foreigner's number (NIE) counts as 0, 1 or 2."""
    number = compact(text)
    return SPANISH[int(number[:-1].translate(str.maketrans("XYZ", "012"))) % 23] == number[-1]


def it_codice_fiscale(text: str) -> bool:
    code = text.upper()
    odd = sum(ITALIAN_ODD[character] for character in code[:15:2])
    even = sum(int(character, 36) - (0 if character.isdigit() else 10) for character in code[1:15:2])
    return chr(ord("A") + (odd + even) % 26) == code[15]


def nl_bsn(text: str) -> bool:
    number = [int(digit) for digit in text]
    weighted = sum(weight * digit for weight, digit in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), number, strict=True))
    return weighted % 11 == 0 and any(number)


def pl_pesel(text: str) -> bool:
    number = [int(digit) for digit in text]
    month, day = int(text[2:4]), int(text[4:6])
    try:
        date(PESEL_CENTURIES[month // 20 * 20] + int(text[:2]), month % 20, day)
    except ValueError:
        return False
    weighted = sum(weight * digit for weight, digit in zip((1, 3, 7, 9) * 2 + (1, 3, 1), number, strict=True))
    return weighted % 10 == 0


def uk_nino(text: str) -> bool:
    return compact(text)[:2] not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}


def us_ssn(text: str) -> bool:
    area, group, serial = text.split("-")
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"
