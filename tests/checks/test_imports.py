"""Importing the checks is light: what is heavy waits until it is needed, and the server is never needed."""

import json
import os
import subprocess
import sys

import pytest

HEAVY = {"duckdb", "cryptography", "jsonschema", "httpx", "rich", "yaml", "numpy", "pandas", "pyarrow"}
SERVER = {"django", "ninja", "psycopg"}


def fresh(program: str) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, where no coverage measures and so brings its modules along."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    return subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, env=plain)


@pytest.mark.parametrize(
    "module",
    [
        "assentian.checks.run",
        "assentian.checks.suite",
        "assentian.checks.statement",
        "assentian.cli.check",
        "assentian.client.http",
    ],
)
def test_importing_brings_nothing_heavy_and_never_the_server(module):
    program = f"import {module}, sys, json; print(json.dumps([name.partition('.')[0] for name in sys.modules]))"
    loaded = fresh(program).stdout
    assert not (HEAVY | SERVER) & set(json.loads(loaded))


def test_judging_counts_needs_the_standard_library_alone():
    program = (
        "import sys, json\nat_start = set(sys.modules)\nfrom assentian.checks.registry import KINDS\n"
        "cells = [[['a'], None, 1, 40], [['b'], None, 0, 40]]\n"
        "counts = {'rows': 80, 'groups': ['g'], 'labelled': False, 'cells': cells}\n"
        "assert KINDS['fairness'].evaluate({}, counts)\n"
        "print(json.dumps([name.partition('.')[0] for name in set(sys.modules) - at_start]))"
    )
    loaded = {name for name in json.loads(fresh(program).stdout) if not name.startswith("_")}
    assert loaded <= sys.stdlib_module_names | {"assentian"}
