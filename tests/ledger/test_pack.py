"""A written pack holds what it was given, in the same bytes each time, and verifies as the verifier says."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from assentian.ledger import pack, verify
from assentian.ledger.pack import PackContent, write_pack
from assentian.ledger.verify import verify_pack
from tests.ledger.forger import LOG_KEY, ORGANISATION, ORIGIN, Forger, honest

CREATED = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)


def content(forger: Forger, created: datetime = CREATED) -> PackContent:
    return PackContent(
        organisation=ORGANISATION,
        origin=ORIGIN,
        created=created,
        leaves=iter(forger.lines()),
        notes=[forger.note(size) for size in forger.sizes],
        keys=[str(LOG_KEY.verifier)],
        evidence=forger.evidence,
        state=forger.state,
        completeness={"controls": ["iso42001:A.6.2.4"], "from": "2026-01-01", "to": "2026-12-31"},
    )


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def text(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "northwind-7.zip"


def test_a_written_pack_verifies_with_and_without_an_anchor(path: Path):
    write_pack(path, content(honest()))
    assert verify_pack(path).code == verify.UNANCHORED
    report = verify_pack(path, honest().note(3))
    assert (report.code, report.size, report.evidence, report.findings) == (verify.VERIFIED, 7, 2, [])


def test_a_pack_unpacked_to_a_folder_verifies_alike(path: Path, tmp_path: Path):
    write_pack(path, content(honest()))
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "unpacked")
    assert verify_pack(tmp_path / "unpacked").text() == verify_pack(path).text()


def test_equal_content_gives_equal_bytes_wherever_it_is_written(path: Path, tmp_path: Path):
    elsewhere = tmp_path / "another.zip"
    write_pack(path, content(honest()))
    write_pack(elsewhere, content(honest(), created=CREATED.astimezone(timezone(timedelta(hours=5)))))
    assert path.read_bytes() == elsewhere.read_bytes()


def test_the_manifest_tells_of_what_and_when(path: Path):
    write_pack(path, content(honest()))
    manifest = json.loads(text(path, "manifest.json"))
    assert sorted(manifest.pop("files")) == sorted(set(names(path)) - {"manifest.json"})
    assert manifest == {
        "format": "assentian-audit-pack/1",
        "organisation": "northwind",
        "origin": "ledger.example/northwind",
        "size": 7,
        "created": "2026-11-23T22:30:00Z",
        "completeness": {"controls": ["iso42001:A.6.2.4"], "from": "2026-01-01", "to": "2026-12-31"},
    }


def test_entries_fill_as_many_files_as_they_need(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pack, "ENTRIES_PER_FILE", 3)
    write_pack(path, content(honest()))
    entries = [name for name in names(path) if name.startswith("entries/")]
    assert entries == [f"entries/0000000{first}.jsonl" for first in (0, 3, 6)]
    assert verify_pack(path).code == verify.UNANCHORED


def test_a_pack_carries_the_verifier_itself_and_can_run_it(path: Path):
    write_pack(path, content(honest()))
    assert text(path, "verify.py") == Path(verify.__file__).read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as archive:
        modes = {item.filename: item.external_attr >> 16 for item in archive.infolist()}
    assert modes.pop("verify.py") == 0o755
    assert set(modes.values()) == {0o644}


def test_the_readme_tells_people_every_exit_code(path: Path):
    write_pack(path, content(honest()))
    readme = text(path, "README.txt")
    assert "7 entries of the ledger ledger.example/northwind" in readme
    assert all(f"{code:2}  {words}" in readme for code, words in verify.WORDS.items())
    assert max(map(len, readme.splitlines())) <= 120


def test_the_writer_does_not_judge_what_it_is_given(path: Path):
    forger = honest()
    forger.leaves[1]["ch"][0][2] = "changed after signing"
    forger_notes = [honest().note(size) for size in forger.sizes]
    tampered = content(forger)
    write_pack(path, PackContent(ORGANISATION, ORIGIN, CREATED, tampered.leaves, forger_notes, tampered.keys))
    assert verify_pack(path).code == verify.TAMPERED


def test_evidence_is_read_one_by_one(path: Path):
    class Lazy(Mapping[str, bytes]):
        def __init__(self) -> None:
            self.read: list[str] = []

        def __getitem__(self, key: str) -> bytes:
            self.read.append(key)
            return honest().evidence[key]

        def __iter__(self) -> Iterator[str]:
            return iter(honest().evidence)

        def __len__(self) -> int:
            return len(honest().evidence)

    forger = honest()
    forger.evidence = lazy = Lazy()
    write_pack(path, content(forger))
    assert lazy.read == sorted(honest().evidence)


def test_a_pack_that_cannot_be_finished_leaves_what_was_there(path: Path):
    path.write_bytes(b"the pack of yesterday")
    with pytest.raises(ValueError, match="not a signed note"):
        write_pack(path, PackContent(ORGANISATION, ORIGIN, CREATED, [], ["no note"], []))
    assert path.read_bytes() == b"the pack of yesterday"
    assert [item.name for item in path.parent.iterdir()] == [path.name]
