"""The audit pack, from the page and the command, verified by its own verifier in a folder of its own."""

import json
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assentian.accounts.rules import NotPermittedError
from assentian.evidence.services import artefact_path
from assentian.journal import checkpoints
from assentian.reports import services
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

URL = "/o/northwind/ledger/pack/"

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    simulator = OrganisationSimulator(cast.actor("manager"))
    system = simulator.register_system()
    simulator.submit(system, "fairness", "fail")
    simulator.submit(system, "drift")
    return simulator


@pytest.fixture
def pack(cast: Cast, simulator: OrganisationSimulator, tmp_path: Path) -> Path:
    """The pack, unpacked into an empty folder."""
    with zipfile.ZipFile(services.export_pack(cast.actor("auditor"), tmp_path)) as file:
        file.extractall(tmp_path / "pack")
    return tmp_path / "pack"


def verify(pack: Path, *options: str) -> tuple[int, str]:
    """Exit code and output of the pack's own verifier, isolated, where nothing else can be found."""
    called = [sys.executable, "-I", str(pack / "verify.py"), *options]
    done = subprocess.run(called, cwd=pack, env={}, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def test_a_pack_verifies_itself_and_says_that_nothing_anchors_it(pack: Path) -> None:
    code, said = verify(pack)
    assert code == 10, said
    assert "2 pieces of evidence" in said


def test_a_checkpoint_that_was_taken_away_anchors_it(
    cast: Cast, simulator: OrganisationSimulator, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_bytes(cast.client("auditor").get("/o/northwind/ledger/checkpoint").content)
    simulator.register_system("A later one")
    answer = cast.client("auditor").get(URL)
    with zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content))) as file:
        file.extractall(tmp_path / "pack")
    assert verify(tmp_path / "pack", "--known", str(kept))[0] == 0
    assert verify(tmp_path / "pack")[0] == 10


def test_a_flipped_byte_of_any_file_is_tampering(pack: Path, tmp_path: Path) -> None:
    names = [path.relative_to(pack) for path in pack.rglob("*") if path.is_file()]
    assert len(names) > 8
    for name in names:
        if name.name in {"verify.py", "manifest.json"}:
            continue
        copy = tmp_path / "copy"
        shutil.copytree(pack, copy)
        data = bytearray((copy / name).read_bytes())
        data[len(data) // 2] ^= 1
        (copy / name).write_bytes(data)
        assert verify(copy)[0] == 40, name
        shutil.rmtree(copy)


def test_the_state_is_that_of_every_table_and_holds_no_personal_value(cast: Cast, pack: Path) -> None:
    state = {path.stem: json.loads(path.read_bytes()) for path in (pack / "state").iterdir()}
    (system,) = state["inventory_aisystem"].values()
    assert system["slug"] == "credit-scorer"
    assert len(state["evidence_evidence"]) == 2
    everything = b"".join(path.read_bytes() for path in pack.rglob("*") if path.is_file())
    assert b"manager@example.org" not in everything


def test_a_lost_envelope_is_listed_as_a_gap(cast: Cast, simulator: OrganisationSimulator, tmp_path: Path) -> None:
    lost = simulator.submit(simulator.register_system("Lost"))
    default_storage.delete(artefact_path("northwind", lost.digest))
    with zipfile.ZipFile(services.export_pack(cast.actor("manager"), tmp_path)) as file:
        file.extractall(tmp_path / "pack")
    code, said = verify(tmp_path / "pack")
    assert code == 20
    assert lost.digest[:12] in said


def test_another_organisation_is_not_in_it(cast: Cast, pack: Path) -> None:
    everything = b"".join(path.read_bytes() for path in pack.rglob("*") if path.is_file())
    assert b'"org":"northwind"' in everything
    assert b'"org":"elsewhere"' not in everything
    assert b'"org":"installation"' not in everything


def test_the_page_offers_it_to_those_who_may_export(cast: Cast, simulator: OrganisationSimulator) -> None:
    for part, may in {"auditor": True, "top": True, "owner": False, "contributor": False}.items():
        client = cast.client(part)
        assert (URL in client.get("/o/northwind/ledger/").content.decode()) is may
        answer = client.get(URL)
        b"".join(answer)  # the download holds its file open until it has been read
        assert answer.status_code == (200 if may else 403)
    assert cast.client("manager").post(URL).status_code == 405


def test_the_download_is_named_after_organisation_and_size(cast: Cast, simulator: OrganisationSimulator) -> None:
    answer = cast.client("auditor").get(URL)
    entries = sum(len(line) > 0 for line in _entries(b"".join(answer.streaming_content)))
    assert answer["Content-Disposition"] == f'attachment; filename="northwind-{entries}.zip"'
    assert answer["Content-Type"] == "application/zip"


def _entries(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(BytesIO(data)) as file:
        names = [name for name in file.namelist() if name.startswith("entries/")]
        return [line for name in names for line in file.read(name).splitlines()]


def test_exporting_needs_the_permission(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(NotPermittedError):
        services.export_pack(cast.actor("contributor"), tmp_path)
    assert not list(tmp_path.glob("*.zip"))


def test_the_number_of_queries_does_not_grow(cast: Cast, simulator: OrganisationSimulator, tmp_path: Path) -> None:
    manager, counts = cast.actor("manager"), []
    for number in range(2):
        simulator.register_system(f"System {number}")
        checkpoints.sign("northwind")
        with CaptureQueriesContext(connection) as queries:
            services.export_pack(manager, tmp_path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_command_writes_the_same_pack(
    cast: Cast, simulator: OrganisationSimulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assentian.cli.main import main
    from assentian.server import boot

    monkeypatch.setattr(boot, "boot", lambda *_: None)
    out = tmp_path / "pack.zip"

    def export(key: str) -> tuple[int, str]:
        done = CliRunner().invoke(main, ["export", "--organisation", key, "--out", str(out)])
        return done.exit_code, done.output

    assert export("nowhere") == (1, "Error: there is no ledger of an organisation 'nowhere'\n")
    code, said = export("northwind")
    assert code == 0
    assert "Verify it anywhere" in said
    assert CliRunner().invoke(main, ["verify", "--bundle", str(out)]).exit_code == 10
    assert "exists already" in export("northwind")[1]
    out.unlink()
    out = tmp_path / "no-such-folder" / "pack.zip"
    assert "cannot be written: No such file or directory" in export("northwind")[1]
    monkeypatch.setattr(boot, "is_current", lambda: False)
    assert "run `assentian upgrade` first" in export("northwind")[1]
