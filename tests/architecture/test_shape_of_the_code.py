"""Modules and functions stay small enough to be seen at once, and their names say something."""

import ast
import re

from tests.architecture.house import PACKAGE, functions, lines, modules, name, tree

SOFT_LIMIT, HARD_LIMIT = 300, 500
LONG_FUNCTION = 60
POSITIONAL = 5
NEEDS_DOCSTRING = 20

# A module over the soft limit is named here with the reason why one file is easier to read than two.
LONG_FOR_A_REASON = {
    "src/assentian/ledger/verify.py": "shipped in every audit pack as the one file that an auditor reads",
}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "manager", "managers", "misc", "stuff"}
BARE_TODO = re.compile(r"\b(?:TODO|FIXME|XXX)\b(?!: \S+ \S+ \S+)")


def positional(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    given = [*function.args.posonlyargs, *function.args.args]
    return len([argument for argument in given if argument.arg not in {"self", "cls"}])


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def test_a_module_is_short_or_says_why_not() -> None:
    limits = {path: HARD_LIMIT if name(path) in LONG_FOR_A_REASON else SOFT_LIMIT for path in modules()}
    assert not {name(path): lines(path) for path, limit in limits.items() if lines(path) > limit}


def test_a_module_opens_with_what_it_is_for() -> None:
    assert not [name(path) for path in modules() if lines(path) > NEEDS_DOCSTRING and not ast.get_docstring(tree(path))]


def test_a_function_can_be_seen_at_once() -> None:
    found = {f"{name(path)}:{f.name}": length(f) for path in modules() for f in functions(path)}
    assert not {function: count for function, count in found.items() if count > LONG_FUNCTION}


def test_a_function_takes_few_positional_arguments() -> None:
    found = {f"{name(path)}:{f.name}": positional(f) for path in modules() for f in functions(path)}
    assert not {function: count for function, count in found.items() if count > POSITIONAL}


def test_no_module_or_folder_has_a_name_that_says_nothing() -> None:
    assert not [name(path) for path in PACKAGE.rglob("*") if path.stem in EMPTY_NAMES and path.suffix in {"", ".py"}]


def test_a_todo_gives_its_reason() -> None:
    assert not [name(path) for path in modules() if BARE_TODO.search(path.read_text(encoding="utf-8"))]


def test_a_bare_todo_would_be_seen() -> None:
    assert BARE_TODO.search("# TODO: later")
    assert not BARE_TODO.search("# TODO: drop when Django 6.2 is out")
