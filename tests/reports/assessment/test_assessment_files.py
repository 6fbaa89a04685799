"""A version of an impact assessment, read back: the bytes that were signed, and documents that print their digest."""

import hashlib
from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from assentian.impact.drafting import services
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
