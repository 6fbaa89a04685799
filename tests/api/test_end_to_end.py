"""From a table on disk to an open gate, by the commands alone: check, sign, send, receive, ask."""

import csv
import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assentian.accounts import services as accounts
from assentian.cli.main import main
from assentian.evidence.models import Evidence
from assentian.impact import services as impact
from assentian.inventory import queries as register
from assentian.inventory import services as inventory
from assentian.inventory.models import AssetRevision
from assentian.journal.context import now
from assentian.ledger.keys import SigningKey
from tests.api.conftest import Machine
from tests.cast import Cast

SUITE = """\
suite: 1
system: tiny
data:
  current: {path: cases.csv}
columns: {id: case_id, label: defaulted, prediction: declined, groups: [sex]}
checks:
  - {id: quality, kind: data-quality, rules: {income: {null_max: 0.02, range: [0, 100000]}, case_id: {unique: true}}}
  - {id: fairness, kind: fairness, metrics: {selection_ratio: {breach: 0.8}}, min_group: 30}
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(cast: Cast, machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a suite, and its key, which the organisation accepts; system and asset are registered."""
    manager = cast.actor("manager")
    folder = tmp_path / "workshop"
    folder.mkdir()
    (folder / "suite.yaml").write_text(SUITE)
    key = SigningKey.load_or_make(folder / "key.pem", "assentian-evidence")
    accounts.accept_signing_key(manager, "Workshop", str(key.verifier))
    owner = manager.user_id
    described = {"purpose": "Ranks.", "intended_use": "A hint.", "form": "service", "roles": ("ai_developer",)}
    inventory.register_system(
        manager, inventory.SystemDescription(name="Tiny", stage="validation", owner_id=owner, **described)
    )
    inventory.register_asset(manager, inventory.AssetDescription(name="Cases", kind="dataset", owner_id=owner))
    monkeypatch.setenv("ASSENTIAN_TOKEN", machine.token)
    return folder


def register_cases(folder: Path, machine: Machine, *, women_declined: int) -> None:
    """Write 100 men, half of them declined, and 100 women; tell the register its digest, as a pipeline would."""
    with (folder / "cases.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["case_id", "sex", "income", "declined", "defaulted"])
        for number in range(200):
            sex, place = divmod(number, 100)
            declined = place < (women_declined if sex else 50)
            rows.writerow([number, "woman" if sex else "man", 20_000 + 10 * number, int(declined), number % 2])
    digest = hashlib.sha256((folder / "cases.csv").read_bytes()).hexdigest()
    answer = machine.post("assets/cases/revisions", json.dumps({"label": str(women_declined), "digest": digest}))
    assert answer.status_code == 200, answer.content


def check(folder: Path, server: str) -> Result:
    sending = ["--submit", server, "--organisation", "northwind", "--key", str(folder / "key.pem")]
    return CliRunner().invoke(main, ["check", str(folder / "suite.yaml"), *sending])


def gate(server: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["gate", "tiny", "--server", server, "--organisation", "northwind", *options])


def test_nothing_measured_is_not_clear(server: str, workshop: Path) -> None:
    result = gate(server)
    assert result.exit_code == 2
    assert "CANNOT TELL: tiny into Deployment" in result.output
    assert "E-NONE" in result.output


def assess(cast: Cast) -> None:
    """An impact assessment of the tiny system, recorded by one person and approved by another."""
    system = register.system(cast.organisation, "tiny")
    assert system is not None
    details = impact.AssessmentDetails(summary="Nobody is affected.")
    impact.approve_assessment(cast.actor("approver"), impact.record_assessment(cast.actor("manager"), system, details))


def test_what_passes_and_is_assessed_opens_the_gate(server: str, workshop: Path, machine: Machine, cast: Cast) -> None:
    register_cases(workshop, machine, women_declined=50)
    sent = check(workshop, server)
    assert sent.exit_code == 0, sent.output
    assert Evidence.objects.of("northwind").count() == 2
    result = gate(server, "--stage", "DEP")
    assert result.exit_code == 2
    assert "A-NONE: No impact assessment stands." in result.output
    assess(cast)
    result = gate(server, "--stage", "DEP")
    assert result.exit_code == 0
    assert result.output == "CLEAR: tiny into Deployment\n"


def test_what_fails_closes_it_until_it_is_mended(server: str, workshop: Path, machine: Machine) -> None:
    register_cases(workshop, machine, women_declined=5)
    assert check(workshop, server).exit_code == 1
    blocked = gate(server, "--format", "json")
    assert blocked.exit_code == 1
    reply = json.loads(blocked.output)
    assert reply["answer"] == "blocked"
    reason = reply["reasons"][0]
    assert reason["rule"] == "E-FAIL:fairness"
    assert f"{now():%Y-%m-%d}" in reason["text"]


def test_a_table_that_is_not_registered_is_refused_with_the_reason(
    server: str, workshop: Path, machine: Machine
) -> None:
    register_cases(workshop, machine, women_declined=50)
    (workshop / "cases.csv").write_text((workshop / "cases.csv").read_text().replace(",20000,", ",20001,"))
    result = check(workshop, server)
    assert result.exit_code == 2
    assert "quality was not taken" in result.output
    assert "answered 422: Unprocessable Entity: not registered as revisions of an asset: cases.csv" in result.output
    assert machine.token not in result.output
    assert not Evidence.objects.of("northwind").exists()


def test_a_suite_that_names_its_asset_records_the_revision_with_the_results(
    server: str, workshop: Path, machine: Machine
) -> None:
    register_cases(workshop, machine, women_declined=50)
    suite = workshop / "suite.yaml"
    suite.write_text(suite.read_text().replace("{path: cases.csv}", "{path: cases.csv, asset: cases}"))
    (workshop / "cases.csv").write_text((workshop / "cases.csv").read_text().replace(",20000,", ",20001,"))
    result = check(workshop, server)
    assert result.exit_code == 0, result.output
    digest = hashlib.sha256((workshop / "cases.csv").read_bytes()).hexdigest()
    assert AssetRevision.objects.of("northwind").get(digest=digest).label == "cases"
    suite.write_text(suite.read_text().replace("asset: cases", "asset: other"))
    refused = check(workshop, server)
    assert refused.exit_code == 2
    assert "the revisions were not recorded" in refused.output


def test_a_token_that_is_not_valid_leaves_the_gate_unanswered(
    server: str, workshop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSENTIAN_TOKEN", "asn_made-up")
    result = gate(server)
    assert result.exit_code == 2
    assert "answered 401: Unauthorized" in result.output
    assert "asn_made-up" not in result.output
