"""The body of docs/reference/aiia.md: the question bank, its scales and rules, as the product reads them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from assentian.impact.bank.facts import Bank, Question
from assentian.impact.sheet.writing import scoring_in_words

Table = Callable[..., str]


def body(bank: Bank, table: Table) -> Iterator[str]:
    yield f"Version {bank.version}; SHA-256 of the file that the product reads: `{bank.digest}`."
    yield "\n".join(f"- {principle}" for principle in bank.scoring["principles"])
    yield from levels(bank, table)
    yield from scales(bank, table)
    yield from rules(bank, table)
    yield from questions(bank, table)
    yield from lists(bank, table)
    yield from documents(bank, table)
    yield from triggers(table)


def levels(bank: Bank, table: Table) -> Iterator[str]:
    """What follows from each level."""
    readiness = bank.scoring["readiness"]
    rows = {
        "Signs": [told.approver.label for told in bank.levels.values()],
        "Second line": [", ".join(role.label for role in told.second_line) or "none" for told in bank.levels.values()],
        "Consulted": [told.consult for told in bank.levels.values()],
        "Independent review": [told.independent_review for told in bank.levels.values()],
        "Published": [told.publish for told in bank.levels.values()],
        "Human part": [told.human for told in bank.levels.values()],
        "Redress": [told.redress for told in bank.levels.values()],
        "Reviewed after": [f"{told.review_months} months" for told in bank.levels.values()],
        "Looked at every": [f"{told.monitor_days} days" for told in bank.levels.values()],
        "Unknown answers allowed": [str(told.unknown_most) for told in bank.levels.values()],
        "Mitigation readiness needed": [f"{readiness['pass_mark'][level]} %" for level in bank.levels],
        "Least grade of a control": [bank.scoring["residual"]["counts_from"][level] for level in bank.levels],
    }
    yield "## Levels"
    yield table(("", *bank.levels), *((name, *told) for name, told in rows.items()))
    yield (
        "A version stands as approved once the approver and each role of the second line signed the same record. The "
        "approver answered nothing in it; whoever signs for the second line answered at most what their own role is "
        "asked. One person may sign for several roles of the second line, but neither the approver nor an independent "
        "reviewer signs for another. Where somebody is named for a role, only that person signs for it."
    )
    yield (
        "Readiness is `100 * sum(weight * credit * factor) / sum(weight)` over the mitigation questions asked, "
        f"with the factors {', '.join(f'{grade} {factor:g}' for grade, factor in readiness['factor'].items())}. "
        f"{readiness['reads_as']}"
    )


def scales(bank: Bank, table: Table) -> Iterator[str]:
    yield "## Scales"
    rows = [(name.replace("_", " "), *(told[str(step)] for step in range(1, 5))) for name, told in bank.scales.items()]
    yield table(("", "1", "2", "3", "4"), *rows)
    yield "An open rating counts as 3. " + " ".join(
        f"{name.capitalize()}: {told['note']}." for name, told in bank.scales.items() if "note" in told
    )
    matrix = [(str(severity), *row) for severity, row in enumerate(bank.scoring["matrix"], 1)]
    yield "### Level of a row, by severity and likelihood"
    yield table(("severity", *(f"likelihood {step}" for step in range(1, 5))), *matrix)
    yield (
        "Severity is the gravity, one step more where the harm is moderate or worse and is hard to undo (3), reaches "
        "most of a group (4) or meets a vulnerable group; a minor harm becomes moderate only where it reaches most or "
        "cannot be undone."
    )


def rules(bank: Bank, table: Table) -> Iterator[str]:
    """Floors, row rules and cumulative rules, and how a residual level comes about."""
    yield "## Rules that raise a level"
    told = (*bank.scoring["floors"], *bank.scoring["row_rules"], *bank.scoring["cumulative_rules"])
    yield table(
        ("Rule", "When", "Level", "Waived by"),
        *((f"`{rule['id']}`", rule["say"], rule["then"], rule.get("waive", "")) for rule in told),
    )
    yield (
        "A floor is waived on the page of the level, by whoever is named as legal counsel for the assessment. A waiver "
        "names the answers that it was written about: it lifts the floor while those stand and it is unexpired. The "
        "reasoning stands among the reasons for the level and in the signed record. When it expires the floor holds "
        "again, and the approved version is opened to be looked at."
    )
    residual = bank.scoring["residual"]
    bands = ", ".join(f"{band[1]} from {band[0]:g}" for band in residual["measured"]["per_1000"])
    yield "## From inherent to residual"
    yield (
        f"Each control of the grade asked for takes one step off what it acts on, {residual['steps_per_row']} steps "
        f"for a row at most and {residual['levels_per_row']} levels; a row that was at IV never falls below "
        f"{residual['from_critical']}. Where the rate of a harm is measured, its upper 95 % bound takes the place of "
        f"the judged likelihood, upwards and downwards ({bands} in 1 000), and no control on likelihood is added. A "
        "measured rate that is worse than the rating raises the inherent level and challenges the row. A floor drops "
        "by one level once readiness reaches its mark and nothing is challenged."
    )


def questions(bank: Bank, table: Table) -> Iterator[str]:
    for module in bank.modules:
        yield f"## {module.id} {module.title}"
        rows = [
            (
                f"`{question.id}` {question.key}",
                f"{question.prompt} {question.help}",
                _answer(question),
                question.depth.value,
                scoring_in_words(bank, question),
                ", ".join(key.short for key in question.serves),
            )
            for question in module.questions
        ]
        yield table(("Question", "", "Answer", "Depth", "Scoring", "Serves"), *rows)


def _answer(question: Question) -> str:
    if question.columns:
        return f"rows: {', '.join(question.columns)}"
    if question.options:
        return ", ".join(f"`{option.value}`" for option in question.options)
    return question.unit or question.type


def lists(bank: Bank, table: Table) -> Iterator[str]:
    yield "## Rights"
    rows: Sequence[tuple[str, ...]] = [
        (right.id, right.title, right.charter, right.udhr, "absolute" if right.absolute else "")
        for right in bank.rights
    ]
    yield table(("", "Right", "Charter", "Universal Declaration", ""), *rows)
    named: Mapping[str, Mapping[str, str]] = {"Harms": bank.harms, "Benefits": bank.benefits}
    for title, words in named.items():
        yield f"## {title}"
        yield table(("Word", "Meaning"), *((f"`{word}`", meaning) for word, meaning in words.items()))


def triggers(table: Table) -> Iterator[str]:
    """What opens an approved assessment again, and through which door of the product the event comes."""
    from assentian.impact.triggers.library import rules as of_triggers

    yield "## What opens an approved assessment"
    yield (
        "An event is held against the version that was approved, not against the last release. A rule that fires makes "
        "a draft from the approved version in the same transaction; see [the how-to](../howto/reopen-assessments.md)."
    )
    rows = [
        (
            f"`{rule.id}`",
            rule.title,
            rule.door,
            rule.trigger_class.value + (f", or {rule.escalate.to.value}: {rule.escalate.say}" if rule.escalate else ""),
            str(rule.sla_days),
            rule.hold.replace("_", " "),
            ", ".join(_opened(name) for name in rule.reopen),
        )
        for rule in of_triggers()
    ]
    yield table(("Rule", "", "The event", "Outcome", "Days to answer", "Holds", "Opens"), *rows)


def _opened(name: str) -> str:
    return {"row": "the row that is named", "all_light": "every answer, for a look"}.get(name, f"`{name}`")


def documents(bank: Bank, table: Table) -> Iterator[str]:
    """Which questions fill which document."""
    from assentian.impact.documents import parts

    yield "## One set of answers, many documents"
    rows: list[tuple[Any, ...]] = [
        (document.title, part.title, part.serves, ", ".join(question.id for question in part.questions))
        for document in bank.documents
        for part in parts(bank, document.id)
    ]
    yield table(("Document", "Section", "Place", "Questions"), *rows)
