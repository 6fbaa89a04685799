"""A version as PDF and DOCX, read back: the record is attached, its digest is printed, and nothing typed is lost."""

import hashlib
from datetime import UTC
from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from assentian.controls.statement import services
from assentian.controls.statement.services import Decision
from assentian.journal import checkpoints
from assentian.ledger import canonical
from tests.cast import Cast
from tests.reports.documents.test_pdf import squeezed, text_of
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
BASE = "/o/northwind/statement/versions/1"
TYPED = '#panic("no") 😀 = *so*'


@pytest.fixture
def approved(cast: Cast):
    simulator = OrganisationSimulator(cast.actor("manager"))
    system = simulator.register_system()
    for changes in ({}, {"system": system, "status": "planned", "how": "Next spring.\nIn Oslo."}):
        told = {"requirement": "iso42001:A.7.4", "is_applicable": not changes, "reason": TYPED, **changes}
        services.decide(simulator.actor, Decision(**{**told, "is_applicable": True}))
    services.decide(
        simulator.actor, Decision(requirement="iso42001:A.8.5", is_applicable=False, reason="Nobody asks us to.")
    )
    services.add_own(simulator.actor, "Reasons beside scores", "Treats blind trust.")
    made = simulator.state(cast.actor("top"))
    checkpoints.sign(cast.organisation)
    return made


def test_the_attachment_of_the_pdf_is_the_record_whose_digest_is_printed_and_stored(cast, approved):
    answer = cast.client("auditor").get(f"{BASE}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert "northwind-statement-of-applicability-1.pdf" in answer["Content-Disposition"]
    reader = PdfReader(BytesIO(answer.content))
    (attached,) = reader.attachments["record.json"]
    assert canonical.decode(attached) == approved.record
    assert hashlib.sha256(attached).hexdigest() == approved.digest
    printed = squeezed(text_of(answer.content))
    assert approved.digest in printed
    assert squeezed(f"{checkpoints.sign(cast.organisation).size} entries, signed") in printed
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata.creation_date == approved.answered_at.replace(microsecond=0).astimezone(UTC)


def test_the_pdf_names_every_control_every_reason_and_who_approved(cast, approved):
    printed = squeezed(text_of(cast.client("auditor").get(f"{BASE}.pdf").content))
    for line in approved.record["lines"]:
        assert squeezed(line["title"]) in printed
    assert squeezed(TYPED.replace("😀", "[U+1F600]")) in printed
    for words in ("Nobody asks us to.", "for Credit scorer", "Next spring. In Oslo.", "Top,", "Manager,", "Own 1"):
        assert squeezed(words) in printed
    assert squeezed("40: 39 applicable, 1 not applicable") in printed


def test_the_same_version_gives_the_same_bytes(cast, approved):
    client = cast.client("auditor")
    for kind in ("pdf", "docx"):
        assert client.get(f"{BASE}.{kind}").content == client.get(f"{BASE}.{kind}").content


def test_the_docx_reads_back_with_a_table_a_group_and_the_digest(cast, approved):
    file = docx.Document(BytesIO(cast.client("auditor").get(f"{BASE}.docx").content))
    rows = [[cell.text for cell in row.cells] for table in file.tables for row in table.rows]
    assert len(file.tables) == 10  # nine groups of Annex A and our own
    assert f"Quality of data for AI systems\n{TYPED}" in [row[1] for row in rows]
    assert f"Record (SHA-256): {approved.digest}" in [paragraph.text for paragraph in file.paragraphs]


def test_a_version_that_is_not_there_is_not_found(cast, approved):
    assert cast.client("auditor").get(f"{BASE[:-1]}9.pdf").status_code == 404
    assert cast.client("auditor").get(f"{BASE[:-1]}9.docx").status_code == 404
