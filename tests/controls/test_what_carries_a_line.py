"""A line of the statement leads to each risk, treatment, threat and result that carries it, on page and in files."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from pypdf import PdfReader

from assentian.accounts import services as accounts
from assentian.controls.statement import queries, services
from assentian.controls.statement.rules import Line
from assentian.controls.statement.services import Decision
from assentian.evidence.models import Evidence
from assentian.inventory.models import AISystem
from assentian.journal.context import now
from assentian.ledger import canonical
from assentian.reports.documents import sheets
from assentian.reports.statement import sheet
from assentian.reports.statement.papers import paper
from assentian.risk import queries as threats
from assentian.risk import services as risk_services
from assentian.risk.choices import Source
from assentian.risk.forms import EXAMPLE
from assentian.risk.models import Risk
from tests.api.conftest import Machine
from tests.cast import Cast
from tests.reports.documents.test_pdf import squeezed, text_of
from tests.risk.register_simulator import RegisterSimulator
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
KEY = "iso42001:A.7.4"
BASE = "/o/northwind"


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    """A system with a threat model, a treated risk of one of its threats, another treated risk, and two results."""
    simulator, register = OrganisationSimulator(cast.actor("manager")), RegisterSimulator(cast)
    register.put_in_force()
    system = simulator.register_system()
    risk_services.save_threat_model(cast.actor("owner"), system, EXAMPLE, seen=0)
    register.treat(register.identify(system, source=Source.THREAT, source_key=instance(cast)), "Sign the rows")
    register.treat(register.identify(event="Rows are lost"), "Count the rows")
    simulator.submit(system, "data-quality")
    simulator.submit(system, "data-quality", check="second")
    simulator.submit(system, "drift")
    return simulator


def instance(cast: Cast) -> str:
    """A threat of the system that names the control."""
    applying = threats.applying(cast.organisation)
    return next(one.instance.id for one in applying if KEY in [key.short for key in one.instance.threat.controls])


def line(cast: Cast) -> Line:
    return next(one for one in queries.lines(cast.organisation, now()) if one.requirement == KEY)


def test_a_line_knows_the_single_records_that_carry_it(cast, simulator):
    found = line(cast)
    first, second = Risk.objects.order_by("number")
    assert found.risks == [first.reference, second.reference]
    plans = [plan.pk for plan in (first.treatments.get(), second.treatments.get())]
    assert found.treatments == [f"T-{plans[0]} of R-1", f"T-{plans[1]} of R-2"]
    assert [need.kind for need in found.needs[:2]] == ["treatment", "treatment"]
    named = {(need.reference, need.risk) for need in found.needs if need.kind == "threat"}
    assert (instance(cast).partition("@")[0], 1) in named
    assert None in {risk for _, risk in named}
    assert {one.check for one in found.carriers} == {"data-quality", "second"}
    assert {one.digest for one in found.carriers} == set(
        Evidence.objects.filter(check_kind="data-quality").values_list("digest", flat=True)
    )


def test_every_link_of_the_page_leads_to_one_record_that_is_there(cast, simulator):
    client = cast.client("auditor")
    page = client.get(f"{BASE}/statement/?group=A.7").content.decode()
    plan = Risk.objects.get(number=1).treatments.get()
    assert f'href="{BASE}/risks/1/#treatment-{plan.pk}"' in page
    assert f'id="treatment-{plan.pk}"' in client.get(f"{BASE}/risks/1/").content.decode()
    for one in line(cast).carriers:
        assert f'href="{BASE}/evidence/{one.id}/"' in page
        assert client.get(f"{BASE}/evidence/{one.id}/").status_code == 200
    threat = next(need for need in line(cast).needs if need.risk is None)
    place = f"{BASE}/systems/credit-scorer/threats/cells/{threat.cell}/"
    assert f'href="{place}#{threat.reference}"' in page
    assert f'id="{threat.reference}"' in client.get(place).content.decode()


def test_the_api_names_them(cast, simulator):
    found = Machine(accounts.issue_token(cast.actor("manager"), "CI")).get("statement").json()
    told = next(one for one in found["lines"] if one["requirement"] == KEY)
    assert told["risks"] == ["R-1", "R-2"]
    assert told["treatments"] == line(cast).treatments
    assert told["evidence"] == [one.id for one in line(cast).carriers]


def test_files_and_the_record_name_them_too(cast, simulator):
    simulator.decide()
    system = AISystem.objects.get()
    services.decide(simulator.actor, Decision(requirement=KEY, is_applicable=True, reason="Its own.", system=system))
    made = simulator.state(cast.actor("top"))
    client = cast.client("auditor")
    book = openpyxl.load_workbook(BytesIO(client.get(f"{BASE}/statement.xlsx").content))
    head, *rows = [[cell.value for cell in row] for row in book["Lines"].iter_rows()]
    cells = [dict(zip(head, row, strict=True)) for row in rows]
    whole = next(row for row in cells if row["Control"] == KEY and not row["Scope"])
    alone = next(row for row in cells if row["Control"] == KEY and row["Scope"] == system.slug)
    assert (whole["Risks"], alone["Risks"]) == ("R-2", "R-1")
    assert whole["Evidence"].count("SHA-256") == 2
    assert whole["Treatments"].endswith(" of R-2")
    content = client.get(f"{BASE}/statement/versions/1.pdf").content
    (attached,) = PdfReader(BytesIO(content)).attachments["record.json"]
    assert canonical.decode(attached) == made.record
    told = next(one for one in made.record["lines"] if one["control"] == KEY and one["scope"])
    assert told["risks"] == ["R-1"]
    assert {one["sha256"] for one in told["evidence"]} == {one.digest for one in line(cast).carriers}
    printed = squeezed(text_of(content))
    for words in ("Risks: R-1.", f"Treatments: {told['treatments'][0]}.", "data-quality credit-scorer"):
        assert squeezed(words) in printed


def test_a_record_of_the_first_type_is_still_told(cast, simulator):
    made = simulator.state(cast.actor("top"))
    old = {
        key: value for key, value in made.record["lines"][0].items() if key not in ("risks", "treatments", "evidence")
    }
    made.record = {**made.record, "type": "assentian/statement-of-applicability/1", "lines": [old]}
    assert "A.2.2" in str(paper(made).sections[0].table.rows)


def test_a_cell_of_the_workbook_never_holds_more_than_it_can(cast, simulator):
    found = replace(line(cast), applicable=True, carriers=tuple(line(cast).carriers) * 500)
    book = openpyxl.load_workbook(BytesIO(sheet.write("Northwind", [found], at=now())))
    (told,) = [row[-1] for row in book["Lines"].iter_rows(min_row=2, values_only=True)]
    assert len(told) < sheets.LONGEST_TEXT
    assert told.endswith(f"and {1000 - sheet.MOST_LISTED} more")
