"""The question bank: whole, resolvable, and serving what the guide and the laws ask an assessment to hold."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from assentian.impact.bank.compile import FOLDER, compiled
from assentian.impact.bank.facts import Depth, Kind
from assentian.impact.bank.library import CURRENT, UnknownBankError, bank, by_digest, path_of
from assentian.impact.documents import document, parts
from assentian.standards.catalogue import catalogue
from assentian.standards.strict_yaml import ContentError
from assentian.threats.library import checks

PUBLISHED = {"0.1.0": "bbc160eb11df778b6e57968458eb581c6135f85a8e579345a39822db6290cc15"}


def test_the_committed_file_is_what_the_yaml_says() -> None:
    version, text = compiled()
    assert version == CURRENT
    assert path_of(version).read_text(encoding="utf-8") == text


def test_a_published_version_never_changes() -> None:
    assert {version: hashlib.sha256(path_of(version).read_bytes()).hexdigest() for version in PUBLISHED} == PUBLISHED


def test_an_old_result_finds_its_bank_by_digest() -> None:
    assert by_digest(bank().digest).version == bank().version
    with pytest.raises(UnknownBankError, match="no installed version"):
        by_digest("0" * 64)


def test_it_has_87_questions_in_the_guides_six_modules() -> None:
    assert len(bank().questions) == 87
    assert [len(module.questions) for module in bank().modules] == [15, 14, 15, 13, 15, 15]
    names = [name for question in bank().questions for name in (question.id, question.key)]
    assert len(names) == len(set(names))


def test_it_knows_34_rights_and_which_of_them_are_absolute() -> None:
    assert len(bank().rights) == 34
    assert [right.id for right in bank().rights if right.absolute] == ["R01", "R04", "R05"]


def test_every_bullet_of_the_guides_modules_is_served() -> None:
    served = {bullet for question in bank().questions for bullet in question.guide}
    assert served == set(bank().guide) == {f"S{module}{bullet}" for module in "123456" for bullet in "ab"}


def test_every_bullet_stands_in_its_module_of_the_guide(test_data: Path) -> None:
    guide = (test_data.parent / "guide.md").read_text(encoding="utf-8")
    modules = guide[guide.index("AIIA) Core Modules") : guide.index("Assess Your Organization")]
    assert modules.count("•") == len(bank().guide)


@pytest.mark.parametrize(
    "key",
    [
        *(f"eu-ai-act:art-27(1)({point})" for point in "abcdef"),
        *(f"gdpr:35(7)({point})" for point in "abcd"),
        *("gdpr:35(2)", "gdpr:35(9)", "gdpr:35(11)"),
        *(f"iso42001:A.5.{number}" for number in (2, 3, 4, 5)),
        *("iso42001:6.1.4", "iso42001:8.4"),
    ],
)
def test_what_must_be_served_is_served(key: str) -> None:
    assert catalogue().find(key)
    assert [question.id for question in bank().questions if key in {place.short for place in question.serves}]


def test_what_sets_the_level_never_hangs_on_the_level() -> None:
    for question in bank().questions:
        if question.kind in {Kind.EXPOSURE, Kind.REGISTER, Kind.GATE}:
            assert "level_gte" not in json.dumps(question.show_if)


def test_every_check_that_the_guide_names_can_feed_an_answer() -> None:
    sources = {auto.source for question in bank().questions for auto in question.auto}
    kinds = {kind for source in sources for kind in catalogue().evidence_source(source).checks}
    assert {"fairness", "drift", "performance", "pii-data", "model-signature", "fallback-drill"} <= kinds
    assert kinds <= set(checks())


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("m1-context", "id: M1.02", "id: M1.01", "M1.01 stands twice"),
        ("m1-context", "key: need_and_alternatives", "key: purpose", "purpose stands twice"),
        ("m1-context", "due: inception", "due: lunch", "'lunch' is no Stage"),
        ("m1-context", "ask: [legal]", "ask: [barrister]", "'barrister' is no AskRole"),
        ("m1-context", "iso42001:A.9.4", "iso42001:A.9.9", "iso42001:A.9.9 is no node of the catalogue"),
        ("m1-context", "guide: [S1a]\n", "guide: [S9z]\n", "the guide has no bullet S9z"),
        ("m1-context", "triggers: [T-USE-2]", "triggers: [T-XXX-1]", "there is no trigger T-XXX-1"),
        ("m1-context", "from: ops.override_rate", "from: ops.nothing", "ops.nothing: no such evidence source"),
        ("m1-context", "from: ops.override_rate", "from: clock", "is an older name; write review.age"),
        ("m1-context", "if_answer: [decides_reviewed]", "if_answer: [shrugs]", "shrugs is no answer to this question"),
        ("m4-recourse", "{q: effect, in: [material,", "{q: effect, in: [immaterial,", "immaterial is no answer"),
        ("m4-recourse", "q: automation, in: [recommends, decides_reviewed, u", "q: logs, in: [u", "no earlier"),
        ("m4-recourse", "  show_if: {level_gte: III}\n", "", "a deep question says in show_if when it is asked"),
        ("m3-ethics", "key: personal_data", "key: personal_data\n  show_if: {level_gte: II}", "what sets the level"),
        ("scoring", "people: [effect,", "people: [affect,", "questions set"),
        ("m6-performance", "id: M6.02", "id: M5.99", "M5.99 stands in module M6"),
        ("scoring", "chosen: regulated_area", "chosen: area", "there is no question area"),
        ("scoring", "at_least: {dependency: 4}", "at_least: {dependence: 4}", "there is no dimension dependence"),
        ("documents", "basis: gdpr:35\n", "basis: gdpr:3500\n", "gdpr:3500 is no node"),
        ("documents", 'serves: "gdpr:35(2)"', 'serves: "gdpr:35(3)"', "no question serves gdpr:35(3)"),
        ("documents", "  S6b: What", "  S7a: Nothing\n  S6b: What", "no question serves S7a"),
        ("documents", "keys: [environment]", "keys: [climate]", "there is no question climate"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_file_and_line(
    tmp_path: Path, file: str, old: str, new: str, complaint: str
) -> None:
    folder = tmp_path / "bank"
    shutil.copytree(FOLDER, folder)
    path = folder / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as told:
        compiled(folder)
    assert complaint in str(told.value)
    assert f"{path}:{told.value.line}: " in str(told.value)


def test_a_document_is_the_same_answers_in_another_order() -> None:
    fria, dpia = parts(bank(), "fria"), parts(bank(), "dpia")
    assert [part.id for part in fria] == ["a", "b", "c", "d", "e", "f"]
    assert [part.serves for part in dpia] == [
        *(f"gdpr:35(7)({point})" for point in "abcd"),
        *("gdpr:35(2)", "gdpr:35(9)", "gdpr:35(11)"),
    ]
    assert [question.key for question in fria[1].questions] == ["boundaries", "use_scope", "reach"]
    clauses = [part.id for part in parts(bank(), "iso42005")]
    assert clauses == sorted(clauses, key=lambda clause: [int(number) for number in clause.split(".")])
    assert all(part.questions for one in bank().documents for part in parts(bank(), one.id))


def test_a_document_holds_only_what_is_asked() -> None:
    screening = [question for question in bank().questions if question.depth is Depth.SCREENING]
    assert [question.key for part in parts(bank(), "atrs", screening) for question in part.questions] == [
        "purpose",
        "org_role",
        "purpose",
        "automation",
        "personal_data",
    ]
    with pytest.raises(KeyError):
        document(bank(), "novel")
