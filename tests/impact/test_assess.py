"""`assentian assess`: a level with its reasons from one file; each wrong file named with line and what is expected."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from assentian.cli.main import main
from assentian.impact.bank.library import bank
from assentian.impact.scoring.score import score
from assentian.impact.sheet.reading import LARGEST, load
from assentian.impact.sheet.skeleton import skeleton
from assentian.impact.sheet.writing import scoring_in_words
from assentian.standards.strict_yaml import ContentError
from tests.impact.golden import answers, case


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True


def written(folder: Path, name: str, told: dict[str, Any], **more: Any) -> Path:
    path = folder / f"{name}.yaml"
    content = {"schema": "aiia-answers/1", "system": name, "answers": told, **more}
    path.write_text(yaml.dump(content, Dumper=_Plain, sort_keys=False), encoding="utf-8")
    return path


def assess(*arguments: Any) -> Result:
    return CliRunner().invoke(main, ["assess", *map(str, arguments)])


def test_a_level_is_told_with_its_reasons_and_what_holds_it_back(tmp_path: Path) -> None:
    told = assess(written(tmp_path, "Triage", answers(case("G08"))))
    assert told.exit_code == 1
    for part in (
        "Triage: inherent level III High, residual III High",
        "Hold: mitigation is not ready",
        "Two or more dimensions of effect on people are at their worst",
        "urgent case ranked low",
        "Risk manager",
        "Mitigation readiness is 0 % where level III needs 75 %",
        f"sha256 {bank().digest}",
    ):
        assert part in told.output


def test_what_is_ready_ends_with_0(tmp_path: Path) -> None:
    grades = {question.key: "A3" for question in bank().questions}
    told = assess(written(tmp_path, "Members", answers(case("G13")), grades=grades), "--format", "text")
    assert told.exit_code == 0
    assert "Ready for a decision" in told.output
    assert "- F1; II; One dimension" in told.output


def test_what_is_screened_out_ends_with_0(tmp_path: Path) -> None:
    told = assess(written(tmp_path, "Notes", answers(case("G02")), depth="screening"), "--format", "json")
    assert told.exit_code == 0
    assert json.loads(told.output)["state"] == "screened_out"


def test_the_whole_is_told_as_json(tmp_path: Path) -> None:
    told = json.loads(assess(written(tmp_path, "Credit", answers(case("G07"))), "--format", "json").output)
    assert (told["system"], told["inherent"], told["residual"]) == ("Credit", "IV", "IV")
    assert told["bank"] == {"version": bank().version, "sha256": bank().digest}
    assert told["duties"]["approver"] == "Top management"
    assert {reason["rule"] for reason in told["because"]} == {"F1", "F5", "T-MET-1", "row"}
    assert told["harms"][0]["measured_likelihood"] == 4


def test_two_files_are_told_apart(tmp_path: Path) -> None:
    before, after = (written(tmp_path, name, answers(case(name))) for name in ("G05", "G07"))
    told = assess(after, "--diff", before)
    assert told.exit_code == 1
    assert "Inherent level III -> IV" in told.output
    assert "moved by T-MET-1:wrong refusal->IV" in told.output
    found = json.loads(assess(after, "--diff", before, "--format", "json").output)
    assert found["inherent"] == ["III", "IV"]
    same = assess(before, "--diff", before)
    assert "Inherent level III, as before" in same.output
    assert "Nothing that counts has changed." in same.output


@pytest.mark.parametrize("depth", ["screening", "core"])
def test_a_new_file_can_be_scored_as_it_stands(tmp_path: Path, depth: str) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(assess("--new", "--depth", depth).output, encoding="utf-8")
    told = assess(path, "--format", "json")
    assert told.exit_code == 1
    assert json.loads(told.output)["inherent"] == ("II" if depth == "screening" else "III")


def test_a_new_file_names_every_question_with_its_choices() -> None:
    text = skeleton(bank())
    assert all(f"\n  {question.key}:\n" in text for question in bank().questions)
    assert "- legal_or_vital: rights, liberty" in text
    assert "- 'no': no, with reasons" in text
    assert "likelihood: 1 Rare; 2 Possible; 3 Likely; 4 Expected or already seen" in text


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("M3.04", ["group_results", "Not scored.", "Lock from fairness.tpr_gap_max", "Opened again by: T-MET-2"]),
        ("automation", ["M1.04", "dimension autonomy", "decides or acts", "(4 of 4)", "under 1 % of outputs"]),
        ("M1.12", ["the share of rows with detector", "Rows with: parameter"]),
    ],
)
def test_a_question_is_explained(name: str, parts: list[str]) -> None:
    told = assess("--explain", name)
    assert told.exit_code == 0
    assert not [part for part in parts if part not in told.output]


def test_every_question_says_in_words_what_it_does() -> None:
    assert all(scoring_in_words(bank(), question).endswith(".") for question in bank().questions)


def test_an_unknown_question_is_answered_with_the_nearest() -> None:
    told = assess("--explain", "automaton")
    assert told.exit_code == 2
    assert "did you mean 'automation'?" in told.output


def test_without_a_file_it_says_what_it_needs() -> None:
    told = assess()
    assert told.exit_code == 2
    assert "name a file of answers" in told.output


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("automaton: decides", "answers.automaton: there is no such question; did you mean 'automation'?"),
        ("automation: decide", "answers.automation: 'decide' is no choice; did you mean 'decides'?"),
        ("automation: [decides]", "answers.automation: expected one of background, informs"),
        ("history: no", "no has two meanings"),
        ("prohibited: unknown", "answers.prohibited: this question must be answered"),
        ("prohibited: none", "answers.prohibited: expected a list of choices, as [manipulation]"),
        ("prohibited: [none, social_scoring]", "answers.prohibited: 'none' stands alone"),
        ("vulnerability: [chldren]", "answers.vulnerability[0]: 'chldren' is no choice"),
        ("reach: -4", "answers.reach: expected a number, 0 or more"),
        ("reach: many", "answers.reach: expected a number, 0 or more"),
        ("lineage: most", "answers.lineage: expected a number, 0 or more"),
        ("limits: none", "answers.limits: expected rows, each with some of limit, when_it_shows"),
        ("limits: [slang]", "answers.limits[0]: expected a row with some of limit"),
        ("limits: {credit: 2}", "answers.limits.credit: expected a reviewer's grade from 0 to 1"),
        ("limits: [{limt: slang}]", "answers.limits[0].limt: there is no such column; did you mean 'limit'?"),
        ("security_tests: many", "answers.security_tests: expected fields, as {threat_coverage: ...}"),
        (
            "incident_plan: [a]",
            "answers.incident_plan: expected fields, as {plan: ..., exercised_within_12_months: ...}",
        ),
        ("purpose: 7", "answers.purpose: expected a text"),
        ("rights_screen: [{right: R99}]", "answers.rights_screen[0].right: 'R99' is no such word"),
        ("rights_screen: [{effect: bad}]", "expected one of strengthens, none, weakens, weakens_on_purpose, unknown"),
        ("groups: [{group: a, vulnerability_factors: [kid]}]", "'kid' is no such word"),
        ("impact_register: [{gravity: 5}]", "answers.impact_register[0].gravity: expected 1, 2, 3, 4 or unknown"),
        ("impact_register: [{right_or_harm: harm}]", "'harm' is no such word"),
        ("impact_register: [{group: all}]", "answers.impact_register[0].group: is no group of `groups`"),
        ("impact_register: [{measured_per_1000: 1001}]", "expected how many in 1 000 decisions"),
        ("impact_register: [{controls: all}]", "expected rows with name, acts_on and assurance"),
        ("impact_register: [{controls: [{nam: a}]}]", "expected name, acts_on and assurance"),
        ("impact_register: [{controls: [{acts_on: luck}]}]", "controls[0].acts_on: expected one of gravity, extent"),
        ("impact_register: [{controls: [{acts_on: extent, assurance: A7}]}]", "assurance: expected one of A0, A1"),
    ],
)
def test_a_wrong_answer_is_named_with_its_line_and_what_is_expected(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(f"schema: aiia-answers/1\nanswers:\n  opacity: opaque\n  {line}\n", encoding="utf-8")
    told = assess(path)
    assert told.exit_code == 2
    assert f"{path}:4: " in told.output
    assert complaint in told.output


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- a\n", "expected the keys schema, system"),
        ("answers: {}\n", "expected schema: aiia-answers/1"),
        ("schema: aiia-answers/1\nanswer: {}\n", ":2: answer: unknown key; did you mean 'answers'?"),
        ("schema: aiia-answers/1\ndepth: deep\n", ":2: depth: expected one of screening, core"),
        ("schema: aiia-answers/1\nanswers: []\n", ":2: answers: expected answers by key"),
        ("schema: aiia-answers/1\ngrades: {notices: A3}\n", "there is no such question; did you mean 'notice'?"),
        ("schema: aiia-answers/1\ngrades: {notice: A9}\n", ":2: grades.notice: expected one of A0, A1"),
        ("schema: aiia-answers/1\nchallenged: [x]\n", ":2: challenged[0]: 'x' cannot stand here"),
        ("schema: aiia-answers/1\nwaived: [F1]\n", ":2: waived[0]: 'F1' cannot stand here; expected one of F5"),
        ("schema: aiia-answers/1\nanswers: &a {}\n", "anchors and aliases are not allowed"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(text, encoding="utf-8")
    told = assess(path)
    assert told.exit_code == 2
    assert complaint in told.output


def test_a_file_beyond_all_measure_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("#" * (LARGEST + 1), encoding="utf-8")
    with pytest.raises(ContentError, match="bytes long; answers take at most"):
        load(path, bank())
    with pytest.raises(ContentError, match="cannot be read"):
        load(tmp_path / "absent.yaml", bank())


def test_grades_challenges_and_waivers_of_a_file_count(tmp_path: Path) -> None:
    told = {**answers(case("G13")), "regulated_area": ["education"]}
    more = {"grades": {"notice": "A3"}, "challenged": ["logs"], "waived": ["F5"]}
    sheet = load(written(tmp_path, "s", told, **more), bank())
    result = score(bank(), sheet.answers, sheet.evidence)
    assert result.waived == ("F5",)
    assert result.challenged == ("logs",)
    assert {line.key: line.grade for line in result.credits}["notice"] == "A3"
