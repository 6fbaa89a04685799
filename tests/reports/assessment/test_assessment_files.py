"""A version of an impact assessment, read back: the bytes that were signed, and documents that print their digest."""

import hashlib
from datetime import date
from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from assentian.impact.choices import LinkedKind
from assentian.impact.drafting import services
from assentian.impact.linking import services as linking
from assentian.impact.linking.rules import Link
from assentian.impact.reviewing import services as reviewing
from assentian.journal import checkpoints
from assentian.ledger import canonical
from tests.impact.filling import fill, sign_all
from tests.reports.documents.test_pdf import squeezed, text_of
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(cast):
    manager = cast.actor("manager")
    draft = services.start(manager, OrganisationSimulator(manager).register_system())
    fill(manager, draft)
    made = reviewing.submit(manager, draft)
    sign_all(cast, made)
    checkpoints.sign(cast.organisation)
    made.refresh_from_db()
    return made


@pytest.fixture
def get(cast, version):
    base = f"/o/northwind/impact/{version.system.slug}/versions/{version.number}"
    return lambda ending: cast.client("auditor").get(f"{base}{ending}")


def test_the_json_is_the_signed_record_byte_for_byte(version, get):
    content = get(".json").content
    assert hashlib.sha256(content).hexdigest() == version.record_digest
    assert canonical.encode(canonical.decode(content)) == content
    assert canonical.decode(content) == version.record


def test_the_pdf_attaches_the_record_prints_its_digest_and_tells_modules_and_signatures(version, get):
    content = get(".pdf").content
    (attached,) = PdfReader(BytesIO(content)).attachments["record.json"]
    assert attached == get(".json").content
    printed = squeezed(text_of(content))
    assert version.record_digest in printed
    for words in ("M1 ·", "M6 ·", "Level and reasons", "Signatures", "Top", "Manager"):
        assert squeezed(words) in printed
    for reason in version.record["result"]["because"]:
        assert squeezed(reason["rule"]) in printed


def test_the_docx_has_every_answer_and_the_digest(version, get):
    file = docx.Document(BytesIO(get(".docx").content))
    told = {row.cells[0].text for table in file.tables for row in table.rows}
    assert {answer["id"] for answer in version.record["answers"]} <= told
    assert f"Record (SHA-256): {version.record_digest}" in [paragraph.text for paragraph in file.paragraphs]


def test_the_page_links_to_all_three_and_a_version_that_is_not_there_has_none(version, get):
    page = get("/").content.decode()
    for ending in (".pdf", ".docx", ".json"):
        assert f"/versions/{version.number}{ending}" in page
    stem = f"{version.number}9"
    assert get(f"{stem}.pdf").status_code == get(f"{stem}.json").status_code == 404


def test_a_linked_dpia_is_named_in_the_orders_where_it_matters_and_said_to_be_a_claim(cast, version, get):
    day = date(2026, 1, 10)
    told = Link(url="https://privacy.example/7", version="7", dated=day, reviewed_by="Privacy office", reviewed_on=day)
    linking.link(cast.actor("manager"), version.system, LinkedKind.DPIA, told)
    for order, is_named in (("dpia", True), ("fria", True), ("iso42005", False)):
        printed = squeezed(text_of(get(f".pdf?order={order}").content))
        assert (squeezed("nothing here has read it") in printed) == is_named
        assert (squeezed("https://privacy.example/7") in printed) == is_named


REFERENCES = {
    "dpia": ("GDPR Art. 35(7)(a)", "GDPR Art. 35(2)", "GDPR Art. 35(11)", "Data protection impact assessment"),
    "fria": (
        "AI Act Art. 27(1)(a)",
        "AI Act Art. 27(1)(f)",
        "AI Act Art. 27(4)",
        "Fundamental rights impact assessment",
    ),
    "iso42005": ("ISO/IEC 42005:2025 5.3", "ISO/IEC 42005:2025 6.9"),
}


@pytest.mark.parametrize("order", sorted(REFERENCES))
def test_in_each_order_pdf_and_docx_name_every_element_and_carry_the_same_record(version, get, order):
    content = get(f".pdf?order={order}").content
    (attached,) = PdfReader(BytesIO(content)).attachments["record.json"]
    assert hashlib.sha256(attached).hexdigest() == version.record_digest
    printed = squeezed(text_of(content))
    file = docx.Document(BytesIO(get(f".docx?order={order}").content))
    told = squeezed("\n".join(paragraph.text for paragraph in file.paragraphs))
    for words in (*REFERENCES[order], "that nobody knows yet"):
        assert squeezed(words) in printed
        assert squeezed(words) in told
    assert squeezed("Sorts incoming letters by department.") in printed
    assert squeezed("Told under") in printed
    assert squeezed("A wrong refusal; Group: Applicants") in printed
    assert squeezed("Number: 1") not in printed
    assert version.record_digest in printed


def test_each_order_has_a_name_of_its_own_and_equal_bytes_at_every_download(get):
    answer = get(".pdf?order=fria")
    assert "impact-assessment-fria-1.pdf" in answer["Content-Disposition"]
    assert answer.content == get(".pdf?order=fria").content
    assert "impact-assessment-1.pdf" in get(".pdf")["Content-Disposition"]
