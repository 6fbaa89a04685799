"""Sizes of crowds: rows that are alike in every quasi-identifier form one equivalence class.

They describe exactly the rows that were read, so there is no interval and no allowance for chance.
"""

from collections.abc import Sequence

Sizes = Sequence[Sequence[int]]
"""[class size, rows in classes of that size], sizes ascending."""


def k(sizes: Sizes) -> float:
    """Size of the smallest equivalence class: k-anonymity (Samarati and Sweeney 1998; Sweeney 2002). Unit: rows.

    Does not show: whether all rows of a class share one sensitive value, or what an attacker knows beyond the declared
    quasi-identifiers.
    """
    return float(sizes[0][0])


def below_k_share(sizes: Sizes, wanted: float) -> float:
    """Rows in classes smaller than the wanted k, as a share of all rows. Unit: share, 0 to 1.

    Does not show: how far below they are.
    """
    return sum(rows for size, rows in sizes if size < wanted) / sum(rows for _, rows in sizes)


def unique_share(sizes: Sizes) -> float:
    """Rows that are alone in their class, as a share of all rows: sample uniqueness. Unit: share, 0 to 1.

    Does not show: uniqueness in the population, which is rarer than in a sample of it.
    """
    return below_k_share(sizes, 2)
