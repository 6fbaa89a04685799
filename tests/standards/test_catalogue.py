import re
from collections import Counter
from dataclasses import replace

import pytest

from assentian.standards.catalogue import UnknownNodeError, catalogue
from assentian.standards.keys import EDITIONS, NodeKey
from assentian.standards.vocabulary import AIRole, GuideStatus, IsoStage, NodeKind, Relation, Stage, Stride

FACTS = catalogue()


def kinds(edition):
    return Counter(node.kind for node in FACTS.nodes.values() if node.key.edition == edition)


def test_iso_42001_has_its_published_counts():
    counted = kinds("iso42001")
    assert (counted["clause"], counted["objective"], counted["control"]) == (43, 9, 38)
    assert (counted["ai_objective"], counted["risk_source"]) == (11, 7)
    assert len(FACTS.documents) == 20


def test_seventy_requirements_stand_in_the_order_of_the_standard():
    requirements = FACTS.requirements("iso42001")
    assert [node.kind for node in requirements] == [NodeKind.CLAUSE] * 32 + [NodeKind.CONTROL] * 38
    ids = [node.key.id for node in requirements]
    assert ids[0] == "4.1"
    assert ids[31:33] == ["10.2", "A.2.2"]
    assert ids[-1] == "A.10.4"
    assert ids == sorted(ids, key=lambda text: (text[0] == "A", [int(number) for number in re.findall(r"\d+", text)]))


@pytest.mark.parametrize(
    ("edition", "kind", "count"),
    [
        ("iso27001", NodeKind.CONTROL, 93),
        ("iso27701-2025", NodeKind.CONTROL, 78),
        ("iso9001", NodeKind.CLAUSE, 73),
        ("iso31000", NodeKind.PRINCIPLE, 8),
        ("iso5338", NodeKind.PROCESS, 33),
        ("nist-ai-rmf", NodeKind.SUBCATEGORY, 72),
        ("eu-ai-act", NodeKind.ARTICLE, 26),
        ("oecd-ai", NodeKind.PRINCIPLE, 5),
    ],
)
def test_other_editions_have_their_published_counts(edition, kind, count):
    assert kinds(edition)[kind] == count


def test_the_four_themes_of_iso_27001_hold_their_controls():
    sizes = [len(FACTS.children(f"iso27001:A.{theme}")) for theme in (5, 6, 7, 8)]
    assert sizes == [37, 8, 14, 34]
    assert sum(node.facts.get("new_in_2022", False) for node in FACTS.nodes.values()) == 11


def test_only_management_system_standards_have_requirements():
    counts = {edition: len(FACTS.requirements(edition)) for edition in EDITIONS}
    assert {edition: count for edition, count in counts.items() if count} == {
        "iso42001": 70,
        "iso27001": 30 + 93,
        "iso27701-2025": 30 + 78,
        "iso9001": 56,
    }


def test_every_node_is_found_by_both_spellings_of_its_key():
    for short, node in FACTS.nodes.items():
        assert node.key.short == short
        assert FACTS.node(node.key.urn) is node
        assert FACTS.node(node.key) is node


def test_stages_and_roles_of_the_vocabulary_are_the_published_ones():
    stages = [node.key.id for node in FACTS.nodes.values() if node.kind is NodeKind.STAGE]
    assert stages == [stage.value for stage in IsoStage]
    roles = {node.key.id: node for node in FACTS.nodes.values() if node.kind is NodeKind.AI_ROLE}
    assert {key: node.title for key, node in roles.items()} == {role.value: role.label for role in AIRole}
    for role in AIRole:
        parent = roles[role].parent
        assert role.group == (parent.id if parent else role.value)


def test_no_summary_uses_the_language_of_requirements():
    written = [node.summary for node in FACTS.nodes.values()]
    written += [row.what for row in FACTS.documents] + [question.question for question in FACTS.questions]
    assert not [text for text in written if re.search(r"\bshall\b", text, re.IGNORECASE)]


def test_own_words_are_in_british_spelling():
    written = [node.summary for node in FACTS.nodes.values()] + [row.note for row in FACTS.mapping_rows]
    written += [row.note for row in FACTS.guide_rows()] + [question.question for question in FACTS.questions]
    assert not [text for text in written if re.search(r"organiz|authoriz|prioritiz|behavior\b", text)]


def test_mappings_are_found_from_both_ends():
    assert [row.target.short for row in FACTS.mappings("iso42001:A.7.5", "iso9001")] == ["iso9001:8.5.2"]
    assert "iso42001:A.7.5" in {row.target.short for row in FACTS.mappings("iso9001:8.5.2")}
    assert len(FACTS.mappings("iso42001:A.7.5")) > len(FACTS.mappings("iso42001:A.7.5", "iso9001"))


def test_a_row_read_from_its_target_turns_its_relation_round():
    row = replace(FACTS.mapping_rows[0], relation=Relation.SUBSET)
    assert (row.inverse().source, row.inverse().target) == (row.target, row.source)
    assert row.inverse().relation is Relation.SUPERSET


def test_wording_shared_by_management_systems_never_counts_as_equal():
    # Another system proves nothing about AI until its scope includes it.
    shared = [row for row in FACTS.mapping_rows if row.basis == "harmonised_structure"]
    assert {row.relation for row in shared} == {Relation.INTERSECTS}


def test_the_inverse_of_the_inverse_of_every_row_is_the_row():
    assert len(FACTS.mapping_rows) == 392
    for row in FACTS.mapping_rows:
        assert row.inverse().inverse() == row
        assert row.inverse() in FACTS.mappings(row.target)


def test_a_gap_says_that_a_whole_edition_has_no_counterpart():
    assert [gap.edition for gap in FACTS.gaps("iso42001:6.1.4")] == ["iso27001", "iso9001"]
    assert not any(FACTS.mappings(gap.key, gap.edition) for gap in FACTS.gap_rows)


def test_the_guides_six_rows_resolve_to_exactly_their_status_words():
    assert [(row.cell, row.as_written, row.status.value, row.primary.short) for row in FACTS.guide_rows()] == [
        ("INC-S", "A.8.1", "resolves_to_objective_not_control", "iso42001:A.9.4"),
        ("DEV-T", "A.9.1", "resolves_to_objective_of_other_topic", "iso42001:A.7.2"),
        ("VAL-R", "A.7.1", "resolves_to_objective_of_other_topic", "iso42001:A.6.2.8"),
        ("DEP-I", "A.5.1", "resolves_to_objective_of_other_topic", "iso42001:A.2.2"),
        ("OPS-D", "A.10.3", "resolves_to_other_control", "iso42001:A.6.2.6"),
        ("RET-E", "A.8.6", "does_not_resolve", "iso42001:A.10.3"),
    ]
    assert [heading.as_written for heading in FACTS.guide_headings] == ["Annex B.4"]
    assert FACTS.guide_headings[0].status is GuideStatus.OTHER_TOPIC


def test_what_stands_at_the_guides_numbers_is_what_the_status_says():
    printed = {row.as_written: FACTS.at_number(row.number) for row in FACTS.guide_rows()}
    assert {number: node and node.title for number, node in printed.items()} == {
        "A.8.1": "Information for interested parties of AI systems",
        "A.9.1": "Use of AI systems",
        "A.7.1": "Data for AI systems",
        "A.5.1": "Assessing impacts of AI systems",
        "A.10.3": "Suppliers",
        "A.8.6": None,
    }
    assert FACTS.at_number("iso42001:B.4").title == "Resources for AI systems"


def test_a_node_knows_the_guides_labels_that_it_carries():
    assert [label.as_written for label in FACTS.guide_labels("iso42001:A.7.5")] == ["A.9.1", "A.7.1"]
    assert FACTS.guide_row(Stage.OPERATION, Stride.DENIAL_OF_SERVICE).as_written == "A.10.3"
    assert FACTS.guide_row(Stage.INCEPTION, Stride.TAMPERING) is None


def test_every_reference_of_guide_and_audit_is_a_node():
    keys = [reference.key for label in (*FACTS.guide_rows(), *FACTS.guide_headings) for reference in label.references]
    keys += [key for row in FACTS.guide_rows() for key in (*row.clauses, *row.threat_controls)]
    keys += [key for module in FACTS.guide_modules for key in module.references]
    keys += [key for asked in (*FACTS.questions, *FACTS.findings) for key in asked.nodes]
    assert len(keys) > 200
    assert all(isinstance(key, NodeKey) and FACTS.find(key) for key in keys)


def test_auditors_questions_about_a_clause_hold_for_its_parts():
    asked = [question.question for question in FACTS.audit_questions("iso42001:9.2.1")]
    assert "internal audit done or planned, management review done or planned" in asked
    assert any(finding.id == "NC-12" for finding in FACTS.audit_findings("iso42001:9.3.2"))


def test_documented_information_is_found_by_its_clause():
    assert [row.id for row in FACTS.documented_information("iso42001:6.1.3")] == ["DI-05", "DI-06", "DI-07", "DI-08"]


def test_evidence_sources_are_found_by_id_and_alias():
    assert len({source.id for source in FACTS.evidence_sources}) == 54
    assert FACTS.evidence_source("data.quality.pass_rate").checks == ("data-quality",)
    assert FACTS.evidence_source("clock") is FACTS.evidence_source("review.age")
    with pytest.raises(UnknownNodeError):
        FACTS.evidence_source("data.weather")


@pytest.mark.parametrize(
    ("key", "complaint"),
    [
        ("iso42001:A.8.6", r"ISO/IEC 42001:2023 has no A\.8\.6"),
        ("gdpr:99", r"Regulation \(EU\) 2016/679 has no 99"),
    ],
)
def test_a_missing_node_is_named_with_its_edition(key, complaint):
    assert FACTS.find(key) is None
    with pytest.raises(UnknownNodeError, match=complaint):
        FACTS.node(key)


def test_an_unknown_edition_is_an_error_and_not_an_empty_list():
    with pytest.raises(UnknownNodeError, match="no such edition"):
        FACTS.requirements("iso42002")


def test_sources_of_every_fact_are_listed():
    known = {source.key for source in FACTS.sources}
    used = {key for edition in FACTS.editions.values() for key in edition.sources}
    used |= {key for row in (*FACTS.documents, *FACTS.findings, *FACTS.family) for key in row.sources}
    assert used <= known
    assert len(FACTS.sources) == len(known) == 92


@pytest.mark.parametrize("text", ["urn:nothing", "urn:assentian:iso-iec-42001:1999:A.7.4", "A.7.4", ""])
def test_what_is_no_key_finds_nothing(text):
    assert FACTS.find(text) is None
