"""The treatment plan as PDF and DOCX, read back: every step with its risk, the record attached, its digest printed."""

import hashlib
from datetime import timedelta
from io import BytesIO

import docx
import pytest
from pypdf import PdfReader

from assentian.journal import checkpoints
from assentian.journal.context import now
from assentian.ledger import canonical
from assentian.risk.treatment import services as treatment
from tests.cast import Cast
from tests.reports.documents.test_pdf import squeezed, text_of
from tests.risk.register_simulator import RegisterSimulator
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
BASE = "/o/northwind/risks/plan"
TYPED = '#panic("no") 😀 = *so*'


@pytest.fixture
def planned(cast: Cast) -> None:
    """A risk of a system with one action done and one late, and one of all systems without any action."""
    simulator, register = OrganisationSimulator(cast.actor("manager")), RegisterSimulator(cast)
    register.put_in_force()
    system = simulator.register_system()
    treated = register.treat(register.identify(system, event=TYPED), "Sign the rows")
    register.finish(treated)
    late = treatment.NewAction(
        title="Count the rows", owner_id=cast.people["contributor"].pk, due=now().date() - timedelta(days=1)
    )
    plan = treatment.NewTreatment(option="modify", statement="Rows are counted.", actions=[late])
    treatment.treat(cast.actor("manager"), register.identify(system), plan)
    register.treat(register.identify(event="Nobody reads the log"), option="retain")
    checkpoints.sign(cast.organisation)


def test_the_attachment_of_the_pdf_is_the_plan_whose_digest_is_printed(cast, planned):
    answer = cast.client("auditor").get(f"{BASE}/document.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert "northwind-risk-treatment-plan.pdf" in answer["Content-Disposition"]
    reader = PdfReader(BytesIO(answer.content))
    (attached,) = reader.attachments["record.json"]
    record = canonical.decode(attached)
    assert canonical.encode(record) == attached
    assert [one["risk"]["reference"] for one in record["treatments"]] == ["R-1", "R-2", "R-3"]
    assert [[action["state"] for action in one["actions"]] for one in record["treatments"]] == [
        ["done"],
        ["overdue"],
        [],
    ]
    printed = squeezed(text_of(answer.content))
    assert hashlib.sha256(attached).hexdigest() in printed
    assert squeezed("holds each of them but not this digest") in printed
    assert squeezed("finds the same digest") not in printed
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_pdf_names_every_risk_treatment_action_and_person(cast, planned):
    printed = squeezed(text_of(cast.client("auditor").get(f"{BASE}/document.pdf").content))
    typed = TYPED.replace("😀", "[U+1F600]")
    for words in (typed, "R-3 Nobody reads the log", "iso42001:A.7.4", "Four eyes on labels", "Retain", "Switched on."):
        assert squeezed(words) in printed
    for words in (
        "All AI systems",
        "Credit scorer",
        "Owned by Risk_Owner",
        "Contributor",
        "Overdue",
        "2: 1 overdue, 1 done",
    ):
        assert squeezed(words) in printed


def test_the_docx_reads_back_with_a_table_a_system_and_the_digest(cast, planned):
    file = docx.Document(BytesIO(cast.client("auditor").get(f"{BASE}/document.docx").content))
    rows = [[cell.text for cell in row.cells] for table in file.tables for row in table.rows]
    assert len(file.tables) == 2
    assert {row[-1] for row in rows} == {"State", "Done", "Overdue", "No action"}
    paragraphs = [paragraph.text for paragraph in file.paragraphs]
    assert any(text.startswith("Record (SHA-256): ") for text in paragraphs)
    assert "Put together from records of the ledger, which holds each of them but not this digest." in paragraphs


def test_page_and_files_are_narrowed_alike(cast, planned):
    client = cast.client("auditor")
    page = client.get(f"{BASE}/?system=credit-scorer&state=overdue").content.decode()
    assert "Count the rows" in page
    assert "Sign the rows" not in page
    assert "Nobody reads the log" not in page
    assert f"{BASE}/document.pdf?system=credit-scorer&amp;state=overdue" in page
    assert "Overdue (1)" in page
    for query, references in {
        "?system=credit-scorer": ["R-1", "R-2"],
        "?state=no_action": ["R-3"],
        "?state=x": 3,
    }.items():
        content = client.get(f"{BASE}/document.pdf{query}").content
        record = canonical.decode(PdfReader(BytesIO(content)).attachments["record.json"][0])
        found = [one["risk"]["reference"] for one in record["treatments"]]
        assert references in (found, len(found)), query
    assert "No step matches" in client.get(f"{BASE}/?system=credit-scorer&state=no_action").content.decode()
    rows = client.get(f"{BASE}.csv?state=overdue").content.decode().splitlines()
    assert len(rows) == 2


def test_a_plan_without_a_treatment_is_a_document_that_says_so(cast):
    assert "No treatment stands" in text_of(cast.client("auditor").get(f"{BASE}/document.pdf").content)
    assert "document.pdf" not in cast.client("auditor").get(f"{BASE}/").content.decode()
