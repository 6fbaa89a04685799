"""Statement and treatment plan by command: each layout, for the organisation or a system, and refusals that help."""

import hashlib
import json
import zipfile

import openpyxl
import pytest
from click.testing import CliRunner
from pypdf import PdfReader

from assentian.cli.main import main
from assentian.controls.statement import services
from assentian.controls.statement.services import Decision
from assentian.ledger import canonical
from assentian.server import boot
from tests.reports.statement.oscal_shape import wrong
from tests.risk.register_simulator import RegisterSimulator
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
KEY = "iso42001:A.7.4"


@pytest.fixture
def call(cast, monkeypatch, tmp_path):
    """Runs an export on the installation of the test; the file's name stands last."""
    monkeypatch.setattr(boot, "boot", lambda _home: None)

    def run(what: str, *options: str, organisation: str = "northwind"):
        *others, name = options
        given = [what, "export", "--organisation", organisation, *others, "--out", str(tmp_path / name)]
        return CliRunner().invoke(main, given)

    return run


@pytest.fixture
def stated(cast):
    """An approved version in which a system decides one line otherwise, and a treated risk of each scope."""
    simulator, register = OrganisationSimulator(cast.actor("manager")), RegisterSimulator(cast)
    register.put_in_force()
    system = simulator.register_system()
    simulator.register_system("Another")
    register.treat(register.identify(system, event="Rows are lost"), "Sign the rows")
    register.treat(register.identify(event="Nobody looks"), "Look")
    services.decide(simulator.actor, Decision(requirement=KEY, is_applicable=True, reason="Its own.", system=system))
    return simulator.state(cast.actor("top"))


def test_the_statement_is_written_in_each_layout(call, stated, tmp_path):
    for layout, name in (("pdf", "a.pdf"), ("docx", "a.docx"), ("json", "a.json"), ("oscal", "b.json")):
        done = call("statement", *(("--format", "oscal") if layout == "oscal" else ()), name)
        assert done.exit_code == 0, done.output
        assert f"version 1, approved, record SHA-256 {stated.digest}" in done.output
    assert hashlib.sha256((tmp_path / "a.json").read_bytes()).hexdigest() == stated.digest
    (attached,) = PdfReader(tmp_path / "a.pdf").attachments["record.json"]
    assert attached == (tmp_path / "a.json").read_bytes()
    assert zipfile.is_zipfile(tmp_path / "a.docx")
    assert wrong(json.loads((tmp_path / "b.json").read_text())) == []
    assert call("statement", "a.xlsx").exit_code == 0
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["Lines"].values)
    assert [row[1] for row in rows if row[0] == KEY] == [None, "credit-scorer"]


def test_the_statement_of_one_system_holds_its_own_lines_and_the_others_of_the_organisation(call, stated, tmp_path):
    for name in ("a.json", "a.pdf", "a.xlsx"):
        done = call("statement", "--system", "credit-scorer", name)
        assert done.exit_code == 0
        assert name == "a.xlsx" or "as it holds for Credit scorer, made from the record with SHA-256" in done.output
    record = canonical.decode((tmp_path / "a.json").read_bytes())
    assert record["narrowed_from"] == stated.digest
    assert len(record["lines"]) == 38
    assert [one["reason"] for one in record["lines"] if one["control"] == KEY] == ["Its own."]
    (attached,) = PdfReader(tmp_path / "a.pdf").attachments["record.json"]
    assert canonical.decode(attached) == record
    printed = PdfReader(tmp_path / "a.pdf").pages[-1].extract_text()
    assert "finds the same digest" not in " ".join(printed.split())
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["Lines"].values)
    assert [row[4] for row in rows if row[0] == KEY] == ["Its own."]
    assert call("statement", "--format", "oscal", "--system", "another", "o.json").exit_code == 0
    plan = json.loads((tmp_path / "o.json").read_text())
    assert wrong(plan) == []
    assert "Its own." not in json.dumps(plan)


def test_the_treatment_plan_is_written_in_each_layout(call, stated, tmp_path):
    for name in ("p.pdf", "p.docx", "p.json", "p.xlsx"):
        done = call("treatment", name)
        assert done.exit_code == 0, done.output
        assert "Wrote " in done.output
    record = json.loads((tmp_path / "p.json").read_text())
    assert [one["risk"]["event"] for one in record["treatments"]] == ["Rows are lost", "Nobody looks"]
    assert "record.json" in PdfReader(tmp_path / "p.pdf").attachments
    assert zipfile.is_zipfile(tmp_path / "p.docx")
    assert len(list(openpyxl.load_workbook(tmp_path / "p.xlsx").active.values)) == 3
    assert call("treatment", "--system", "credit-scorer", "q.json").exit_code == 0
    assert [one["risk"]["reference"] for one in json.loads((tmp_path / "q.json").read_text())["treatments"]] == ["R-1"]


@pytest.mark.parametrize("what", ["statement", "treatment"])
def test_each_refusal_says_what_to_do_next(call, stated, tmp_path, what):
    (tmp_path / "there.json").write_text("{}")
    for options, told in (
        (("there.json",), "exists already; choose another name"),
        (("file.txt",), "choose one with --format: xlsx, docx, pdf, json"),
        (("--system", "nobody", "x.json"), "there is no AI system 'nobody'; here are: another, credit-scorer"),
        (("nowhere/x.json",), "cannot be written: No such file or directory; choose another place"),
    ):
        done = call(what, *options)
        assert (done.exit_code, told in done.output) == (1, True), done.output
    done = call(what, "x.json", organisation="nobody")
    assert done.exit_code == 1
    assert "there is no organisation 'nobody'; here are: elsewhere, northwind" in done.output
    assert (tmp_path / "there.json").read_text() == "{}"
    assert not (tmp_path / "x.json").exists()


def test_a_version_that_is_not_there_or_not_approved_is_told(call, cast, stated, tmp_path):
    done = call("statement", "--version", "7", "x.pdf")
    assert "there is no version 7; name another with --version: 1" in done.output
    assert "leave --version away" in call("statement", "--version", "1", "x.xlsx").output
    done = call("statement", "x.pdf", organisation="elsewhere")
    assert (done.exit_code, "no version is approved; decide its lines" in done.output) == (1, True)
    OrganisationSimulator(cast.actor("manager")).state()
    assert "version 2, submitted" in call("statement", "--version", "2", "two.pdf").output


def test_an_installation_that_is_behind_says_so(call, monkeypatch):
    monkeypatch.setattr(boot, "is_current", lambda: False)
    for what in ("statement", "treatment"):
        done = call(what, "x.json")
        assert (done.exit_code, "assentian upgrade" in done.output) == (1, True)
