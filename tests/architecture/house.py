"""What the house rules are about: the modules, templates and pages of the repository, and the order of its rooms."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "assentian"


def modules() -> list[Path]:
    """Every module that a person wrote; Django writes the migrations."""
    return sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("templates/**/*") if path.suffix in {".html", ".txt", ".svg"})


def pages() -> list[Path]:
    """The documentation: Markdown at the top and in docs/."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def settings() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def floors() -> dict[str, int]:
    """Room -> its floor, 0 the lowest: the layers that import-linter enforces on imports, read from the same place."""
    contracts = settings()["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    order = [layer.split("|") for layer in reversed(layers)]
    return {room.strip(" ()"): floor for floor, rooms in enumerate(order) for room in rooms}


def room(module: str) -> str:
    """`assentian.risk.models` -> `risk`."""
    return module.split(".")[1]
