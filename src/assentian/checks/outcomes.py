"""Columns of outcomes: what is positive and what negative in a label or a prediction, whatever way it is written."""

from assentian.checks.errors import SuiteError
from assentian.checks.spec import Suite
from assentian.checks.tables import Table


def require(role: str, suite: Suite, table: Table, *, needed_by: str | None) -> None:
    """Raise SuiteError where the column of a role is not there, or not declared though `needed_by` needs it."""
    column = getattr(suite.columns, role)
    if column is None and needed_by:
        raise suite.error(("columns", role), f"is missing; expected the name of the column that {needed_by} needs")
    if column is not None and column not in table.types:
        raise suite.error(("columns", role), table.missing(column))


def binary(role: str, texts: set[str | None], suite: Suite, table: Table) -> dict[str | None, int | None]:
    """Which texts of a column are 1 (positive) and which 0; missing ones and NaN are None.

    Raises SuiteError where more than two values are left, or one that is neither positive nor its opposite.
    """
    positive = suite.columns.positive
    known: dict[str | None, int | None] = {
        text: None if text is None or text.lower() == "nan" else int(_means(text, positive)) for text in texts
    }
    present = sorted(text for text, value in known.items() if text is not None and value is not None)
    others = {text for text in present if known[text] == 0}
    if len(others) > 1 or (others and positive == 1 and not _means(min(others), 0)):
        raise _not_binary(role, present, suite, table)
    return known


def _means(text: str, value: str | int | bool) -> bool:  # noqa: FBT001 - a value of a suite, not a switch
    """Whether a column's text is this value: 1 is also true and 1.0, 0 also false and 0.0."""
    if isinstance(value, str):
        return text == value
    spelt = {"true": "1", "false": "0"}.get(text.lower(), text)
    try:
        return float(spelt) == float(value)
    except ValueError:
        return False


def _not_binary(role: str, present: list[str], suite: Suite, table: Table) -> SuiteError:
    shown = ", ".join(f"'{text}'" for text in present[:8]) + (", ..." if len(present) > 8 else "")  # noqa: PLR2004
    return suite.error(
        ("columns", role),
        f"the column '{getattr(suite.columns, role)}' in {table.locator} has the values {shown}; expected two, "
        f"of which columns.positive (now {suite.columns.positive!r}) names the positive one",
    )
