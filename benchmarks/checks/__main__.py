"""Measures, prints the page, and with `--write` stores it in docs/reference."""

import argparse

from benchmarks.checks import __doc__ as about
from benchmarks.checks.beside import QUICK, SIZES, measure_all
from benchmarks.checks.growth import growth
from benchmarks.checks.page import GROWTH, PAGE, grown, report


def main() -> None:
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="20,000 and 100,000 rows")
    parser.add_argument("--rows", type=int, nargs="+", help="other sizes than 100,000 to 10,000,000")
    parser.add_argument("--growth", action="store_true", help="how the cost grows with columns, groups and engines")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true", help=f"store the page as docs/reference/{PAGE.name}")
    asked = parser.parse_args()
    if asked.growth:
        text = grown(growth(asked.rounds, quick=asked.quick))
    else:
        sizes = asked.rows or (QUICK if asked.quick else SIZES)
        text = report(measure_all(sizes, asked.rounds), asked.rounds)
    print(text.split(GROWTH)[1] if asked.growth else text)
    if asked.write:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
