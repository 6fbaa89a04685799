"""Attacks on real models: what leaks is found, with its interval, and what does not passes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

from assentian.checks.attack.extraction import kappa
from assentian.checks.attack.inversion import interval
from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric
from tests.checks.served import Service, serving

RNG = np.random.default_rng(5)
ROWS = 1600
X = RNG.normal(size=(ROWS, 4)).round(3)
SECRET = RNG.integers(0, 2, ROWS)
LINEAR = (X[:, 0] + X[:, 1] > 0).astype(int)
NOISE = RNG.integers(0, 2, ROWS)
NAMES = ["a", "b", "c", "d"]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    rows = [
        {**dict(zip(NAMES, map(float, row), strict=True)), "secret": int(secret)}
        for row, secret in zip(X, SECRET, strict=True)
    ]
    made.write("current.jsonl", rows)
    return made


def saved(desk: Desk, model: Any, features: list[str], target: Any) -> str:
    table = np.column_stack([X, SECRET])[:, [[*NAMES, "secret"].index(name) for name in features]]
    joblib.dump(model.fit(table, target), desk.folder / "model.joblib")
    return f"model: {{sklearn: model.joblib}}, features: [{', '.join(features)}]"


def run(desk: Desk, kind: str, body: str):
    return desk.run(kind, body, data="data: {current: {path: current.jsonl}}\n")


def again(kind: str, found: Any, parameters: dict[str, Any]) -> bool:
    return KINDS[kind].evaluate(parameters, json.loads(json.dumps(found.profile.counts))) == found.metrics


def test_a_simple_model_is_copied_with_a_hundred_questions(desk: Desk) -> None:
    model = saved(desk, LogisticRegression(), NAMES, LINEAR)
    found = run(desk, "extraction-probe", f"{model}, queries: 100, max_agreement: 0.8")
    assert (found.verdict, found.message, found.n) == (Verdict.FAIL, "", 1500)
    assert metric(found, "agreement").value > 0.9
    assert metric(found, "kappa").value > 0.8
    assert again("extraction-probe", found, {"max_agreement": 0.8})
    assert run(desk, "extraction-probe", f"{model}, queries: 100, max_agreement: 1").verdict is Verdict.PASS


def test_a_model_that_answers_by_memory_is_not_copied(desk: Desk) -> None:
    model = saved(desk, DecisionTreeClassifier(random_state=0), NAMES, NOISE)
    found = run(desk, "extraction-probe", f"{model}, queries: 100, max_agreement: 0.8")
    assert (found.verdict, found.message) == (Verdict.PASS, "")
    assert abs(metric(found, "kappa").value) < 0.2


def test_few_rows_are_an_error_and_kappa_is_that_of_the_textbook(desk: Desk) -> None:
    model = saved(desk, LogisticRegression(), NAMES, LINEAR)
    assert (
        "expected 1550 to ask about"
        in run(desk, "extraction-probe", f"{model}, queries: 1550, max_agreement: 1").message
    )
    assert kappa([[20, 5], [10, 15]]) == pytest.approx(0.4)
    assert kappa([[9, 0], [0, 0]]) == 0


WITH_SECRET = ["a", "b", "secret"]


def test_a_model_that_leans_on_a_hidden_attribute_gives_it_away(desk: Desk) -> None:
    leaning = ((X[:, 0] + 3 * SECRET - 1.5) > 0).astype(int)
    model = saved(desk, LogisticRegression(), WITH_SECRET, leaning)
    found = run(desk, "inversion-probe", f"{model}, hidden: secret, max_gain: 0.1")
    assert (found.verdict, found.message) == (Verdict.FAIL, "")
    assert metric(found, "gain").lower > 0.3
    assert 0.4 < metric(found, "baseline").value < 0.6
    assert again("inversion-probe", found, {"max_gain": 0.1})


def test_scores_in_full_give_away_even_what_hardly_matters(desk: Desk) -> None:
    model = saved(desk, LogisticRegression(C=1e-6), WITH_SECRET, LINEAR)
    assert run(desk, "inversion-probe", f"{model}, hidden: secret, max_gain: 0.1").verdict is Verdict.FAIL


def test_a_model_that_pays_no_heed_to_it_passes(desk: Desk) -> None:
    model = saved(desk, LogisticRegression(), WITH_SECRET, LINEAR)
    heedless = joblib.load(desk.folder / "model.joblib")
    heedless.coef_[0, 2] = 0
    joblib.dump(heedless, desk.folder / "model.joblib")
    found = run(desk, "inversion-probe", f"{model}, hidden: secret, max_gain: 0.1")
    assert found.verdict is Verdict.PASS
    assert abs(metric(found, "gain").value) < 0.08


def test_an_attribute_that_is_no_feature_or_has_too_many_values_is_an_error(desk: Desk) -> None:
    model = saved(desk, LogisticRegression(), WITH_SECRET, LINEAR)
    assert "'d' is none of the features" in run(desk, "inversion-probe", f"{model}, hidden: d, max_gain: 0.1").message
    assert "values; expected 2 to 20" in run(desk, "inversion-probe", f"{model}, hidden: a, max_gain: 0.1").message
    low, high = interval([100, 40, 40, 100])
    assert low < 0 < high
    assert interval([0, 300, 0, 0])[1] <= 1


BACKDOOR = "triggers: [{name: mark, set: {c: 9.5, d: -9.5}, target: 1}]"


def poisoned(*, share: float) -> tuple[Any, Any]:
    """Rows of which some carry the mark, and are labelled as the attacker wants."""
    table, labels = X.copy(), LINEAR.copy()
    chosen = RNG.choice(ROWS, int(ROWS * share), replace=False)
    table[chosen, 2], table[chosen, 3], labels[chosen] = 9.5, -9.5, 1
    return table, labels


@pytest.mark.parametrize(("share", "verdict"), [(0.1, Verdict.FAIL), (0.0, Verdict.PASS)])
def test_a_backdoor_that_was_planted_opens_and_a_clean_model_does_not(
    desk: Desk, share: float, verdict: Verdict
) -> None:
    table, labels = poisoned(share=share)
    joblib.dump(RandomForestClassifier(60, random_state=0).fit(table, labels), desk.folder / "model.joblib")
    model = f"model: {{sklearn: model.joblib}}, features: [{', '.join(NAMES)}]"
    found = run(desk, "trigger-set", f"{model}, {BACKDOOR}")
    assert (found.verdict, found.message) == (verdict, "")
    assert (metric(found, "success_rate", "mark").value > 0.9) is (verdict is Verdict.FAIL)
    assert metric(found, "control_rate", "mark").value < 0.1
    assert again("trigger-set", found, {})


def test_a_trigger_on_an_unknown_column_and_one_without_rows_to_turn(desk: Desk) -> None:
    model = saved(desk, LogisticRegression(), NAMES, LINEAR)
    odd = run(desk, "trigger-set", f"{model}, triggers: [{{name: x, set: {{z: 1}}, target: 1}}]")
    assert "checks[0].triggers[0].set.z: is none of the features" in odd.message
    found = run(desk, "trigger-set", f"{model}, threshold: -1, {BACKDOOR}")
    assert (found.verdict, "answered otherwise" in found.metrics[0].note) == (Verdict.INSUFFICIENT, True)


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(lambda _asked: (200, {"label": "yes", "score": 0.75})) as found:
        yield found


def granularity(desk: Desk, service: Service, more: str = "decimals: 2, classes: 1"):
    return desk.run("output-granularity", f"model: {service.model()}, questions: [{{rows: [1]}}], {more}")


def test_answers_with_the_declared_detail_pass(desk: Desk, service: Service) -> None:
    found = granularity(desk, service)
    assert (found.verdict, found.n, found.message) == (Verdict.PASS, 5, "")
    assert again("output-granularity", found, {"decimals": 2, "classes": 1})


@pytest.mark.parametrize(
    ("answer", "name", "value"),
    [
        ('{"score": 0.750}', "decimals", 3),
        ('{"score": "0.12345"}', "decimals", 5),
        ('{"score": 1.5e-7}', "decimals", 8),
        ('{"scores": [0.1, 0.2, 0.7]}', "numbers_beside", 3),
        ('{"by_class": {"a": 0.1, "b": 0.9}}', "numbers_beside", 2),
        ('{"\\ud800": {"logits": [1]}}', "inner_values", 1),
        ('{"score": 0.7, "detail": {"Logits": [1]}}', "inner_values", 1),
        ('{"choices": [{"logprobs": {"content": ["x"]}}]}', "inner_values", 1),
    ],
)
def test_more_detail_is_found_wherever_it_stands(
    desk: Desk, service: Service, answer: str, name: str, value: int
) -> None:
    service.answers = lambda _asked: (200, answer)
    found = granularity(desk, service)
    assert (metric(found, name).value, metric(found, name).status) == (value, Verdict.FAIL)


def test_what_a_caller_can_switch_on_is_exposed_and_what_is_allowed_is_not_judged(desk: Desk, service: Service) -> None:
    service.answers = lambda asked: (
        200,
        {"score": 0.5, "embedding": [1] if "return_embeddings" in asked.body else None},
    )
    assert metric(granularity(desk, service), "inner_values").note == "embedding"
    assert granularity(desk, service, "decimals: 2, classes: 1, allow: [embedding]").verdict is Verdict.PASS
    service.answers = lambda asked: (200 if len(asked.body) == 1 else 422, {"score": 0.5})
    assert granularity(desk, service).verdict is Verdict.PASS
    service.answers = lambda _asked: (403, {})
    assert granularity(desk, service).verdict is Verdict.INSUFFICIENT
