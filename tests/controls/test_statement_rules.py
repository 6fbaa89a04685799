"""Pure decisions of the statement: what is missed, what keeps it from being submitted, what differs, what lapsed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.catalogue.proof import Proof, nothing_shown
from assentian.controls.carriers import Carrier
from assentian.controls.shown import Shown
from assentian.controls.statement import differences, rules
from assentian.controls.statement.rules import Line, Need
from assentian.ledger import canonical
from assentian.standards.vocabulary import ReadinessLevel, Standing

THREAT = Need("threat", "DEV-T-1", "Poisoned data", "score", 4, cell="DEV-T")
TREATMENT = Need("treatment", "R-3", "Unequal refusals", "", 3, 7)
RESULT = Carrier(12, "drift", "score", "pass", "ab" * 32)
WHO = {"key": "northwind", "name": "Northwind"}


def proof(standing: Standing, level: ReadinessLevel = ReadinessLevel.OPERATING) -> Shown:
    return Shown(3, Proof("iso42001:A.2.2", level, standing, "Because."))


def line(number: str = "A.2.2", **changes: object) -> Line:
    key = f"iso42001:{number}" if ":" not in number else number
    said = {"applicable": True, "reason": "Treats a risk.", "shown": Shown(None, nothing_shown(key)), **changes}
    return Line(requirement=key, title="Title", group="A.2", group_title="Policies", **said)


def record(*lines: Line) -> rules.Record:
    return rules.record(WHO, 1, lines, "iso42001")


def test_counts_are_of_decisions_and_only_what_applies_is_implemented_or_proved() -> None:
    lines = [
        line(status="implemented", shown=proof(Standing.PROVED)),
        line("A.2.3", status="planned", shown=proof(Standing.PROVED, ReadinessLevel.AD_HOC)),
        line("A.2.4", applicable=False, status="implemented", shown=proof(Standing.PROVED), needs=(THREAT,)),
        line("A.3.2", applicable=None, needs=(THREAT,)),
    ]
    assert rules.counts(lines) == rules.Counts(
        total=4, applicable=2, implemented=1, proved=1, left_out=1, undecided=1, missed=2
    )


def test_a_complete_statement_has_no_problem() -> None:
    assert rules.problems([line(), line("A.2.3", applicable=False, needs=(THREAT,))], "iso42001") == []


def test_an_edition_is_in_the_statement_as_a_whole_or_not_at_all() -> None:
    foreign = [line("iso27001:A.5.1", applicable=None), line("iso27001:A.5.2", applicable=None)]
    assert rules.problems([line(), *foreign], "iso42001") == []
    begun = [replace(foreign[0], applicable=True), foreign[1]]
    assert rules.problems([line(), *begun], "iso42001") == ["Nothing is decided for iso27001:A.5.2."]


def test_the_needed_edition_is_never_left_out() -> None:
    undecided = [line(f"A.2.{number}", applicable=None) for number in range(15)]
    (problem,) = rules.problems(undecided, "iso42001")
    assert problem.endswith("iso42001:A.2.11 and 3 more.")


def test_a_reason_is_asked_both_ways_and_treatments_bind() -> None:
    lines = [
        line(reason=" "),
        line("A.2.3", applicable=False, scope="score", scope_name="Score", needs=(TREATMENT,)),
    ]
    assert rules.problems(lines, "iso42001") == [
        "No reason is given for iso42001:A.2.2.",
        "Left out, although a risk treatment names it: iso42001:A.2.3 of Score.",
    ]


def test_the_record_is_canonical_and_holds_decided_lines_only() -> None:
    needs = (TREATMENT, replace(TREATMENT, treatment=8), THREAT)
    found = record(line(needs=needs, carriers=(RESULT,)), line("own:1"), line("A.2.3", applicable=None))
    assert canonical.decode(canonical.encode(found)) == found
    assert [one["control"] for one in found["lines"]] == ["iso42001:A.2.2", "own:1"]
    assert found["editions"] == ["iso42001", "own"]
    first = found["lines"][0]
    assert first["needs"] == ["treatment R-3", "threat DEV-T-1 score"]
    assert first["risks"] == ["R-3", "R-4"]
    assert first["treatments"] == ["T-7 of R-3", "T-8 of R-3"]
    assert first["evidence"] == [{"name": "E-12 drift score", "sha256": "ab" * 32}]
    assert found["lines"][0]["standing"] == "not_shown"


def test_the_first_version_is_all_new_and_one_gone_is_named() -> None:
    one, two = record(line()), record(line("A.2.3"))
    assert [(change.word, change.id) for change in differences.changes(None, one)] == [("added", "A.2.2")]
    assert [(change.word, change.id) for change in differences.changes(one, two)] == [
        ("added", "A.2.3"),
        ("removed", "A.2.2"),
    ]
    assert differences.changes(None, one)[0].told == "added"


def test_what_differs_is_told_with_both_values() -> None:
    before = record(line(needs=(THREAT,)))
    after = record(line(applicable=False, reason="Not any more, for reasons that take a sentence.", status="planned"))
    (change,) = differences.changes(before, after)
    assert change.fields == (
        ("applicable", "Applicable", "Not applicable"),
        ("reason", "Treats a risk.", "Not any more, for reasons that take a sentence."),
        ("status", "Not started", "Planned"),
        ("needs", "threat DEV-T-1 score", ""),
    )
    assert change.told == (
        "Applicable → Not applicable; reason changed; Not started → Planned; threat DEV-T-1 score → nothing"
    )


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        (line(), line(), None),
        (line(), line(how="By hand."), ["how"]),
        (line(), line(needs=(THREAT,)), None),
        (line(applicable=False), line(applicable=False, needs=(THREAT,)), ["needs"]),
        (line(applicable=False, needs=(THREAT,)), line(applicable=False), None),
        (line(shown=proof(Standing.PROVED)), line(shown=proof(Standing.STALE)), ["standing"]),
        (line(shown=proof(Standing.STALE)), line(shown=proof(Standing.FAILING)), ["standing"]),
        (line(shown=proof(Standing.FAILING)), line(shown=proof(Standing.STALE)), None),
        (line(shown=proof(Standing.PROVED)), line(shown=proof(Standing.PARTLY)), None),
    ],
)
def test_a_line_lapses_when_it_is_decided_otherwise_or_shown_worse(
    before: Line, after: Line, fields: list[str] | None
) -> None:
    found = differences.lapsed(record(before), record(after))
    assert [[name for name, _, _ in change.fields] for change in found] == ([fields] if fields else [])


def test_what_people_decided_otherwise_leaves_out_what_is_shown() -> None:
    assert differences.decided_otherwise(record(line()), record(line(shown=proof(Standing.FAILING)))) == []
    assert len(differences.decided_otherwise(record(line()), record(line(reason="Else.")))) == 1


@given(st.lists(st.sampled_from(["A.2.2", "A.2.3", "own:1"]), unique=True), st.booleans(), st.text(max_size=20))
def test_a_record_never_differs_from_itself(numbers: list[str], applicable: bool, reason: str) -> None:
    found = record(*(line(number, applicable=applicable, reason=reason) for number in numbers))
    assert differences.changes(found, found) == differences.lapsed(found, found) == []


def test_what_the_statement_shows_of_the_clause() -> None:
    assert rules.shows(0, 30, 38, 0) == (
        ReadinessLevel.AD_HOC,
        "30 of 38 controls are decided; no statement is approved.",
    )
    assert rules.shows(2, 38, 38, 3)[0] is ReadinessLevel.DEFINED
    assert rules.shows(2, 38, 38, 0)[0] is ReadinessLevel.OPERATING


def test_a_cell_names_the_first_needs_and_counts_the_others() -> None:
    found = line(needs=tuple(replace(THREAT, reference=f"T-{number}") for number in range(5)))
    assert [need.reference for need in found.needs_first] == ["T-0", "T-1", "T-2"]
    assert [need.reference for need in found.needs_more] == ["T-3", "T-4"]
    found = line(carriers=tuple(replace(RESULT, id=number) for number in range(15)))
    assert ([one.id for one in found.carriers_first], found.carriers_more) == (list(range(12)), 3)


def test_names_of_lines_and_editions() -> None:
    own = line("own:2")
    assert (own.id, own.edition, rules.edition_name("own")) == ("Own 2", "own", "Our own")
    assert rules.edition_name("iso42001") == "ISO/IEC 42001:2023"
    assert own.proof.standing is Standing.NOT_SHOWN
    assert own.shown.proved is None
    assert proof(Standing.PARTLY).proved == 3
