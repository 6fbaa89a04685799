"""No data file of the product, or of the published test data, uses a word that the vocabulary does not know."""

import os
import re
from pathlib import Path

import pytest
import yaml

import assentian
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import AskRole, Stage, Stride, Verdict
from assentian.threats.library import checks

SOURCE = Path(assentian.__file__).parent
# Field names and the words they hold; `ask[]` is a list of roles, a plain `ask` is the question itself.
WORDS = {"stage": Stage, "stages[]": Stage, "due": Stage, "stride": Stride, "ask[]": AskRole, "verdict": Verdict}
# There `stage` says how deep an assessment goes, not where in its life a system is.
OTHER_MEANINGS = {("golden-cases.yaml", "stage")}
EVIDENCE_SOURCES = {spelling for source in catalogue().evidence_sources for spelling in (source.id, *source.aliases)}


def words_by_field(content, field=""):
    """Single words, each with the name of the field or list it stands in."""
    if isinstance(content, dict):
        for key, inner in content.items():
            yield from words_by_field(inner, key)
    elif isinstance(content, list):
        for inner in content:
            yield from words_by_field(inner, f"{field}[]")
    elif isinstance(content, str) and re.fullmatch(r"[A-Za-z&/_ -]{1,40}", content):
        yield field, content


def unknown_words(path):
    for field, word in words_by_field(yaml.safe_load(path.read_text(encoding="utf-8"))):
        words = WORDS.get(field)
        if words is None or (path.name, field) in OTHER_MEANINGS:
            continue
        try:
            words.of(word)
        except ValueError as error:
            yield f"{path}: {field}: {error}"


def cells_with_unknown_codes(path):
    known = {f"{stage.code}-{stride}" for stage in Stage for stride in Stride}
    for cell in re.findall(r"\b([A-Z]{3}-[A-Z])(?:-\d+)?\b", path.read_text(encoding="utf-8")):
        if cell not in known and path.parent.name == "threats":
            yield f"{path}: {cell}"


def complaints(folder):
    paths = sorted(folder.rglob("*.yaml"))
    return [complaint for path in paths for complaint in (*unknown_words(path), *cells_with_unknown_codes(path))]


def test_the_products_own_data_speaks_the_vocabulary():
    assert not [complaint for folder in SOURCE.glob("*/data") for complaint in complaints(folder)]


def test_a_word_that_nobody_knows_is_found(tmp_path):
    (tmp_path / "file.yaml").write_text("rows: [{stage: planning}, {stage: design}]\nask: [poet]\nverdict: maybe\n")
    assert [complaint.split(": ")[1] for complaint in complaints(tmp_path)] == ["stage", "ask[]", "verdict"]


@pytest.fixture(scope="module")
def published():
    folder = os.environ.get("ASSENTIAN_TEST_DATA")
    if not folder:
        pytest.skip("ASSENTIAN_TEST_DATA is not set: the published test data was not read")
    return Path(folder)


def test_the_published_data_speaks_the_vocabulary(published):
    assert not complaints(published)


def test_every_evidence_source_of_the_question_bank_is_known_and_fed_by_known_checks(published):
    bank = yaml.safe_load((published / "impact/aiia-modules.yaml").read_text(encoding="utf-8"))
    assert set(bank["evidence_sources"]) <= EVIDENCE_SOURCES
    listed = yaml.safe_load((published / "threats/checks.yaml").read_text(encoding="utf-8"))["checks"]
    assert {check["id"] for check in listed} <= checks().keys()
    assert {check for source in catalogue().evidence_sources for check in source.checks} <= checks().keys()


def test_roles_of_the_question_bank_are_the_roles_an_assessment_asks(published):
    bank = yaml.safe_load((published / "impact/aiia-modules.yaml").read_text(encoding="utf-8"))
    assert [AskRole.of(role) for role in bank["roles"]] == list(AskRole)
