"""The suite to fill in: well-formed for every kind there is, and unable to pass before somebody fills it in."""

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from assentian.checks.errors import SuiteError
from assentian.checks.registry import KINDS
from assentian.checks.skeleton import FILL_IN, skeleton
from assentian.checks.suite import load_suite, schema
from assentian.cli.main import main
from assentian.threats.library import DATA, checks
from assentian.threats.matching import instances
from assentian.threats.model import load_model
from assentian.threats.proving import Proof, proofs

EXAMPLE = DATA / "examples" / "credit-scoring.yaml"


@pytest.mark.parametrize("kind", sorted(set(KINDS) & set(checks())))
def test_every_kind_is_named_with_the_keys_that_it_requires(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "suite.yaml"
    path.write_text(skeleton("scorer", [Proof(checks()[kind], tuple(instances(load_model(EXAMPLE))[:1]))]))
    assert complaint(path) is None or "expected" in complaint(path)
    assert set(yaml.safe_load(path.read_text())["checks"][0]) >= set(schema()["$defs"]["kinds"][kind]["required"])


def complaint(path: Path) -> str | None:
    """What is wrong with a suite, if anything: a value that no FILL-IN can stand for is named."""
    try:
        load_suite(path)
    except SuiteError as error:
        return str(error)
    return None


def test_the_suite_of_a_model_names_every_leading_check_and_passes_nothing(tmp_path: Path) -> None:
    wanted = proofs(instances(load_model(EXAMPLE)))
    told = CliRunner().invoke(main, ["threats", str(EXAMPLE), "--format", "suite"])
    assert told.exit_code == 0
    assert [proof.check.id for proof in wanted if f"{proof.check.id}" not in told.output] == []
    path = tmp_path / "suite.yaml"
    path.write_text(told.output)
    assert {check.kind for check in load_suite(path).checks} == {one.check.id for one in wanted} & set(KINDS)
    assert FILL_IN in told.output
    assert CliRunner().invoke(main, ["check", str(path)]).exit_code not in {0, 1}


def test_the_guides_own_threats_come_first() -> None:
    wanted = proofs(instances(load_model(EXAMPLE)))
    named = [proof.is_of_guide for proof in wanted]
    assert named == sorted(named, reverse=True)
    (poisoning,) = [proof for proof in wanted if "DEV-T-1" in proof.threats]
    assert (poisoning.check.id, poisoning.every_days) == ("data-signature", checks()["data-signature"].stale_days)
    assert "train-data" in poisoning.elements
