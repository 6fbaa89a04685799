"""The room's data: every requirement once, every reference in the catalogue, and a clear complaint where not."""

import shutil

import pytest

from assentian.impact.bank.library import bank
from assentian.readiness import content, levels
from assentian.readiness.quick import questions as quick
from assentian.readiness.quick.screens import SCREENS
from assentian.standards.catalogue import catalogue
from assentian.standards.strict_yaml import ContentError
from assentian.standards.vocabulary import ReadinessLevel


def test_every_requirement_is_asked_for_once_with_four_levels():
    assert set(levels.asked()) == {node.key.short for node in catalogue().requirements("iso42001")}
    for asked in levels.asked().values():
        assert [level for level, _ in asked.shown_by] == list(ReadinessLevel)[1:]


def test_its_evidence_sources_are_in_the_catalogue():
    known = {source.id for source in catalogue().evidence_sources}
    assert {source for asked in levels.asked().values() for source in asked.sources} <= known


def test_twenty_questions_on_seven_modules_each_with_a_place_to_act():
    assert len(quick.questions()) == 20
    assert [module.id for module in quick.modules()] == list(dict.fromkeys(q.module for q in quick.questions()))
    assert {q.at for q in quick.questions()} <= set(SCREENS)
    assert sum(q.key for q in quick.questions()) == 7
    assert all(q.maps or q.bank for q in quick.questions())


ASKED_FOR = {
    "Q03": ["purpose", "misuse"],
    "Q04": ["components"],
    "Q05": ["limits", "boundaries"],
    "Q06": ["groups"],
    "Q07": ["impact_register"],
    "Q08": ["consultation"],
    "Q09": ["group_results"],
    "Q10": ["lineage"],
    "Q11": ["history"],
    "Q12": ["override"],
    "Q13": ["notice", "human_review"],
    "Q14": ["find_others"],
    "Q15": ["obligations"],
    "Q16": ["stop_fallback", "safe_state"],
    "Q17": ["robustness", "security_tests"],
    "Q18": ["thresholds"],
    "Q19": ["trigger_set"],
    "Q20": ["logs"],
}
"""What each question asks of the full assessment, by key: numbers move when the bank grows, keys do not."""


def test_the_questions_of_the_full_assessment_are_those_that_ask_for_the_same():
    numbered = {question.id: question.key for question in bank().questions}
    named = {q.id: [numbered[number] for number in q.bank] for q in quick.questions() if q.bank}
    assert named == ASKED_FOR, "the numbers of quick.yaml name other questions of the bank"
    assert [module.id for module in quick.modules()] == ["process", *(module.id for module in bank().modules)]
    for asked in quick.questions():
        assert not asked.bank or asked.module in {number.partition(".")[0] for number in asked.bank}, asked.id


@pytest.fixture
def own_data(tmp_path, monkeypatch):
    shutil.copytree(content.DATA, tmp_path / "data")
    monkeypatch.setattr(content, "DATA", tmp_path / "data")
    for cached in (levels.asked, quick.questions, quick._quick):
        cached.cache_clear()
    yield tmp_path / "data"
    for cached in (levels.asked, quick.questions, quick._quick):
        cached.cache_clear()


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("levels", '"iso42001:4.2"', '"iso42001:4.1"', "iso42001:4.1 stands twice"),
        ("levels", '"iso42001:4.2"', '"iso42001:4.99"', "iso42001:4.99 is no requirement of the catalogue"),
        ("levels", "weight: 2", "weight: 9", "9 is not one of"),
        ("quick", '"iso42001:6.1.4"', '"iso42001:6"', "iso42001:6 is no requirement of the catalogue"),
        ("quick", "key: true", "yes: true", "is no key"),
    ],
)
def test_a_mistake_is_named_with_its_line(own_data, name, old, new, complaint):
    path = own_data / f"{name}.yaml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(ContentError, match=rf"{name}\.yaml:\d+: .*{complaint}"):
        levels.asked() if name == "levels" else quick.questions()
