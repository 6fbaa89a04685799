"""The map of the guide: everything it names exists, and no point of the guide is left out.

The guide itself is not committed. Its points stand in `POINTS` by their first words, and where the published data lies
the list is held against the guide.
"""

import ast
import re
from pathlib import Path

import pytest
from django.urls import get_resolver

ROOT = Path(__file__).resolve().parents[2]
MAP = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip().strip("`") for cell in line.strip("|").split("|")]
    for line in MAP.splitlines()
    if line.startswith("| ") and not line.startswith("| Point")
]
POINTS = """
Determining internal and external
Defining the AIMS scope
Leadership must ensure
Mandatory AI risk assessment
Creation of Risk Treatment Plans
Establishing measurable AI objectives
Implementing technical controls
Performing mandatory AI Impact
Documenting the entire AI lifecycle
ISO 27001 secures the
Mapping AI training data
Joint Statement of Applicability
Ensuring model accuracy
Continuous improvement
Directly linking AIIAs
Using PETs
Utilizing standardized risk
Integrating AI technical failure modes
Documentation of model intent
Identifying operational boundaries
Mapping consequences for all
Assessing potential impacts
Auditing decision-making pipelines
Analyzing training data lineage
Establishing formal mechanisms
Defining transparency
Specialized assessments
Ensuring alignment with human-centric
Clause 9 monitoring
Triggering mandatory AIIA updates
""".strip().splitlines()
TABLE = {
    "Inception": "Spoofing",
    "Design & Development": "Tampering",
    "Verification & Validation": "Repudiation",
    "Deployment": "Info Disclosure",
    "Operation & Monitoring": "Denial of Service",
    "Retirement/Re-evaluation": "Elevation of Privilege",
}


@pytest.mark.parametrize("point", POINTS)
def test_every_bullet_of_the_guide_is_on_the_map(point: str) -> None:
    assert sum(row[0].startswith(point) for row in ROWS) == 1


@pytest.mark.parametrize(("stage", "threat"), TABLE.items())
def test_every_row_of_the_guides_table_is_on_the_map(stage: str, threat: str) -> None:
    assert sum(row[0].startswith(f"{stage}: {threat}") for row in ROWS) == 1


def test_the_list_of_bullets_is_that_of_the_guide(test_data: Path) -> None:
    guide = test_data.parent / "guide.md"
    if not guide.exists():
        pytest.skip("the guide does not lie beside the published data")
    bullets = [line.strip("• \n") for line in guide.read_text(encoding="utf-8").splitlines() if "•" in line]
    assert len(bullets) == len(POINTS)
    assert all(bullet.startswith(point) for bullet, point in zip(bullets, POINTS, strict=True))


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
def test_what_the_map_names_exists(row: list[str]) -> None:
    _, status, code, page, test = row
    assert status in {"stands", "begun", "planned"}
    if status == "planned":
        assert (code, page, test) == ("", "", "")
        return
    path = re.fullmatch(r"\[.*\]\(\.\./(.*)\)", code)
    assert path
    assert (ROOT / path[1]).is_file()
    room, name = page.split(":")
    _, resolver = get_resolver().namespace_dict[room]
    assert name in resolver.reverse_dict
    file, function = test.split("::")
    functions = ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))
    assert function in {node.name for node in functions if isinstance(node, ast.FunctionDef)}
