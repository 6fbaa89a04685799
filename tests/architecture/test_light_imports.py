"""Nothing heavy is imported until it is needed, and the pure rooms run without the server."""

import subprocess
import sys

import pytest

from tests.architecture.house import PACKAGE

SERVER = {"django", "ninja", "psycopg", "axes"}
HEAVY = {"duckdb", "cryptography", "jsonschema", "httpx", "rich", "numpy", "pandas", "scipy", "sklearn"}
PURE = ("standards", "threats", "ledger", "checks", "client")
PURE_ROOMS = [room for room in PURE if (PACKAGE / room / "__init__.py").exists()]
ENGINE = (
    "assentian.cli.assess",
    "assentian.cli.offline_gate",
    "assentian.impact.scoring.score",
    "assentian.impact.sheet.reading",
)


def loaded_by(module: str) -> set[str]:
    """Top-level packages that a fresh interpreter holds after importing `module`."""
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    return set(subprocess.check_output([sys.executable, "-c", code], text=True).split())


@pytest.mark.parametrize(
    "module", ["assentian", "assentian.cli.main", *(f"assentian.{room}" for room in PURE_ROOMS), *ENGINE]
)
def test_importing_it_loads_nothing_heavy(module: str) -> None:
    assert not loaded_by(module) & (SERVER | HEAVY)


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_no_module_of_a_pure_room_loads_the_server(room: str) -> None:
    names = sorted(
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in (PACKAGE / room).rglob("*.py")
    )
    assert not loaded_by(", ".join(name for name in names if not name.endswith("__main__"))) & SERVER
