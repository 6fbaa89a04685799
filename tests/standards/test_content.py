import re

import pytest

from assentian.standards.content import read_content
from assentian.standards.strict_yaml import ContentError


def spoil(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("iso/iso-42001-2023.yaml", "kind: control", "kind: controll", "no NodeKind; the words are clause"),
        ("iso/iso-42001-2023.yaml", "clause: 43", "clause: 44", "there are"),
        ("iso/iso-42001-2023.yaml", 'node: "4.3"', 'node: "4.9"', "4.9 is no node of iso42001"),
        ("iso/iso-42001-2023.yaml", "key: iso42001", "key: iso42002", "not in keys.EDITIONS"),
        ("iso/iso-42001-2023.yaml", "  - advisera", "  - advice", "not in sources.yaml"),
        ("iso/iso-42001-2023.yaml", "title: AI policy", "titel: AI policy", "'titel' was unexpected"),
        ("iso/iso-22989-2022.yaml", 'parent: "ai_provider"', 'parent: "ai_provder"', "which is no node"),
        ("crosswalk.yaml", "relation: intersects", "relation: inside", "no Relation"),
        ("crosswalk.yaml", "target: 'iso27001:4.1'", "target: 'iso27001:4.9'", "iso27001:4.9 is no node"),
        ("crosswalk.yaml", "basis: harmonised_structure", "basis: hearsay", "not among the bases"),
        ("crosswalk.yaml", "target: 'iso9001:4.1'", "target: 'iso27001:4.1'", "are mapped twice"),
        ("crosswalk.yaml", "rows: 392", "rows: 391", "there are"),
        ("guide.yaml", "number: iso42001:A.8.1", "number: iso42001:A.8.2", "does not stand for"),
        ("guide.yaml", "stage: development", "stage: design", "no Stage"),
        ("guide.yaml", ", primary: true", "", "exactly one reference is primary"),
        ("audit.yaml", "visit: stage_2", "visit: stage_3", "no AuditVisit"),
        ("oecd-ai.yaml", "schema: edition/1", "schema: editions/1", "'editions' is none of"),
    ],
)
def test_a_wrong_fact_is_named_with_file_and_line(data, name, old, new, complaint):
    spoil(data / name, old, new)
    with pytest.raises(ContentError, match=complaint) as raised:
        read_content(data)
    assert re.match(rf"{re.escape(str(data / name))}:\d+: ", str(raised.value))


def test_the_line_is_the_one_to_mend(data):
    line = spoil(data / "crosswalk.yaml", "relation: intersects", "relation: inside")
    with pytest.raises(ContentError) as raised:
        read_content(data)
    assert raised.value.line == line


def test_a_node_that_stands_twice_is_refused(data):
    path = data / "oecd-ai.yaml"
    spoil(path, '- id: "1.2"', '- id: "1.1"')
    with pytest.raises(ContentError, match=r"node 1\.1 stands twice"):
        read_content(data)
