"""The wheel, installed without the server extra into an environment of its own, has the tools and no Django."""

import csv
import os
import re
import subprocess
import sys
import venv
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assentian import __version__
from assentian.ledger import canonical
from assentian.ledger.checkpoint import sign_note
from assentian.ledger.keys import SigningKey
from assentian.ledger.pack import PackContent, write_pack
from assentian.ledger.tree import Frontier
from assentian.ledger.verify import Checkpoint, leaf_hash

pytestmark = pytest.mark.clean

ROOT = Path(__file__).resolve().parents[2]
PINNED = re.compile(r"^[a-z0-9.-]+==[^ ;\\]+", re.MULTILINE)
SUITE = """\
suite: 1
system: tiny
data:
  current: {path: cases.csv}
columns: {id: case_id, label: defaulted, prediction: declined, groups: [sex]}
checks:
  - {id: quality, kind: data-quality, rules: {income: {null_max: 0.02, range: [0, 100000]}, case_id: {unique: true}}}
  - {id: fairness, kind: fairness, metrics: {selection_ratio: {breach: 0.8}}, min_group: 30}
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new virtual environment with the wheel of this checkout and its dependencies, at the locked versions."""
    folder = tmp_path_factory.mktemp("clean")
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(PINNED.findall((ROOT / "requirements.lock").read_text())))
    venv.create(folder / "venv", with_pip=False)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT], check=True)
    (wheel,) = folder.glob("assentian-*.whl")
    python = folder / "venv" / "bin" / "python"
    subprocess.run([*pip, "--python", python, "install", "--constraint", constraints, wheel], check=True)
    return folder / "venv" / "bin"


def call(program: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it where only the clean environment can be found: no source tree, no variable of the test run."""
    clean = {"PATH": os.defpath, "HOME": str(folder)}
    return subprocess.run([program, *arguments], cwd=folder, env=clean, capture_output=True, text=True, check=False)


def write_cases(folder: Path, men_declined: int, women_declined: int) -> Path:
    """100 men and 100 women with unique numbers and incomes in range; returns the suite that reads them."""
    with (folder / "cases.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["case_id", "sex", "income", "declined", "defaulted"])
        for number in range(200):
            sex, place = divmod(number, 100)
            declined = place < (women_declined if sex else men_declined)
            rows.writerow([number, "woman" if sex else "man", 20_000 + 10 * number, int(declined), number % 2])
    suite = folder / "suite.yaml"
    suite.write_text(SUITE)
    return suite


def test_the_command_answers_without_django(environment: Path, tmp_path: Path) -> None:
    assert call(environment / "assentian", "--version", folder=tmp_path).stdout == f"assentian {__version__}\n"
    found = call(environment / "python", "-c", "import django", folder=tmp_path)
    assert "No module named 'django'" in found.stderr


def test_a_fair_suite_passes(environment: Path, tmp_path: Path) -> None:
    done = call(environment / "assentian", "check", str(write_cases(tmp_path, 50, 50)), folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_unfair_suite_fails(environment: Path, tmp_path: Path) -> None:
    done = call(environment / "assentian", "check", str(write_cases(tmp_path, 10, 90)), folder=tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "sex" in done.stdout


def test_a_command_of_the_server_says_what_to_install(environment: Path, tmp_path: Path) -> None:
    done = call(environment / "assentian", "serve", folder=tmp_path)
    assert done.returncode == 2
    assert "pip install 'assentian[server]'" in done.stderr
    assert "Traceback" not in done.stderr


def write_small_pack(path: Path) -> None:
    """Three entries under one signed checkpoint, which is also left beside the pack as `known.txt`."""
    key = SigningKey.generate("assentian.example/tiny")
    day = {"v": 1, "t": "schema", "org": "tiny", "at": "2026-11-01T00:00:00.000000Z"}
    leaves = [canonical.encode({**day, "number": number}) for number in range(3)]
    tree = Frontier()
    tree.extend(map(leaf_hash, leaves))
    note = sign_note(Checkpoint(key.verifier.name, len(leaves), tree.root()), key)
    path.with_name("known.txt").write_text(note, encoding="utf-8")
    content = PackContent(
        organisation="tiny",
        origin=key.verifier.name,
        created=datetime(2026, 11, 2, tzinfo=UTC),
        leaves=leaves,
        notes=[note],
        keys=[str(key.verifier)],
    )
    write_pack(path, content)


def test_a_pack_is_verified_and_anchored_by_a_known_checkpoint(environment: Path, tmp_path: Path) -> None:
    write_small_pack(tmp_path / "pack.zip")
    verify = (environment / "assentian", "verify", "--bundle", "pack.zip")
    assert call(*verify, folder=tmp_path).returncode == 10
    done = call(*verify, "--known", "known.txt", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_pack_verifies_itself_with_plain_python(environment: Path, tmp_path: Path) -> None:
    write_small_pack(tmp_path / "pack.zip")
    empty = tmp_path / "empty"
    empty.mkdir()
    with zipfile.ZipFile(tmp_path / "pack.zip") as pack:
        pack.extract("verify.py", empty)
    done = call(environment / "python", "-I", "verify.py", "../pack.zip", folder=empty)
    assert done.returncode == 10, done.stdout + done.stderr


def test_a_file_that_is_no_pack_cannot_be_verified(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "pack.zip").write_bytes(b"PK")
    done = call(environment / "assentian", "verify", "--bundle", "pack.zip", folder=tmp_path)
    assert done.returncode == 50
    assert "Traceback" not in done.stderr
