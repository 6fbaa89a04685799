"""A suite that cannot be run says where and what is expected."""

from pathlib import Path

import pytest

from assentian.checks.errors import SuiteError
from assentian.checks.suite import load_suite

HEAD = "suite: 1\nsystem: credit\ndata: {current: {path: a.csv}}\n"
CHECKS = "checks:\n  - {id: q, kind: data-quality, rows: {min: 1}}\n"

MISTAKES = [
    (
        "a file that is missing a key",
        "suite: 1\n" + CHECKS,
        None,
        "system: is missing; expected the name of the AI system",
    ),
    ("a key that nobody knows", HEAD + "colunms: {}\n" + CHECKS, 4, "colunms: unknown key; did you mean 'columns'?"),
    ("a key that stands twice", HEAD + "system: other\n" + CHECKS, 4, "system: stands twice; first on line 2"),
    (
        "a wrong type",
        HEAD + "columns: {groups: sex}\n" + CHECKS,
        4,
        "columns.groups: expected a list of names of columns",
    ),
    ("a wrong version", HEAD.replace("1", "2", 1) + CHECKS, 1, "suite: expected the version of this format, 1"),
    ("no checks", HEAD + "checks: []\n", 4, "checks: expected a list of at least one check"),
    (
        "an unknown kind",
        HEAD + "checks:\n  - {id: x, kind: drfit}\n",
        5,
        "checks[0].kind: no check is of the kind 'drfit'; did you mean 'drift'?",
    ),
    (
        "an unknown rule",
        HEAD + "checks:\n  - id: q\n    kind: data-quality\n    rules:\n      age: {nulls: 0}\n",
        8,
        "checks[0].rules.age.nulls: unknown key",
    ),
    (
        "a share above one",
        HEAD + "checks:\n  - id: q\n    kind: data-quality\n    rules:\n      age: {null_max: 2}\n",
        8,
        "checks[0].rules.age.null_max: expected a share from 0 to 1",
    ),
    (
        "text for a number",
        HEAD + "checks:\n  - id: q\n    kind: data-quality\n    rules: {age: {null_max: two}}\n",
        7,
        "expected a share from 0 to 1",
    ),
    (
        "half a range",
        HEAD + "checks:\n  - {id: q, kind: data-quality, rules: {age: {range: [0]}}}\n",
        5,
        "expected [LOWEST, HIGHEST], two numbers",
    ),
    (
        "a check that asks nothing",
        HEAD + "checks:\n  - {id: q, kind: data-quality}\n",
        5,
        "checks[0]: expected at least one of rules, rows, freshness, schema",
    ),
    (
        "an unknown metric",
        HEAD + "checks:\n  - {id: d, kind: drift, metrics: {pssi: {breach: 1}}}\n",
        5,
        "checks[0].metrics.pssi: drift has no metric 'pssi'; did you mean 'psi'?",
    ),
    (
        "a warning beyond the breach",
        HEAD + "checks:\n  - {id: d, kind: drift, metrics: {psi: {warn: 0.5, breach: 0.25}}}\n",
        5,
        "warn is 0.5 and breach 0.25; expected a warn of at most the breach",
    ),
    (
        "a warning below the least ratio",
        HEAD + "checks:\n  - {id: f, kind: fairness, metrics: {selection_ratio: {warn: 0.7, breach: 0.8}}}\n",
        5,
        "expected a warn of at least the breach",
    ),
    (
        "a limit that is no number",
        HEAD + "checks:\n  - {id: d, kind: drift, metrics: {psi: {breach: high}}}\n",
        5,
        "expected a number, at least 0",
    ),
    (
        "one id for two checks",
        HEAD + CHECKS + "  - {id: q, kind: data-quality, rows: {min: 2}}\n",
        6,
        "checks[1].id: the id 'q' is taken by checks[0]",
    ),
    (
        "a digest that is none",
        HEAD.replace("{current", "{reference: {profile: r.json, digest: abc}, current") + CHECKS,
        3,
        "data.reference",
    ),
    (
        "a day that there is not",
        HEAD.replace("{current", "{until: 2026-02-30, current") + CHECKS,
        3,
        "data.until: '2026-02-30' is not a day of the calendar",
    ),
    (
        "a day that is to come",
        HEAD.replace("{current", "{until: 2999-01-01, current") + CHECKS,
        3,
        "data.until: 2999-01-01 is still to come",
    ),
    ("a tag", HEAD + "subjects: {model: !!python/name:os.system x}\n" + CHECKS, 4, "is not allowed"),
    ("an alias", "suite: &one 1\nsystem: credit\ndata: *one\n" + CHECKS, None, "anchors and aliases are not allowed"),
    (
        "a word of two meanings",
        HEAD + "columns: {label: bad, positive: yes}\n" + CHECKS,
        4,
        "columns.positive: yes has two meanings; write true, false or 'yes' in quotes",
    ),
    ("no YAML", HEAD + "checks: [\n", 5, "this is not YAML"),
    ("nothing at all", "", None, "the file is empty"),
    ("a list for a suite", "- 1\n", 1, "expected a mapping with the keys suite, system, data, columns and checks"),
    ("a key that is a list", HEAD + "? [a]\n: 1\n" + CHECKS, 4, "a key must be one word"),
]


@pytest.mark.parametrize(
    ("text", "line", "said"), [mistake[1:] for mistake in MISTAKES], ids=[mistake[0] for mistake in MISTAKES]
)
def test_a_mistake_is_named_with_file_line_and_key(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    path = tmp_path / "suite.yaml"
    path.write_text(text)
    with pytest.raises(SuiteError) as caught:
        load_suite(path)
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(path))
    if line is not None:
        assert caught.value.line == line


def test_a_suite_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="cannot be read: No such file"):
        load_suite(tmp_path / "none.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(SuiteError, match="is not UTF-8 text"):
        load_suite(tmp_path / "bytes.yaml")
