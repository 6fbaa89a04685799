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
    """Rows whose value breaks the rule: out_of_range, not_allowed, wrong_type, duplicates (beyond the first of each).

    Source: accuracy and consistency in ISO/IEC 5259-2. Unit: rows. A missing value breaks no rule but `null_max`; an
    infinite one is out of every range.
    Does not show: values that keep the rule and are wrong all the same.
    """
    return float(rows)


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
