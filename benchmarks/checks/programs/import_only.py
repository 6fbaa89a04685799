"""Imports what a check needs before it opens any data."""

import assentian.checks.run
import assentian.checks.suite

assert assentian.checks.run.KINDS
assert assentian.checks.suite.load_suite
print("{}")
