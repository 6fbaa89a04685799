"""Nothing is approved, accepted or signed but through `accounts.approving`, which demands a fresh authentication.

A new permission of that kind, or a service behind one that opens its act by itself, fails here. What to write instead:

    with approving(actor, "policies.approve", "approve policy", why=reason) as approval:
        ...
        approval.of(policy, shown=digest_of_what_was_shown)
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from assentian.accounts.rules import PERMISSIONS, is_approval
from tests.architecture.house import PACKAGE, modules, name, tree

APPROVALS = {permission for permission in PERMISSIONS if is_approval(permission)}
NAMES_A_LEVEL = {  # who may say how somebody is known, beside the vocabulary and the rules over it
    "PASSWORD": {"accounts/confirming.py"},
    "TOKEN": {"accounts/queries.py"},
    "CONSOLE": {"cli/credentials.py"},
    "DEMO": {"demo/build.py"},
}


def calls(module: ast.AST, function: str) -> Iterator[ast.Call]:
    """Calls of a function or method of that name."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == function:
                yield node


def text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def approvings(module: ast.AST) -> Iterator[tuple[str, ast.With]]:
    """Every `with approving(actor, PERMISSION, ...)`, as permission and block."""
    for node in ast.walk(module):
        if isinstance(node, ast.With):
            for call in calls(node.items[0].context_expr, "approving"):
                yield text(call.args[1]), node


def short(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_every_approval_has_a_service_that_signs() -> None:
    signing = {permission for path in modules() for permission, _ in approvings(tree(path))}
    assert signing == APPROVALS


def test_no_service_signs_by_the_permission_alone() -> None:
    asked = {
        f"{name(path)}:{call.lineno}": text(call.args[0]) for path in modules() for call in calls(tree(path), "require")
    }
    assert not {place: permission for place, permission in asked.items() if is_approval(permission)}


def test_every_signature_says_what_is_signed() -> None:
    silent = [
        f"{name(path)}:{block.lineno}"
        for path in modules()
        for _, block in approvings(tree(path))
        if not any(text_of(call) == "approval" for call in calls(block, "of"))
    ]
    assert not silent


def text_of(call: ast.Call) -> str:
    """`approval` of `approval.of(...)`."""
    return getattr(getattr(call.func, "value", None), "id", "")


def test_nobody_else_says_how_somebody_is_known() -> None:
    found: dict[str, set[str]] = {level: set() for level in NAMES_A_LEVEL}
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "IdentityLevel":
                found.setdefault(node.attr, set()).add(short(path))
    assert {level: places - {"accounts/rules.py"} for level, places in found.items()} == NAMES_A_LEVEL


def test_a_service_that_forgets_would_be_seen() -> None:
    forgetful = ast.parse(
        'actor.require("policies.approve")\n'
        'with approving(actor, "policies.sign", "sign policy") as approval:\n'
        "    found.save()\n"
    )
    assert [text(call.args[0]) for call in calls(forgetful, "require")] == ["policies.approve"]
    ((permission, block),) = approvings(forgetful)
    assert permission == "policies.sign"
    assert not list(calls(block, "of"))
