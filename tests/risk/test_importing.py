"""Risks from a table: looked at first, taken all or none, each wrong row with its line and its reason."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assentian.risk.models import Judgement, Risk
from assentian.risk.register import rows
from assentian.web.workbooks import Sheet, written
from tests.cast import Cast
from tests.risk.register_simulator import RegisterSimulator
from tests.simulator import OrganisationSimulator

HEAD = (
    "system,cause,event,consequence,owner,source,review_due,likelihood,organisation,individuals,groups,society,reason"
)
GOOD = "credit,A feed fails,Scores are stale,Wrong refusals,risk_owner@example.org,C.3.4,2027-06-30,Likely,2,Major,,0,Seen"  # fmt: skip  # noqa: E501
PLAIN = ",Staff leave,Nobody can retrain,Delay,Risk_Owner@Example.org,,,,,,,,"


def errors(content: bytes) -> list[tuple[int, str]]:
    with pytest.raises(rows.RowsError) as caught:
        rows.read(content)
    return [(one.line, one.message) for one in caught.value.errors]


def test_columns_may_stand_in_any_order_and_lines_keep_their_numbers() -> None:
    found = rows.read(b'\xef\xbb\xbfEvent,Owner,Cause,Consequence\r\nE,o@x,C,Q\r\n\r\n,,,\r\n"two\nlines",o@x,C,Q\r\n')
    assert [(one.line, one.values["event"], one.is_judged) for one in found] == [(2, "E", False), (5, "two\nlines", False)]  # fmt: skip  # noqa: E501


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfe\x00", "no text in UTF-8"),
        (b'cause,event,consequence,owner\n"open', "no CSV"),
        (b"cause,event\n", "lacks consequence, owner"),
        (b"cause,event,consequence,owner,colour\n", "no column 'colour' is known"),
        (b"cause,cause,event,consequence,owner\n", "each once"),
        (b"cause,event,consequence,owner\na,b,c,d,e\n", "5 values where the head has 4"),
        (b"PK\x03\x04 no zip", "no workbook"),
        (b"x" * (rows.MOST_BYTES + 1), "larger than"),
        (b"cause,event,consequence,owner\n" + b"a,b,c,d\n" * (rows.MOST_ROWS + 1), "at most 2,000 rows"),
    ],
)
def test_what_is_no_table_of_risks_is_refused(content: bytes, said: str) -> None:
    assert said in errors(content)[0][1]


def test_a_workbook_that_would_unfold_to_gigabytes_is_not_unfolded() -> None:
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b"0" * (rows.MOST_UNFOLDED + 1))
    assert "unfolds to more than" in errors(bomb.getvalue())[0][1]
    other = BytesIO()
    with ZipFile(other, "w") as file:
        file.writestr("note.txt", "no workbook")
    assert "no workbook" in errors(other.getvalue())[0][1]


def test_a_day_is_read_from_text_and_from_a_cell() -> None:
    sheet = Sheet("Risks", ("cause", "event", "consequence", "owner", "review_due", "likelihood"), [("c", "e", "q", "o", "2027-06-30", 3.0)])  # fmt: skip  # noqa: E501
    (found,) = rows.read(written([sheet]))
    assert (f"{found.day('review_due')}", found.values["likelihood"]) == ("2027-06-30", "3")
    (wrong,) = rows.read(b"cause,event,consequence,owner,review_due\nc,e,q,o,soon\n")
    with pytest.raises(ValueError, match="no day such as"):
        wrong.day("review_due")


@pytest.fixture
def assessor(cast: Cast) -> Client:
    RegisterSimulator(cast).put_in_force()
    OrganisationSimulator(cast.actor("manager")).register_system("Credit")
    return cast.client("assessor")


@pytest.mark.django_db
def test_a_dry_run_writes_nothing_and_the_import_takes_all(cast: Cast, assessor: Client) -> None:
    address = f"/o/{cast.organisation}/risks/import/"
    assert "Only look for errors" in assessor.get(address).content.decode()
    text = f"{HEAD}\n{GOOD}\n{PLAIN}\n"
    looked = assessor.post(address, {"text": text, "dry_run": "on"}).content.decode()
    assert "2 risks can be imported as they are" in looked
    assert "Scores are stale" in looked
    assert not Risk.objects.exists()
    taken = assessor.post(address, {"text": text}, follow=True).content.decode()
    assert "2 risks are in the register" in taken
    judged = Judgement.objects.get()
    assert (judged.likelihood, judged.to_individuals, judged.to_groups) == (4, 4, 0)
    assert (judged.risk.source_key, judged.risk.system and judged.risk.system.slug) == ("iso42001:C.3.4", "credit")


@pytest.mark.django_db
def test_every_wrong_row_says_why_and_none_is_taken(cast: Cast, assessor: Client) -> None:
    bad = [
        GOOD,
        GOOD.replace("credit,", "nowhere,"),
        PLAIN.replace("Risk_Owner", "stranger"),
        GOOD.replace("C.3.4", "A.7.4"),
        GOOD.replace("Likely", "Often"),
        GOOD.replace("2027-06-30", "soon"),
        GOOD.replace("Scores are stale", ""),
    ]
    sent = SimpleUploadedFile("risks.csv", "\n".join([HEAD, *bad]).encode())
    page = assessor.post(f"/o/{cast.organisation}/risks/import/", {"file": sent}).content.decode()
    for line, words in (
        (3, "no AI system &#x27;nowhere&#x27;"),
        (4, "no member has the e-mail address"),
        (5, "risk sources of Annex C"),
        (6, "likelihood is no step"),
        (7, "no day such as"),
        (8, "say it in a few words"),
    ):
        assert f'<td class="num">{line}</td>' in page
        assert words in page
    assert not Risk.objects.exists()


@pytest.mark.django_db
def test_steps_need_criteria_in_force(cast: Cast) -> None:
    OrganisationSimulator(cast.actor("manager")).register_system("Credit")
    page = cast.client("assessor").post(f"/o/{cast.organisation}/risks/import/", {"text": f"{HEAD}\n{GOOD}\n"})
    assert "leave the steps empty" in page.content.decode()
