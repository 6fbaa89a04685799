"""The lines as XLSX, out and in: a round trip changes nothing, each wrong row is named, all are recorded or none."""

import re
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assentian.controls.models import Control, SoALine
from assentian.controls.statement import queries, services
from assentian.controls.statement.services import Decision
from assentian.journal import queries as ledger
from assentian.journal.context import now
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
IMPORT = "/o/northwind/statement/import/"
FIRST = 2
"""Row of A.2.2: the first below the head."""


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    simulator = OrganisationSimulator(cast.actor("manager"))
    system = simulator.register_system()
    simulator.implement("iso42001:A.2.2")
    simulator.decide(0, 2)
    decision = Decision(requirement="iso42001:A.7.4", is_applicable=False, reason='=HYPERLINK("x")', system=system)
    services.decide(simulator.actor, decision)
    return simulator


@pytest.fixture
def book(cast: Cast, simulator: OrganisationSimulator) -> openpyxl.Workbook:
    answer = cast.client("owner").get("/o/northwind/statement.xlsx")
    return openpyxl.load_workbook(BytesIO(answer.content))


def change(book: openpyxl.Workbook, row: int, **values: str) -> None:
    head = [cell.value for cell in book["Lines"][1]]
    for name, value in values.items():
        book["Lines"].cell(row, head.index(name.replace("_", " ").capitalize()) + 1).value = value


def send(cast: Cast, book: openpyxl.Workbook, part: str = "manager"):
    written = BytesIO()
    book.save(written)
    return cast.client(part).post(IMPORT, {"file": SimpleUploadedFile("lines.xlsx", written.getvalue())})


def confirm(cast: Cast, page, part: str = "manager"):
    signed = re.search(r'name="rows" value="([^"]+)"', page.content.decode())
    return cast.client(part).post(IMPORT, {"rows": signed[1]}, follow=True)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_every_line_is_in_the_sheet_with_what_names_and_shows_it(book):
    rows = list(book["Lines"].iter_rows(min_row=2, values_only=True))
    assert len(rows) == 38 + 93 + 1
    assert rows[0][:7] == (
        "iso42001:A.2.2",
        None,
        "AI policy",
        "yes",
        "It treats a risk of ours.",
        "Implemented",
        "Done as written.",
    )
    own = next(row for row in rows if row[1])
    assert own[:5] == ("iso42001:A.7.4", "credit-scorer", own[2], "no", '=HYPERLINK("x")')
    assert book.sheetnames == ["Lines", "About"]


def test_sent_back_as_it_came_it_changes_nothing(cast, book):
    answer = send(cast, book)
    assert "Nothing changes" in text(answer)
    assert "0 would change, 132 stay as they are, 0 are wrong" in text(answer)


def test_what_it_would_change_is_shown_first_and_recorded_when_confirmed(cast, book):
    change(book, FIRST, reason="Asked by contract.")
    change(book, FIRST + 2, applicable="NO", reason="Not here.", status="", how_it_is_done="")
    change(book, FIRST + 3, scope="credit-scorer", applicable="yes", reason="Here only.", status="In progress")
    change(book, FIRST + 3, how_it_is_done="By hand.")
    before = ledger.head(cast.organisation).size
    page = send(cast, book)
    assert "3 would change, 129 stay as they are, 0 are wrong" in text(page)
    assert ledger.head(cast.organisation).size == before
    answer = confirm(cast, page)
    assert "3 lines are decided; 129 were so already." in text(answer)
    found = {(line.requirement, line.scope): line for line in queries.lines(cast.organisation, now())}
    assert found["iso42001:A.2.2", ""].reason == "Asked by contract."
    assert found["iso42001:A.2.4", ""].applicable is False
    special = found["iso42001:A.3.2", "credit-scorer"]
    assert (special.reason, special.status, special.how) == ("Here only.", "in_progress", "By hand.")


def test_each_wrong_row_is_named_and_nothing_is_recorded(cast, book):
    change(book, FIRST, control="iso42001:A.99")
    change(book, FIRST + 1, applicable="perhaps")
    change(book, FIRST + 2, applicable="yes", reason="")
    change(book, FIRST + 3, applicable="yes", reason="So.", status="Done")
    change(book, FIRST + 4, applicable="yes", reason="So.", status="Planned")
    change(book, FIRST + 5, applicable="no", reason="So.", status="Planned", how_it_is_done="So.")
    change(book, FIRST + 6, scope="nobody", applicable="yes", reason="So.")
    change(book, FIRST + 7, control="iso42001:A.4.5", reason="So.", applicable="yes")
    change(book, FIRST + 10, applicable="yes", reason="So.")
    before = SoALine.objects.of(cast.organisation).count()
    page = text(send(cast, book))
    for row, why in (
        (2, "iso42001:A.99 is no control"),
        (3, "Applicable must be yes or no"),
        (4, "Reason is empty"),
        (5, "Status must be one of Not started, Planned, In progress, Implemented"),
        (6, "How it is done is empty"),
        (7, "a control that is not applicable has no status"),
        (8, "there is no AI system &#x27;nobody&#x27;"),
        (10, "this control has a row above already"),
    ):
        assert re.search(rf'<td class="num fit">{row}</td><td>{re.escape(why)}', page), (row, why)
    assert "Record" not in page.partition("What it would change")[2]
    assert SoALine.objects.of(cast.organisation).count() == before


def test_a_decision_and_a_description_that_stand_are_not_emptied(cast, book):
    change(book, FIRST, applicable="", reason="")
    change(book, FIRST + 1, status="Not started")
    assert "Applicable and Reason are empty; a decision stays" in text(send(cast, book))
    change(book, FIRST, applicable="yes", reason="So.", status="Not started", how_it_is_done="")
    assert "cannot be taken back; choose Planned" in text(send(cast, book))
    assert Control.objects.of(cast.organisation).get().status == "implemented"


def test_what_was_checked_cannot_be_changed_on_the_way(cast, book):
    change(book, FIRST, reason="Asked by contract.")
    signed = re.search(r'name="rows" value="([^"]+)"', send(cast, book).content.decode())[1]
    for sent in (signed[:-1], "", "x"):
        answer = cast.client("manager").post(IMPORT, {"rows": sent}, follow=True)
        assert "did not arrive whole" in text(answer)
    assert not SoALine.objects.of(cast.organisation).filter(reason="Asked by contract.").exists()


def test_what_no_longer_fits_when_confirmed_is_named(cast, book, simulator):
    change(book, FIRST + 4, applicable="yes", reason="So.")
    page = send(cast, book)
    simulator.implement("iso42001:A.3.3")
    assert "cannot be taken back" in text(confirm(cast, page))


def test_a_service_that_refuses_leaves_everything_as_it_was(cast, book):
    change(book, FIRST, reason="Asked by contract.")
    change(book, FIRST + 1, reason="x" * 4001)
    assert "Nothing was recorded: the reason has more than 4000 characters" in text(confirm(cast, send(cast, book)))
    assert not SoALine.objects.of(cast.organisation).filter(reason="Asked by contract.").exists()


def test_no_file_and_one_that_is_no_workbook_say_so_beside_the_field(cast, simulator):
    answer = cast.client("manager").post(IMPORT, {"file": SimpleUploadedFile("lines.csv", b"a,b")})
    assert "the file is no XLSX workbook" in text(answer)
    assert "This field is required." in text(cast.client("manager").post(IMPORT, {}))
