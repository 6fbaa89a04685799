"""Personal data is found by form and checksum, told by number alone, and not seen where there is none."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.checks.privacy.patterns import BY_NAME, found_in
from assentian.checks.privacy.pii import evaluate_data, publishable
from assentian.standards.vocabulary import Verdict

# Published examples: ISO 13616 registry, ISO/IEC 7812 test numbers, and the issuing authorities' own specimens.
GENUINE = {
    "email": ["anna.lind+x@mail.example.org"],
    "phone": ["+49 30 901820", "+1 (212) 555-0187", "0044 20 7946 0018"],
    "iban": ["DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819", "FR1420041010050500013M02606"],
    "payment_card": ["4111 1111 1111 1111", "5500-0055-5555-5559", "378282246310005"],
    "ipv4": ["203.0.113.7"],
    "ipv6": ["2001:db8::8a2e:370:7334"],
    "de_steuer_id": ["86095742719", "65 929 970 489"],
    "fr_nir": ["2 55 08 14 168 025 38"],
    "es_dni": ["12345678Z", "X1234567L"],
    "it_codice_fiscale": ["RSSMRA85T10A562S"],
    "nl_bsn": ["111222333"],
    "pl_pesel": ["44051401359"],
    "uk_nino": ["QQ 12 34 56 C".replace("QQ", "AB")],
    "us_ssn": ["219-09-9999"],
    "date_of_birth": ["born on 12.03.1984", "DOB: 1984-03-12"],
}
FORGED = {
    "iban": "DE89 3704 0044 0532 0130 01",
    "payment_card": "4111 1111 1111 1112",
    "ipv4": "999.0.113.7",
    "de_steuer_id": "86095742718",
    "fr_nir": "2 55 08 14 168 025 39",
    "es_dni": "12345678A",
    "it_codice_fiscale": "RSSMRA85T10A562T",
    "nl_bsn": "111222334",
    "pl_pesel": "44051401358",
    "uk_nino": "GB 12 34 56 C",
    "us_ssn": "000-09-9999",
    "date_of_birth": "born on 45.13.1984",
}


def held(text):
    return {name: found for name, (_, found) in found_in(text).items() if found}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in GENUINE.items() for text in texts])
def test_a_genuine_one_is_found_once_and_as_nothing_else(name, text):
    assert held(f"see {text}, please") == {name: 1}
    assert held(f"{text} please") == {name: 1}


@pytest.mark.parametrize(("name", "text"), FORGED.items())
def test_one_with_a_wrong_check_digit_is_none(name, text):
    assert name not in held(f"see {text}, please")


def test_every_pattern_names_its_source_and_has_an_example():
    assert BY_NAME.keys() == GENUINE.keys()
    assert all(pattern.source for pattern in BY_NAME.values())


@given(st.text(max_size=300))
def test_no_text_breaks_the_scan(text):
    found_in(text)


@pytest.mark.parametrize("text", ["a" * 100_000, "1 " * 50_000, "a.a@" * 25_000, "::" * 50_000, "+1" * 50_000])
def test_a_hostile_text_does_not_hang(text):
    found_in(text)


def run(workshop, columns, extra=""):
    workshop.table("current.csv", columns)
    return workshop.run(f"checks:\n  - {{id: p, kind: pii-data{extra}}}\n").results[0]


def test_a_finding_in_an_undeclared_column_fails_and_a_declared_one_passes(workshop, metric):
    columns = {"note": ["call +49 30 901820"] + ["fine"] * 49, "contact": ["a@example.org"] * 50}
    found = run(workshop, columns)
    assert found.verdict is Verdict.FAIL
    assert metric(found.metrics, "undeclared", "note: phone").value == 1
    assert run(workshop, columns, ", allowed: {contact: [email], note: [phone]}").verdict is Verdict.PASS
    assert "the column 'nte' is not in" in run(workshop, columns, ", allowed: {nte: [email]}").message


def test_the_text_that_was_found_is_kept_nowhere(workshop):
    found = run(workshop, {"note": ["4111111111111111", "anna@example.org"]})
    told = json.dumps([found.as_json(), found.profile.counts, publishable(found.profile.counts)])
    assert "4111" not in told
    assert "anna" not in told
    assert evaluate_data({}, publishable(found.profile.counts))[0].status is Verdict.FAIL


def test_numbers_that_keep_a_checksum_by_chance_are_no_finding_and_many_that_do_are(workshop):
    source = random.Random(1)
    orders = [source.randrange(100_000_000, 999_999_999) for _ in range(3000)]
    assert run(workshop, {"order": orders}).verdict is Verdict.PASS
    citizens = [number for number in range(100_000_000, 100_005_000) if BY_NAME["nl_bsn"].holds(str(number))]
    assert run(workshop, {"citizen": citizens}).verdict is Verdict.FAIL


def test_columns_without_text_tell_nothing(workshop):
    assert run(workshop, {"x": [1.5, 2.5]}).verdict is Verdict.INSUFFICIENT


def outputs(workshop, name, text, extra=""):
    (workshop.folder / name).write_text(text)
    workshop.table("current.csv", {"x": [1]})
    return workshop.run(f"checks:\n  - {{id: o, kind: pii-output, outputs: {name}{extra}}}\n").results[0]


def test_outputs_are_counted_per_thousand_by_type(workshop, metric):
    lines = [
        json.dumps({"id": number, "answer": "write to a@example.org" if number < 5 else "no"}) for number in range(500)
    ]
    found = outputs(workshop, "out.jsonl", "\n".join(lines))
    one = metric(found.metrics, "findings_per_1000", "email")
    assert (one.value, one.status) == (10, Verdict.FAIL)
    assert one.lower < 10 < one.upper
    assert outputs(workshop, "out.jsonl", "\n".join(lines), ", max_per_1000: 10").verdict is Verdict.PASS
    assert outputs(workshop, "out.jsonl", "\n".join(lines), ", allowed: [email]").verdict is Verdict.PASS
    assert "the column 'reply' is not in" in outputs(workshop, "out.jsonl", lines[0], ", fields: [reply]").message


def test_a_log_is_read_line_by_line_and_an_empty_one_tells_nothing(workshop):
    assert outputs(workshop, "app.log", "started\nuser 203.0.113.7 asked\n").verdict is Verdict.FAIL
    assert outputs(workshop, "app.log", "started\n").verdict is Verdict.PASS
    assert outputs(workshop, "app.log", "").verdict is Verdict.INSUFFICIENT
