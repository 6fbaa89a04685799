"""The library of threats: whole, resolvable, and word for word where it speaks for the guide."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from assentian.standards.catalogue import catalogue
from assentian.standards.strict_yaml import ContentError, read
from assentian.standards.vocabulary import Stage, Stride
from assentian.threats.compile import check, check_catalogue, check_references, compiled
from assentian.threats.library import DATA, cells, checks, select, threat
from assentian.threats.references import UnknownReferenceError, frameworks, named

SIX = ["INC-S", "DEV-T", "VAL-R", "DEP-I", "OPS-D", "RET-E"]


def test_the_committed_json_is_what_the_yaml_says() -> None:
    assert {path: path.read_text(encoding="utf-8") for path in compiled()} == compiled()


def test_there_are_36_cells_and_none_is_empty() -> None:
    assert [cell.id for cell in cells()] == [f"{stage.code}-{stride}" for stage in Stage for stride in Stride]
    assert all(cell.threats for cell in cells())
    assert sum(len(cell.threats) for cell in cells()) == 86


def test_a_threat_stands_in_the_cell_of_its_id() -> None:
    assert {threat.cell for cell in cells() for threat in cell.threats if threat.cell != cell.id} == set()


def test_every_control_is_in_the_catalogue_and_every_reference_in_a_named_version() -> None:
    threats = [threat for cell in cells() for threat in cell.threats]
    assert not [key.short for threat in threats for key in threat.controls if catalogue().find(key) is None]
    keys = {framework.key for framework in frameworks()}
    assert {framework for threat in threats for framework, _ in threat.references} == keys
    assert all(one.title for threat in threats for one in threat.named)
    assert all(framework.version for framework in frameworks())


def test_the_guides_six_cells_carry_its_row_and_every_phrase_of_it_has_its_threat() -> None:
    primary = [cell for cell in cells() if cell.guide]
    assert [cell.id for cell in primary] == SIX
    for cell in primary:
        _, _, said = cell.guide.threat.rstrip(".").partition(": ")
        assert [phrase.strip() for phrase in said.split(";")] == [t.guide for t in cell.threats if t.guide]


def test_the_guide_says_each_of_the_six_rows_word_for_word(test_data: Path) -> None:
    guide = (test_data.parent / "guide.md").read_text(encoding="utf-8").splitlines()
    rows = [cell.guide for cell in cells() if cell.guide]
    assert [f"{row.stage.label} {row.threat} {row.as_written}: {row.label}." for row in rows] == [
        line for line in guide if any(line.startswith(f"{stage.label} ") for stage in Stage)
    ]


@pytest.mark.parametrize(
    ("stage", "stride", "number"),
    [
        (None, None, 36),
        (Stage.DEPLOYMENT, None, 6),
        (None, Stride.TAMPERING, 6),
        (Stage.RETIREMENT, Stride.SPOOFING, 1),
    ],
)
def test_cells_are_selected_by_stage_and_letter(stage: Stage | None, stride: Stride | None, number: int) -> None:
    assert len(select(stage, stride)) == number


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ("- id: INC-S-2", "- id: INC-S-1", "INC-S-1 stands twice"),
        ("iso42001: [A.6.2.2, A.5.4, A.7.3]", "iso42001: [A.8.6]", "A.8.6 is no node of iso42001"),
        ('guide: "Synthetic identity input"', 'guide: "Fake people"', "does not say 'Fake people'"),
        ("when: {affects_people: true}", "when: {afects_people: true}", "a system has no attribute afects_people"),
    ],
)
def test_a_wrong_fact_is_named_with_its_line(was: str, becomes: str, complaint: str, tmp_path: Path) -> None:
    text = (DATA / "threats.yaml").read_text(encoding="utf-8")
    assert was in text
    path = tmp_path / "threats.yaml"
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=complaint) as found:
        check(read(path))
    assert found.value.line > 1


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ("atlas: [AML.T0021, ", "atlas: [AML.T9021, ", "AML.T9021 is no pinned id of atlas"),
        ('owasp_llm: ["LLM03:2025"]', 'owasp_llm: ["LLM04:2026"]', "LLM04:2026 is no pinned id of owasp_llm"),
    ],
)
def test_a_dangling_reference_is_named_with_its_line(was: str, becomes: str, complaint: str, tmp_path: Path) -> None:
    text = (DATA / "threats.yaml").read_text(encoding="utf-8")
    assert was in text
    path = tmp_path / "threats.yaml"
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=complaint) as found:
        check_references(read(DATA / "references.yaml"), read(path))
    assert found.value.line > 1


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ('AML.T0019: "AML.T0115.000"', 'AML.T9019: "AML.T0115.000"', "AML.T9019 is superseded and not pinned"),
        ('AML.T0019: "AML.T0115.000"', 'AML.T0019: "AML.T0020"', "AML.T0020 is no new id"),
        ("{key: nist_aml", "{key: atlas", "every framework stands once"),
    ],
)
def test_a_wrong_name_for_an_old_id_is_named(was: str, becomes: str, complaint: str, tmp_path: Path) -> None:
    text = (DATA / "references.yaml").read_text(encoding="utf-8")
    assert was in text
    path = tmp_path / "references.yaml"
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=complaint):
        check_references(read(path), read(DATA / "threats.yaml"))


def test_a_check_that_nothing_uses_and_one_that_is_not_there_are_named(tmp_path: Path) -> None:
    text = (DATA / "checks.yaml").read_text(encoding="utf-8")
    path = tmp_path / "checks.yaml"
    unused = text.replace(
        "{id: signoff,",
        "{id: unheard-of, title: T, tier: core, lib: [], measure: m, pass: p, stale_days: 1}\n- {id: signoff,",
    )
    path.write_text(unused, encoding="utf-8")
    with pytest.raises(ContentError, match="unheard-of is named by no threat"):
        check_catalogue(read(path), read(DATA / "threats.yaml"))
    path.write_text(text.replace("{id: signoff,", "{id: sign-off, serves: aiia,"), encoding="utf-8")
    with pytest.raises(ContentError, match="no check is called signoff"):
        check_catalogue(read(path), read(DATA / "threats.yaml"))
    assert {one for cell in cells() for found in cell.threats for one in found.checks} <= set(checks())


def test_an_old_id_leads_to_its_new_name_and_back() -> None:
    assert named("LLM03:2025") == named("llm04:2026")
    assert named("AML.T0058").words == "MITRE ATLAS 5.6.0: AML.T0058 Publish Poisoned Models (AML.T0115.001 in 2026.07)"
    assert "OWASP Top 10 for LLM Applications 2025: LLM04:2025 Data and Model Poisoning (LLM05:2026 in 2026)" in {
        one.words for one in threat("DEV-T-1").named
    }


@pytest.mark.parametrize(
    ("spelling", "said"), [("LLM03", "write it with its year"), ("AML.T9", "no pinned vocabulary")]
)
def test_an_id_whose_meaning_hangs_on_a_year_needs_it(spelling: str, said: str) -> None:
    with pytest.raises(UnknownReferenceError, match=said):
        named(spelling)


def test_an_empty_cell_is_named(tmp_path: Path) -> None:
    text = (DATA / "threats.yaml").read_text(encoding="utf-8")
    path = tmp_path / "threats.yaml"
    path.write_text(re.sub(r"INC-E-(\d)", r"INC-D-1\1", text), encoding="utf-8")
    with pytest.raises(ContentError, match="no threat in INC-E"):
        check(read(path))


def test_listing_threats_reads_no_yaml_and_starts_no_server() -> None:
    code = "import sys; from assentian.threats.library import cells; cells(); print({'yaml', 'ninja'} & {*sys.modules})"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"
