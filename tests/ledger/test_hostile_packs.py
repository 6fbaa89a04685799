"""Packs that were made to hurt the verifier: each ends in one clear line, never in a traceback, never in "verified"."""

import json
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assentian.ledger import verify
from assentian.ledger.verify import CANNOT_CHECK, TAMPERED, verify_pack
from tests.ledger.forger import Forger, honest, leaf

REFUSED = {TAMPERED, CANNOT_CHECK}


def code_of(forger: Forger, path: Path) -> int:
    return verify_pack(forger.folder(path)).code


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip", b"PK\5\6" + bytes(18), b"PK\3\4" + bytes(100)])
def test_what_is_no_zip_cannot_be_checked(tmp_path: Path, data: bytes):
    pack = tmp_path / "pack.zip"
    pack.write_bytes(data)
    report = verify_pack(pack)
    assert report.code == CANNOT_CHECK
    assert len(report.findings) == 1


def test_what_is_not_there_cannot_be_checked(tmp_path: Path):
    assert verify_pack(tmp_path / "absent.zip").code == CANNOT_CHECK
    assert verify_pack(tmp_path).code == CANNOT_CHECK


@pytest.mark.parametrize("name", ["manifest.json", "keys.txt", "entries/00000000.jsonl"])
def test_a_missing_file_is_named(tmp_path: Path, name: str):
    forger = honest()
    forger.extra[name] = None
    report = verify_pack(forger.folder(tmp_path))
    assert report.code in REFUSED


@pytest.mark.parametrize(
    "manifest",
    [
        b"", b"null", b"[]", b"1", b'"x"', b"{}", b"\xff", b"{", b"[" * 100_000, b'{"format":"other/1"}',
        b'{"format":"assentian-audit-pack/1"}', b'{"format":"a","format":"assentian-audit-pack/1"}',
        b'{"format":["assentian-audit-pack/1"]}', b'{"size":' + b"9" * 5_000 + b"}", b'{"size":1e400}', b'{"size":NaN}',
    ],
)  # fmt: skip  # a table
def test_a_manifest_that_is_none_cannot_be_checked(tmp_path: Path, manifest: bytes):
    forger = honest()
    forger.extra["manifest.json"] = manifest
    assert code_of(forger, tmp_path) == CANNOT_CHECK


@pytest.mark.parametrize("name", ["format", "organisation", "origin", "size", "files"])
@pytest.mark.parametrize("value", [None, [], {}, "x", -1, 2**60, [[]], {"a": None}])
def test_a_manifest_whose_values_are_strange_verifies_nothing(tmp_path: Path, name: str, value: object):
    forger = honest()
    forger.manifest[name] = value
    assert code_of(forger, tmp_path) in REFUSED


@pytest.mark.parametrize("keys", [b"\xff", b"nonsense\n", b"a+b+c\n", b"\n\n", b""])
def test_keys_that_are_none_verify_nothing(tmp_path: Path, keys: bytes):
    forger = honest()
    forger.extra["keys.txt"] = keys
    assert code_of(forger, tmp_path) in REFUSED


@pytest.mark.parametrize(
    "line",
    [
        b"", b"null", b"1", b"[]", b'"x"', b"{}", b"\xff", b"[" * 100_000, b'{"t":null,"v":1}', b'{"v":1e5}',
        b'{"at":1,"org":"northwind","t":"erasure","v":1}', b"9" * 10_000,
    ],
)  # fmt: skip  # a table
def test_an_entry_that_is_none_is_tampering(tmp_path: Path, line: bytes):
    forger = honest()
    forger.leaves[1] = line
    assert code_of(forger, tmp_path) == TAMPERED


@pytest.mark.parametrize(
    "content",
    [
        {"t": "evidence"},
        {"t": "evidence", "ref": 1},
        {"t": "evidence", "ref": [1]},
        {"t": "evidence", "ref": [{"sha256": []}]},
        {"t": "key", "purpose": "evidence"},
        {"t": "key", "purpose": "evidence", "key": 7},
        {"t": "key", "purpose": "evidence", "key": "x"},
        {"t": "erasure"},
        {"t": "erasure", "paths": 1},
        {"t": "erasure", "paths": [1]},
        {"t": "state-change"},
        {"t": "state-change", "obj": ["a", "b", 1], "ch": []},
        {"t": "state-change", "op": "update", "obj": [1], "ch": []},
        {"t": "state-change", "op": "update", "obj": [[], {}, 1], "ch": []},
        {"t": "state-change", "op": "update", "obj": ["a", "b", 1], "ch": [1]},
        {"t": []},
        {"t": "evidence", "at": None},
    ],
)
def test_a_leaf_that_lacks_what_its_type_needs_is_tampering(tmp_path: Path, content: dict[str, object]):
    forger = honest()
    forger.leaves[1] = {**leaf("state-change"), **content}
    assert code_of(forger, tmp_path) == TAMPERED


@pytest.mark.parametrize("data", [b"", b"\xff", b"{", b"[" * 100_000, b"null", b'{"1":1,"1":1}'])
def test_a_state_that_is_none_verifies_nothing(tmp_path: Path, data: bytes):
    forger = honest()
    forger.extra["state/inventory_aisystem.json"] = data
    assert code_of(forger, tmp_path) in REFUSED


@pytest.mark.parametrize("data", [b"", b"\xff", b"\n\n", b"a\n1\nb\n\nc", b"9" * 100_000])
def test_a_checkpoint_that_is_none_is_tampering(tmp_path: Path, data: bytes):
    forger = honest()
    forger.extra[f"checkpoints/{7:020}.txt"] = data
    assert code_of(forger, tmp_path) == TAMPERED


# Zips


@pytest.mark.parametrize(
    "name", ["../evil", "/etc/passwd", "entries/../../evil", "C:\\evil", "state/a\\b", "entries/.."]
)
def test_a_path_that_leads_out_of_the_pack_is_refused(tmp_path: Path, name: str):
    pack = honest().zip(tmp_path / "pack.zip")
    with zipfile.ZipFile(pack, "a") as archive:
        archive.writestr(name, b"evil")
    assert verify_pack(pack).code in REFUSED
    assert {item.name for item in tmp_path.iterdir()} == {"pack.zip"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_stands_twice_is_refused(tmp_path: Path):
    pack = honest().zip(tmp_path / "pack.zip")
    with zipfile.ZipFile(pack, "a") as archive:
        archive.writestr("keys.txt", b"")
    assert verify_pack(pack).code in REFUSED


def test_a_bomb_is_not_unpacked(tmp_path: Path):
    pack = tmp_path / "pack.zip"
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("manifest.json", "w") as file:
        for _ in range(260):
            file.write(bytes(1 << 20))
    assert pack.stat().st_size < 1 << 20
    report = verify_pack(pack)
    assert report.code == CANNOT_CHECK
    assert "larger than this verifier reads" in report.findings[0]


def test_a_bomb_that_lies_about_its_size_is_cut(tmp_path: Path):
    pack = tmp_path / "pack.zip"
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", bytes(1 << 22))
    data = pack.read_bytes().replace(struct.pack("<L", 1 << 22), struct.pack("<L", 16))
    pack.write_bytes(data)
    assert verify_pack(pack).code in REFUSED


def test_more_files_than_the_verifier_reads_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(verify, "_MOST_FILES", 3)
    assert code_of(honest(), tmp_path) == CANNOT_CHECK


def test_more_bytes_than_the_verifier_reads_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(verify, "_MOST_BYTES", 100)
    assert code_of(honest(), tmp_path) == CANNOT_CHECK


def test_an_encrypted_zip_cannot_be_checked(tmp_path: Path):
    pack = honest().zip(tmp_path / "pack.zip")
    with zipfile.ZipFile(pack) as archive:
        entry = archive.infolist()[0]
    data = bytearray(pack.read_bytes())
    central = data.index(b"PK\1\2")
    data[entry.header_offset + 6] |= 1
    data[central + 8] |= 1
    pack.write_bytes(data)
    assert verify_pack(pack).code == CANNOT_CHECK


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_zip_cannot_be_checked(tmp_path: Path, share: float):
    data = honest().zip(tmp_path / "whole.zip").read_bytes()
    pack = tmp_path / "pack.zip"
    pack.write_bytes(data[: int(len(data) * share)])
    assert verify_pack(pack).code == CANNOT_CHECK


def test_no_flipped_byte_of_a_zip_hides(tmp_path: Path):
    data = honest().zip(tmp_path / "whole.zip").read_bytes()
    pack = tmp_path / "pack.zip"
    whole = verify_pack(tmp_path / "whole.zip")
    for at in range(0, len(data), 11):
        changed = bytearray(data)
        changed[at] ^= 0x10
        pack.write_bytes(changed)
        report = verify_pack(pack)
        assert report.code in REFUSED or report == whole  # some bytes of a zip, such as a file's time, say nothing


def test_a_link_out_of_a_folder_is_not_followed(tmp_path: Path):
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    forger = honest()
    folder = forger.folder(tmp_path / "pack")
    (folder / "README.txt").unlink()
    (folder / "README.txt").symlink_to(secret)
    assert verify_pack(folder).code == TAMPERED


def test_a_pack_cannot_draw_on_the_terminal(tmp_path: Path):
    forger = honest()
    forger.manifest["origin"] = "\x1b[2Jverified\n"
    text = verify_pack(forger.folder(tmp_path)).text()
    assert "\x1b" not in text
    assert not text.startswith("verified")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_arbitrary_json_in_any_place_verifies_nothing_and_raises_nothing(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
):
    values = st.recursive(
        st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3), max_leaves=5
    )
    forger = honest()
    name = data.draw(st.sampled_from([name for name in forger.files() if name != "README.txt"]))
    forger.extra[name] = json.dumps(data.draw(values)).encode()
    assert code_of(forger, tmp_path_factory.mktemp("pack")) in REFUSED
