"""The journal's decisions: what a change becomes, and that replaying the changes gives the rows they led to."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assentian.journal import rules
from assentian.ledger import canonical, entry

KEY = ("specimen", "1")
PERSONAL = frozenset({"keeper"})
CONTEXT = {"at": "2026-11-23T12:00:00Z", "actor": "p:one", "action": "change", "tx": "ab", "cause": ""}

values = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 9), st.text("abéω", max_size=4), st.lists(st.integers(0, 9), max_size=2)
)
rows = st.fixed_dictionaries({"id": st.just(1), "name": values, "count": values, "keeper": values})
histories = st.lists(st.tuples(st.sampled_from(["1", "2", "3"]), st.one_of(st.none(), rows)), max_size=12)


def salts() -> Callable[[], bytes]:
    number = iter(range(1_000_000))
    return lambda: next(number).to_bytes(32, "big")


def describe(before: rules.Row | None, after: rules.Row | None) -> rules.Change | None:
    return rules.describe(KEY, before, after, personal=PERSONAL, new_salt=salts())


def test_an_insert_lists_every_column_in_name_order() -> None:
    change = describe(None, {"name": "first", "id": 1, "count": None})
    assert change is not None
    assert (change.op, change.columns) == (
        "insert",
        [["count", None, None], ["id", None, 1], ["name", None, "first"]],
    )


def test_an_update_lists_what_differs() -> None:
    change = describe({"id": 1, "name": "first"}, {"id": 1, "name": "second"})
    assert change is not None
    assert (change.op, change.columns) == ("update", [["name", "first", "second"]])


def test_an_update_that_changes_nothing_is_none() -> None:
    assert describe({"id": 1, "keeper": "Ada"}, {"id": 1, "keeper": "Ada"}) is None


def test_a_delete_lists_every_column() -> None:
    change = describe({"id": 1, "name": None}, None)
    assert change is not None
    assert (change.op, change.columns) == ("delete", [["id", 1, None], ["name", None, None]])


def test_a_personal_value_stands_only_on_the_new_side_as_a_commitment() -> None:
    change = describe({"id": 1, "keeper": "Ada"}, {"id": 1, "keeper": "Grace"})
    assert change is not None
    ((column, old, new),) = change.columns
    (disclosure,) = change.disclosures
    assert (column, old) == ("keeper", None)
    assert (disclosure.path, disclosure.value) == ("keeper", "Grace")
    assert rules.is_commitment(new)
    assert entry.opens(new, disclosure.salt, "Grace")


def test_a_personal_value_that_is_null_needs_no_commitment() -> None:
    change = describe({"keeper": "Ada"}, {"keeper": None})
    assert change is not None
    assert (change.columns, change.disclosures) == ([["keeper", None, None]], [])


def test_a_leaf_names_its_cause_only_when_there_is_one() -> None:
    assert "cause" not in rules.leaf("northwind", CONTEXT, {"t": "schema"})
    caused = rules.leaf("northwind", {**CONTEXT, "cause": "northwind:7"}, {"t": "schema"})
    assert caused["cause"] == "northwind:7"


def test_only_an_object_with_a_digest_alone_is_a_commitment() -> None:
    assert [rules.is_commitment(value) for value in ({"c": "00"}, {"c": "00", "d": 1}, {}, "c", None)] == [
        True,
        False,
        False,
        False,
        False,
    ]


def test_other_leaves_change_no_row() -> None:
    state: rules.Replayed = {}
    rules.replay(state, "northwind", 0, {"t": "schema", "triggers": "00"})
    assert state == {}


@given(histories)
def test_replaying_described_changes_gives_the_final_rows(history: list[tuple[str, dict[str, Any] | None]]) -> None:
    live: dict[str, dict[str, Any]] = {}
    opened: dict[tuple[int, str], rules.Disclosure] = {}
    state: rules.Replayed = {}
    new_salt = salts()
    for seq, (key, after) in enumerate(history):
        before = live.get(key)
        change = rules.describe(("specimen", key), before, after, personal=PERSONAL, new_salt=new_salt)
        live = {**live, key: after} if after is not None else {k: row for k, row in live.items() if k != key}
        if change is None:
            continue
        opened |= {(seq, disclosure.path): disclosure for disclosure in change.disclosures}
        content = {"t": "state-change", "op": change.op, "obj": [*change.key, 1], "ch": change.columns}
        leaf = canonical.encode(rules.leaf("northwind", CONTEXT, content))
        rules.replay(state, "northwind", seq, canonical.decode(leaf))

    def told(row: rules.ReplayedRow) -> dict[str, Any]:
        return {
            column: opened[row.said_by[column], column].value if rules.is_commitment(value) else value
            for column, value in row.values.items()
        }

    assert {key: told(row) for (_, key), row in state.items()} == live
