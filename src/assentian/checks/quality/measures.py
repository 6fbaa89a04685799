"""Shares and counts of rows that break a declared rule.

They describe exactly the rows that were read: there is no sampling, so no interval and no allowance for chance.
"""

SECONDS_PER_DAY = 86_400


def missing_share(missing: int, rows: int) -> float:
    """Missing values as a share of rows: (nulls + NaN) / rows.

    Source: completeness in ISO/IEC 5259-2. Unit: share of rows, 0 to 1.
    Does not show: values that stand for a missing one (-1, 999, "unknown"), or whether what is missing is random.
    """
    return missing / rows


def broken_rows(rows: int) -> float:
    """Rows whose value breaks the rule: out_of_range, not_allowed, wrong_type, malformed (by a regular expression),
    duplicates (beyond the first of each), orphans (not in the file referred to), steps_back (less than the row before),
    sql (the expression is false, or missing).

    Source: accuracy and consistency in ISO/IEC 5259-2. Unit: rows. A missing value breaks no rule but `null_max`; an
    infinite one is out of every range.
    Does not show: values that keep the rule and are wrong all the same.
    """
    return float(rows)


def schema_departures(columns: int) -> float:
    """Columns that are missing, extra, out of order, or of another type than the schema says. Unit: columns.

    Source: consistency in ISO/IEC 5259-2.
    Does not show: whether a column of the right name and type means what it should.
    """
    return float(columns)


def class_balance(rarest: int, labelled: int) -> float:
    """Rows of the rarest class as a share of all rows with a class. Unit: share, 0 to 1. 95 % interval by Wilson.

    Source: balance in ISO/IEC 5259-2.
    Does not show: whether the classes are as rare in the world; a class that no row has is not counted.
    """
    return rarest / labelled


def row_count(rows: int) -> float:
    """Rows read, against the fewest and the most expected. Unit: rows.

    Does not show: whether these are the right rows.
    """
    return float(rows)


def age_days(seconds: int) -> float:
    """Age of the newest row: (as_of - newest time) / 86,400 s. Unit: days.

    Source: currentness in ISO/IEC 5259-2.
    Does not show: gaps before the newest row, or rows that arrived late.
    """
    return seconds / SECONDS_PER_DAY
