"""The committed model against scikit-learn, which trains it again here."""

import json
from hashlib import sha256

import pytest

from assentian.demo import credit, scorer, train

TOLERANCE = 1e-9


@pytest.fixture(scope="module")
def pipeline():
    return train.fit(train.applications(credit.TRAINING_MONTHS))


@pytest.fixture(scope="module")
def committed():
    return json.loads(scorer.MODEL_FILE.read_text(encoding="utf-8"))


def leaves(value, path=""):
    """Every leaf of a JSON value with its path; text that is a number is compared as one."""
    if isinstance(value, dict):
        return [leaf for key, part in value.items() for leaf in leaves(part, f"{path}.{key}")]
    if isinstance(value, list):
        return [leaf for index, part in enumerate(value) for leaf in leaves(part, f"{path}[{index}]")]
    return [(path, value)]


def is_number(value):
    return isinstance(value, str) and value.replace("-", "", 1).replace(".", "", 1).isdigit()


def test_the_pure_scorer_equals_scikit_learn(pipeline):
    rows = credit.applications("2026-10", size=600)  # the month with the most nulls
    assert any(row["income"] is None for row in rows)
    expected = pipeline.predict_proba(train.features(rows))[:, 1]
    model = scorer.credit_model()
    assert [model.probability(row) for row in rows] == pytest.approx(list(expected), abs=TOLERANCE)


def test_a_fresh_training_gives_the_committed_parameters(pipeline, committed):
    fresh = train.exported(pipeline)
    kept = {key: committed[key] for key in fresh}
    for (path, value), (kept_path, kept_value) in zip(leaves(fresh), leaves(kept), strict=True):
        assert path == kept_path
        if is_number(value):
            assert float(value) == pytest.approx(float(kept_value), abs=TOLERANCE), path
        else:
            assert value == kept_value, path


def test_a_fresh_model_card_is_the_committed_one(pipeline, committed):
    training = train.applications(credit.TRAINING_MONTHS)
    card = train.model_card(pipeline, training, train.applications(credit.HOLDOUT_MONTHS))
    assert {**card, "trained_with": None} == {**committed["card"], "trained_with": None}


def test_the_card_names_the_digests_of_the_training_tables(tmp_path, committed):
    for path in credit.write_training_tables(tmp_path):
        assert sha256(path.read_bytes()).hexdigest() == committed["card"][path.stem]["csv_sha256"]


def test_training_never_sees_the_holdout_nor_a_live_month():
    assert not set(credit.TRAINING_MONTHS) & {*credit.HOLDOUT_MONTHS, *credit.LIVE_MONTHS}
    assert {*credit.TRAINING_MONTHS, *credit.HOLDOUT_MONTHS} == set(credit.REFERENCE_MONTHS)


def test_the_model_tells_good_from_bad_better_than_chance_on_the_holdout(committed):
    assert 0.65 < float(committed["card"]["holdout_metrics"]["auc"]) < 0.9


def test_sex_age_and_region_change_no_score():
    row = credit.applications("2026-03", size=20)[0]
    other = {**row, "sex": "other", "age_band": "65+", "region": "islands"}
    assert credit.score(other) == credit.score(row)


def test_an_unseen_category_adds_nothing_and_a_null_counts_as_the_median():
    model = scorer.credit_model()
    channel = next(feature for feature in model.categorical if feature.name == "channel")
    income = next(feature for feature in model.numeric if feature.name == "income")
    assert channel.contribution("kiosk") == channel.contribution(None) == 0.0
    assert income.contribution(None) == income.weight * (income.median - income.mean) / income.scale


def test_the_decision_can_be_taken_again_from_the_written_probability():
    threshold = scorer.credit_model().decline_at
    for row in credit.decisions("2026-03", size=300):
        assert row["declined"] == (row["pd"] >= threshold)
        assert row["pd"] == round(row["pd"], scorer.WRITTEN_DIGITS)


def test_a_model_with_an_unknown_transform_is_refused(tmp_path, committed):
    path = tmp_path / "model.json"
    path.write_text(json.dumps({**committed, "numeric": [{**committed["numeric"][0], "transform": "sqrt"}]}))
    with pytest.raises(ValueError, match="income: no transform is called 'sqrt'"):
        scorer.load(path)
