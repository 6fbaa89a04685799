"""The catalogue as pages want it."""

import pytest

from assentian.catalogue import queries
from assentian.standards.catalogue import UnknownNodeError, catalogue
from assentian.standards.vocabulary import GuideStatus


def test_every_node_of_an_edition_stands_in_exactly_one_part():
    every = catalogue().nodes.values()
    heads = {node.key for node in every if node.parent is None and catalogue().children(node.key)}
    for edition in catalogue().editions:
        listed = [node.key for part in queries.parts(edition) for node in part.nodes]
        assert len(listed) == len(set(listed))
        assert set(listed) == {node.key for node in every if node.key.edition == edition} - heads


def test_sizes_start_with_the_standard_itself():
    sizes = queries.sizes()
    assert next(iter(sizes)) == "iso42001"
    assert sum(sizes.values()) == len(catalogue().nodes)


def test_about_a_node_gathers_what_hangs_on_it():
    about = queries.about("iso42001:A.6.2.4")
    assert [node.key.id for node in about.parents] == ["A.6", "A.6.2"]
    assert about.evidence_kinds == ("test plan", "test result")
    assert {mapped.source for mapped in about.mappings} == {about.node}
    assert all(mapped.edition.key == mapped.target.key.edition for mapped in about.mappings)


def test_a_clause_is_shown_by_its_documented_information():
    assert queries.evidence_kinds(catalogue().node("iso42001:5.2")) == ("AI policy",)


def test_an_unknown_node_says_so():
    with pytest.raises(UnknownNodeError):
        queries.about("iso42001:A.8.6")


def test_the_crosswalk_narrows_by_edition_and_confidence():
    every = queries.crosswalk()
    assert len(every) == len(catalogue().mapping_rows)
    narrowed = queries.crosswalk("iso27001", "high")
    assert 0 < len(narrowed) < len(every)
    assert {(m.target.key.edition, m.row.confidence) for m in narrowed} == {("iso27001", "high")}


def test_targets_lead_with_the_edition_most_mapped():
    counts = [len(queries.crosswalk(edition.key)) for edition in queries.targets()]
    assert counts == sorted(counts, reverse=True)
    assert all(counts)


def test_only_agreement_is_green_and_a_number_that_means_something_else_is_red():
    tones = {status: queries.tone(status) for status in GuideStatus}
    assert [status for status, tone in tones.items() if tone == "ok"] == [GuideStatus.AGREES]
    assert tones[GuideStatus.OTHER_CONTROL] == tones[GuideStatus.DOES_NOT_RESOLVE] == "bad"
