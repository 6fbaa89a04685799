"""The locks that pip reads say what uv.lock says, name no machine, and every direct dependency has its reason."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from tests.architecture.house import ROOT, name, settings

LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]
PINNED = re.compile(r"^([a-z0-9.-]+)==([^ ;\\]+)", re.MULTILINE)
REASONS = ROOT / "docs" / "decisions" / "0003-dependencies.md"

each_lock = pytest.mark.parametrize("lock", LOCKS, ids=name)


@each_lock
def test_the_lock_has_the_versions_of_uv_lock(lock: Path) -> None:
    packages = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    locked = {(package["name"], package["version"]) for package in packages}
    pinned = set(PINNED.findall(lock.read_text(encoding="utf-8")))
    assert pinned
    assert pinned <= locked, "./run lock makes the locks again"


@each_lock
def test_every_package_has_its_hashes_and_no_place_of_its_own(lock: Path) -> None:
    for line in lock.read_text(encoding="utf-8").splitlines():
        assert re.match(r"#|[a-z0-9.-]+==\S+( ; .+)? \\$|    --hash=sha256:[0-9a-f]{64}( \\)?$", line), line


def test_the_development_lock_holds_the_server_lock() -> None:
    server, development = (set(PINNED.findall(lock.read_text(encoding="utf-8"))) for lock in LOCKS)
    assert server <= development


def direct_dependencies() -> list[str]:
    project, groups = settings()["project"], settings()["dependency-groups"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values()), *groups["dev"]]
    return sorted({re.split(r"[\[<>=;\s]", entry)[0] for entry in wanted} - {"assentian"})


def test_every_direct_dependency_has_its_reason() -> None:
    reasons = REASONS.read_text(encoding="utf-8")
    assert not [dependency for dependency in direct_dependencies() if f"`{dependency}`" not in reasons]
