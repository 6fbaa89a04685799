from itertools import pairwise

import pytest

from assentian.standards import vocabulary
from assentian.standards.vocabulary import (
    AI_ACT_OPERATORS,
    AIRole,
    AskRole,
    ImpactLevel,
    IsoStage,
    ProofGrade,
    ReadinessLevel,
    Relation,
    Stage,
    Stride,
    UnknownWordError,
    Word,
    stage,
    stride,
)

LISTS = [item for item in vars(vocabulary).values() if isinstance(item, type) and issubclass(item, Word) and len(item)]


@pytest.mark.parametrize("words", LISTS, ids=lambda words: words.__name__)
def test_every_spelling_finds_its_one_word(words):
    for word in words:
        for spelling in word.spellings():
            assert words.of(spelling) is word
            assert words.of(spelling.upper()) is word


def test_a_list_in_which_one_spelling_means_two_words_is_refused():
    class Ambiguous(Word):
        RUN = "run", "Run"
        JOG = "jog", "Jog", "", ("RUN",)

    with pytest.raises(ValueError, match="means both"):
        Ambiguous.of("run")


def test_no_word_is_used_with_two_meanings_across_lists():
    homonyms = {}
    for words in LISTS:
        for word in words:
            homonyms.setdefault(word.value, {})[words.__name__] = word.label
    different = {value: uses for value, uses in homonyms.items() if len(set(uses.values())) > 1}
    # STRIDE's letter I is also the numeral one, and the guide's last stage takes in two published ones: each is printed
    # with the name of its list, and `stage()` maps the second.
    assert set(different) == {"I", "retirement"}


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("design", Stage.DEVELOPMENT),
        ("development", Stage.DEVELOPMENT),
        ("design_and_development", Stage.DEVELOPMENT),
        ("design and development", Stage.DEVELOPMENT),
        ("Design & Development", Stage.DEVELOPMENT),
        ("DEV", Stage.DEVELOPMENT),
        ("Verification & Validation", Stage.VALIDATION),
        ("continuous validation", Stage.OPERATION),
        ("re-evaluation", Stage.RETIREMENT),
        ("Retirement/Re-evaluation", Stage.RETIREMENT),
    ],
)
def test_every_way_to_write_a_stage_is_understood(spelling, expected):
    assert stage(spelling) is expected


def test_the_guides_six_stages_cover_the_published_eight_in_order():
    assert [word.code for word in Stage] == ["INC", "DEV", "VAL", "DEP", "OPS", "RET"]
    assert [published for word in Stage for published in word.iso22989] == list(IsoStage)


def test_stride_has_its_six_letters_and_the_guides_short_form():
    assert "".join(Stride) == "STRIDE"
    assert stride("Info Disclosure") is Stride.INFORMATION_DISCLOSURE


def test_an_unknown_word_names_the_words_there_are():
    with pytest.raises(UnknownWordError, match="'planning' is no Stage; the words are inception, development"):
        stage("planning")


@pytest.mark.parametrize("scale", [ProofGrade, ImpactLevel, ReadinessLevel])
def test_scales_compare_in_their_order(scale):
    assert all(lower < higher for lower, higher in pairwise(scale))


def test_the_inverse_of_the_inverse_is_the_relation():
    assert all(relation.inverse.inverse is relation for relation in Relation)
    assert Relation.SUBSET.inverse is Relation.SUPERSET


def test_every_role_that_an_assessment_asks_acts_in_a_membership():
    assert len(AskRole) == 17
    assert all(word.acts_as for word in AskRole)


def test_sub_roles_belong_to_one_of_the_six_published_groups():
    groups = {role.value for role in AIRole if role.group == role.value}
    assert len(groups) == 6
    assert {role.group for role in AIRole} == groups
    assert {role for roles in AI_ACT_OPERATORS.values() for role in roles} <= set(AIRole)


def test_choices_are_value_and_label_in_order():
    assert ReadinessLevel.choices()[3] == (3, "Operating")
    assert Stage.choices()[0] == ("inception", "Inception")
