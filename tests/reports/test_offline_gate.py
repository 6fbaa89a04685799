"""The gate decided from an audit pack alone answers as the server does, and never from a pack that was touched."""

import json
import zipfile

import pytest
from click.testing import CliRunner

from assentian.assurance.models import Nonconformity
from assentian.cli.main import main
from assentian.client.pack_state import PackState
from assentian.inventory.gates import gates
from assentian.journal import checkpoints
from assentian.journal.context import now
from assentian.reports import services
from assentian.standards.vocabulary import Stage
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


def ask(cast, folder, *options, system="credit-scorer"):
    path = services.export_pack(cast.actor("auditor"), folder)
    return CliRunner().invoke(main, ["gate", system, "--offline", str(path), *options]), path


def test_a_pack_answers_as_the_server_does(cast, simulator, tmp_path):
    system = simulator.register_system()

    def both(code):
        result, _ = ask(cast, tmp_path, "--format", "json")
        reply = json.loads(result.output)
        served = gates.ask(system, Stage.DEPLOYMENT, now())
        assert [(one["rule"], one["text"]) for one in reply["reasons"]] == [
            (one.rule, one.text) for one in served.reasons
        ]
        assert (reply["answer"], result.exit_code) == (served.answer.value, code)
        return [one["rule"] for one in reply["reasons"]]

    assert both(2) == ["A-NONE", "E-NONE"]
    simulator.submit(system)
    simulator.assess(system)
    assert both(2) == ["A-UNAPPROVED"]
    simulator.assess(system, cast.actor("approver"))
    assert both(0) == []
    simulator.breach(system)
    assert both(1) == ["A-UPDATE-DUE:T-MET-2", "N-OPEN:1"]
    assert Nonconformity.objects.of(cast.organisation).count() == 1
    simulator.submit(system, "drift", "fail")
    assert both(1)[-2:] == ["E-FAIL:drift", "N-OPEN:1"]


def test_what_a_pack_cannot_tell_is_said(cast, simulator, tmp_path):
    system = simulator.register_system()
    simulator.submit(system)
    simulator.assess(system, cast.actor("approver"))
    result, _ = ask(cast, tmp_path)
    assert result.exit_code == 0
    assert "CLEAR: credit-scorer into Deployment" in result.output
    assert "Not known: What happened after" in result.output
    assert "no known checkpoint anchors the pack" in result.output
    kept = tmp_path / "checkpoint.txt"
    kept.write_text(checkpoints.sign(cast.organisation).note)
    anchored, _ = ask(cast, tmp_path, "--known", str(kept))
    assert "no known checkpoint" not in anchored.output


def test_a_system_that_the_pack_does_not_know_is_not_clear(cast, simulator, tmp_path):
    simulator.register_system()
    result, _ = ask(cast, tmp_path, system="another")
    assert result.exit_code == 2
    assert "P-SYSTEM" in result.output


def test_a_pack_that_was_touched_decides_nothing(cast, simulator, tmp_path):
    system = simulator.register_system()
    simulator.submit(system, verdict="fail")
    _, path = ask(cast, tmp_path)
    with zipfile.ZipFile(path) as pack:
        files = {name: pack.read(name) for name in pack.namelist()}
    name = "entries/00000000.jsonl"
    files[name] = files[name].replace(b'"fail"', b'"pass"')
    touched = tmp_path / "touched.zip"
    with zipfile.ZipFile(touched, "w") as pack:
        for member, data in files.items():
            pack.writestr(member, data)
    result = CliRunner().invoke(main, ["gate", "credit-scorer", "--offline", str(touched)])
    assert result.exit_code == 2
    assert "TAMPERED" in result.output


def test_records_of_another_shape_decide_nothing(cast, simulator, tmp_path, monkeypatch):
    simulator.register_system()
    monkeypatch.setattr("assentian.cli.offline_gate.read_state", lambda _: PackState({"inventory_aisystem": {"1": {}}}))
    result, _ = ask(cast, tmp_path)
    assert result.exit_code == 2
    assert "not as this version keeps them" in result.output


def test_evidence_that_is_missing_keeps_the_answer_from_being_clear(cast, simulator, tmp_path, settings):
    system = simulator.register_system()
    simulator.submit(system)
    simulator.assess(system, cast.actor("approver"))
    for file in (settings.MEDIA_ROOT / "evidence" / cast.organisation).iterdir():
        file.unlink()
    result, _ = ask(cast, tmp_path)
    assert result.exit_code == 2
    assert "P-GAPS" in result.output


def test_a_gate_is_asked_of_a_server_or_of_a_pack_and_not_of_both(tmp_path):
    for options in ([], ["--server", "http://x"], ["--server", "http://x", "--offline", str(tmp_path)]):
        assert CliRunner().invoke(main, ["gate", "scorer", *options]).exit_code == 2
