"""The files of the demonstration speak the vocabulary, and every name in them leads somewhere."""

from graphlib import TopologicalSorter

import pytest

from assentian.demo import compas, credit, story
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import AIRole, NodeKind, ReadinessLevel, Role, Stage

TOLD = story.story()
PEOPLE = {person.key: person for person in TOLD.people}
ASSETS = {asset.key: asset for asset in TOLD.assets}


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables")
    compas.write(folder / "compas.parquet")
    credit.write_training_tables(folder / "credit")
    credit.write_reference(folder / "credit", size=20)
    for month in credit.LIVE_MONTHS:
        credit.write_month(folder / "credit", month, size=20)
    return folder


def test_every_role_of_the_product_has_one_person_or_more():
    assert {person.role for person in TOLD.people} == set(Role)
    assert PEOPLE["eva.kowalska"].email == "eva.kowalska@northwind.example"


@pytest.mark.parametrize("system", TOLD.systems, ids=lambda system: system.key)
def test_a_system_speaks_the_vocabulary_and_names_what_exists(system):
    assert system.form in {"product", "service", "internal_tool"}
    assert Stage(system.stage)
    assert [AIRole(role) for role in system.roles]
    assert system.owner in PEOPLE
    assert system.version is None or set(system.version.parts) <= ASSETS.keys()
    assert all((system.purpose, system.intended_use, system.foreseeable_misuse))


def test_all_three_forms_and_all_six_stages_are_shown():
    assert {system.form for system in TOLD.systems} == {"product", "service", "internal_tool"}
    assert {system.stage for system in TOLD.systems} == set(Stage)


def test_only_the_two_systems_with_outcomes_have_digests_of_data(tables):
    with_files = {key for key, asset in ASSETS.items() if asset.revisions(tables)}
    shown = {system.key for system in TOLD.systems if system.version and with_files & set(system.version.parts)}
    assert shown == {"northwind-score", "compas"}


def test_every_live_month_is_a_revision_with_its_own_digest(tables):
    revisions = ASSETS["credit-live"].revisions(tables)
    assert [revision.label for revision in revisions] == list(credit.LIVE_MONTHS)
    assert len({revision.digest for revision in revisions}) == len(revisions)


def test_an_asset_that_names_a_file_finds_it_and_another_has_none(tables):
    for asset in TOLD.assets:
        assert bool(asset.revisions(tables)) == bool(asset.files or asset.package), asset.key
        assert asset.owner in PEOPLE


def test_provenance_joins_known_assets_without_a_circle():
    graph: dict[str, set[str]] = {}
    for edge in TOLD.provenance:
        assert {edge.asset, edge.source} <= ASSETS.keys()
        assert edge.origin in {"trained_on", "evaluated_on", "derived_from", "scored_by"}
        graph.setdefault(edge.asset, set()).add(edge.source)
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("claim", TOLD.controls, ids=lambda claim: claim.requirement)
def test_a_claim_about_a_control_has_owner_level_status_and_words(claim):
    assert catalogue().node(claim.requirement).kind is NodeKind.CONTROL
    assert claim.owner in PEOPLE
    assert claim.level in set(ReadinessLevel)
    assert claim.status == ("implemented" if claim.level >= ReadinessLevel.OPERATING else "in_progress")
    assert len(claim.statement) > 40


def test_every_clause_is_claimed_and_some_controls_are_not_described_yet():
    assessable = catalogue().requirements("iso42001")
    clauses = [node.key.short for node in assessable if node.kind is NodeKind.CLAUSE]
    assert [claim.requirement for claim in TOLD.clauses] == clauses
    assert 25 <= len(TOLD.controls) < len(assessable) - len(clauses)


def test_the_texts_are_our_own_and_never_say_what_an_organisation_shall():
    said = [claim.statement for claim in (*TOLD.controls, *TOLD.clauses)]
    assert not [statement for statement in said if "shall" in statement.split()]
    assert len(set(said)) == len(said)
