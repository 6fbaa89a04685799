"""A file of answers to start from: every question with its choices, nothing answered."""

from collections.abc import Iterator
from textwrap import wrap

from assentian.impact.bank.facts import Bank, Depth, Kind, Question
from assentian.impact.sheet.reading import SCHEMA

_WIDTH = 108


def skeleton(bank: Bank, depth: Depth = Depth.CORE) -> str:
    """The text of the file. A blank answer counts as unknown, so it can be scored as it stands."""
    return "\n".join(_lines(bank, depth)) + "\n"


def _lines(bank: Bank, depth: Depth) -> Iterator[str]:
    yield f"# Answers of an AI system impact assessment, by the question bank {bank.version}."
    yield "# Score them with `assentian assess FILE`. A blank counts as unknown, and unknown counts as serious."
    yield "# Write none with the word the question offers, or [] where a table has no row. Quote 'yes' and 'no'."
    yield f"schema: {SCHEMA}"
    yield 'system: ""'
    yield f"depth: {depth}"
    yield "answers:"
    for module in bank.modules:
        asked = [one for one in module.questions if depth is Depth.CORE or one.depth is Depth.SCREENING]
        if asked:
            yield ""
            yield f"  # {module.id} {module.title}"
        for question in asked:
            yield from _question(bank, question)
    yield ""
    yield "# The grade of proof behind answers: A1 declared (when nothing stands here), A2 documented, A3 measured,"
    yield "# A4 verified by someone independent."
    yield "grades: {}"
    yield "# Answers that a measurement contradicts, and rules that a signed reasoning lifts."
    yield "challenged: []"
    yield "waived: []"


def _question(bank: Bank, question: Question) -> Iterator[str]:
    yield ""
    when = ", asked where its condition holds" if question.show_if else ""
    for line in wrap(f"{question.id} {question.prompt} ({question.depth}{when})", _WIDTH):
        yield f"  # {line}"
    for line in wrap(question.help, _WIDTH):
        yield f"  #   {line}"
    for option in question.options:
        yield f"  #   - {option.value if option.value not in {'yes', 'no'} else repr(option.value)}: {option.label}"
    if question.columns:
        yield f"  #   rows with: {', '.join(question.columns)}"
    for column in question.columns if question.kind is Kind.REGISTER else ():
        if column in bank.scales:
            told = "; ".join(
                f"{key} {text.partition(':')[0]}" for key, text in bank.scales[column].items() if key in "1234"
            )
            yield f"  #   {column}: {told}"
    if question.unit:
        yield f"  #   {question.unit}"
    yield f"  {question.key}:"
