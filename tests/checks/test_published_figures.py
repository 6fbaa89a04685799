"""What NannyML published about the census data that its quick start works on, beside what we find in the same files.

Compared is every chunk of 5,000 rows: the ROC AUC estimated without labels and the one realised, the distance of
Jensen and Shannon of two columns of categories, and the number of alerts of five. Not comparable, and left out: its
distances of numbers (other bins), its intervals (other errors), its alerts above a limit, and the height of its own
limits (the spread of 14 chunks, the incomplete one among them; ours is that of 13, as a sample).
"""

import json
from pathlib import Path
from statistics import fmean, pstdev

import duckdb
import pytest

from assentian.checks.run import run_suite
from assentian.checks.suite import load_suite
from assentian.standards.vocabulary import Verdict

PUBLISHED = json.loads((Path(__file__).parents[1] / "vectors" / "nannyml-quickstart.json").read_text())
ESTIMATED, REALISED, RELP, SCHL = zip(*PUBLISHED["chunks"], strict=True)
ROWS, REFERENCE_CHUNKS = 5000, 14
WITHIN_A_BIN = 0.0005
"""Ours counts scores in bins of a thousandth and takes pairs within one bin for ties. At most 0.48 % of the pairs of a
chunk are such, so half of that, 0.0024, is the sure bound; their order is nearly that of chance: 0.0002 is left."""


PERFORMANCE = ", {id: e, kind: performance, labels: estimated}, {id: r, kind: performance}"


def suite_of(folder, reference, more):
    drift = f"{{id: drift, kind: drift, columns: [{', '.join(PUBLISHED['alerts_of_drift'])}]}}"
    (folder / "suite.yaml").write_text(
        f"suite: 1\nsystem: employment\ndata: {{reference: {{path: {reference}}}, current: {{path: chunk.parquet}}}}\n"
        "columns: {id: id, label: employed, prediction: prediction, score: predicted_probability, exclude: [year]}\n"
        f"checks: [{drift}{more}]\n"
    )
    return load_suite(folder / "suite.yaml")


@pytest.fixture(scope="module")
def chunks(test_data, tmp_path_factory):
    """The results of each chunk, first of the live data and then of the reference itself."""
    folder, source = tmp_path_factory.mktemp("chunks"), test_data / "real" / "acs-employment-ma" / "employment_MA_"
    reference, found = f"{source}reference.parquet", {}
    live = f"(SELECT * FROM '{source}analysis.parquet' JOIN '{source}analysis_target.parquet' USING (id))"
    for name, source_rows, number in (("live", live, len(ESTIMATED)), ("rest", f"'{reference}'", REFERENCE_CHUNKS)):
        with duckdb.connect() as engine:
            engine.execute(f"CREATE TABLE ordered AS SELECT * FROM {source_rows} ORDER BY id")
            found[name] = []
            for chunk in range(number):
                rows = f"FROM ordered LIMIT {ROWS} OFFSET {chunk * ROWS}"
                engine.execute(f"COPY ({rows}) TO '{folder}/chunk.parquet'")
                found[name].append(
                    run_suite(suite_of(folder, reference, PERFORMANCE if name == "live" else "")).results
                )
    return found


def aucs(chunks, of):
    metrics = [next(one for one in results[of].metrics if one.name == "auc") for results in chunks["live"]]
    return [one.value for one in metrics], [n for n, one in enumerate(metrics) if one.status is Verdict.FAIL]


def distances(results, column):
    return [
        next(one.value for one in chunk[0].metrics if (one.name, one.where) == ("jensen_shannon", column))
        for chunk in results
    ]


def test_every_estimated_auc_is_the_published_one(chunks):
    values, failed = aucs(chunks, 1)
    assert values == pytest.approx(ESTIMATED, abs=WITHIN_A_BIN)
    assert failed == PUBLISHED["alerts_below"]["estimated"]


def test_every_realised_auc_is_the_published_one(chunks):
    values, failed = aucs(chunks, 2)
    assert values == pytest.approx(REALISED, abs=WITHIN_A_BIN)
    assert failed == PUBLISHED["alerts_below"]["realised"]


@pytest.mark.parametrize(("column", "published"), [("RELP", RELP), ("SCHL", SCHL)])
def test_every_distance_of_categories_is_the_published_one(column, published, chunks):
    assert distances(chunks["live"], column) == pytest.approx(published, abs=PUBLISHED["read_to"][2])


@pytest.mark.parametrize("column", PUBLISHED["alerts_of_drift"])
def test_nannymls_rule_over_our_distances_alerts_as_often_as_published(column, chunks):
    """Its rule: beyond the mean of the reference's chunks by more than three of their standard deviations."""
    rest = distances(chunks["rest"], column)
    limit = fmean(rest) + 3 * pstdev(rest)
    alerts = sum(one > limit for one in distances(chunks["live"], column))
    assert alerts == PUBLISHED["alerts_of_drift"][column]
