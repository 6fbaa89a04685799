"""`assentian threats`: what a person and what a machine gets."""

import json

import pytest
from click.testing import CliRunner, Result

from assentian.cli.main import main


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["threats", *arguments])


def test_a_person_sees_the_guides_words_and_the_published_references() -> None:
    result = call("--stage", "Design & Development", "--stride", "t")
    assert result.exit_code == 0
    assert "DEV-T  Design & Development, Tampering" in result.output
    assert "The guide: Tampering: Training data poisoning; model architecture manipulation" in result.output
    assert "A.9.1: Data for AI Systems & Provenance Management. Published: iso42001:A.7.2" in result.output
    assert "DEV-T-1" in result.output


def test_a_machine_gets_all_36_cells() -> None:
    found = json.loads(call("--format", "json").output)
    assert len(found) == 36
    assert sum(cell["guide"] is not None for cell in found) == 6
    (first, *_) = found[0]["threats"]
    assert first["id"] == "INC-S-1"
    assert "iso42001:A.6.2.2" in first["controls"]
    assert "atlas:AML.T0021" in first["references"]


@pytest.mark.parametrize(("option", "words"), [("--stage", "inception"), ("--stride", "S, T")])
def test_an_unknown_word_is_answered_with_the_words_there_are(option: str, words: str) -> None:
    result = call(option, "nowhere")
    assert result.exit_code == 2
    assert "'nowhere' is no" in result.output
    assert words in result.output


def test_threats_are_found_by_an_old_id_and_by_its_new_name() -> None:
    old, new = (json.loads(call("--reference", id_, "--format", "json").stdout) for id_ in ("LLM03:2025", "LLM04:2026"))
    assert old == new
    assert "INC-S-3" in {threat["id"] for cell in old for threat in cell["threats"]}
    assert call("--reference", "LLM03").exit_code == 2
