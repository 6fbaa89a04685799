import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from assentian.ledger.keys import KeyFileError, SigningKey
from assentian.ledger.verify import verify_ed25519

PEM, PKCS8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path):
    path = tmp_path / "keys" / "log.pem"
    made = SigningKey.load_or_make(path, "ledger.example")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert SigningKey.load_or_make(path, "ledger.example").verifier == made.verifier
    assert SigningKey.load(path, "ledger.example").verifier == made.verifier


def test_what_a_key_signs_its_verifier_key_verifies():
    key = SigningKey.generate("ledger.example")
    assert verify_ed25519(key.verifier.public, b"message", key.sign(b"message"))


def test_one_key_has_one_id_whatever_its_name(tmp_path: Path):
    path = tmp_path / "log.pem"
    first, second = (SigningKey.load_or_make(path, name).verifier for name in ("one", "two"))
    assert first.id == second.id
    assert first.hash != second.hash


def test_two_that_start_at_once_end_with_the_same_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "log.pem"
    first = SigningKey.load_or_make(path, "ledger.example")
    monkeypatch.setattr(Path, "exists", lambda _self: False)  # the second looked before the first had written
    assert SigningKey.load_or_make(path, "ledger.example").verifier == first.verifier


def test_a_key_that_others_can_read_is_refused(tmp_path: Path):
    path = tmp_path / "log.pem"
    SigningKey.load_or_make(path, "ledger.example")
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="chmod 600"):
        SigningKey.load(path, "ledger.example")


def test_a_missing_key_is_named(tmp_path: Path):
    with pytest.raises(KeyFileError, match=r"absent\.pem cannot be read: No such file"):
        SigningKey.load(tmp_path / "absent.pem", "ledger.example")


def private(path: Path, data: bytes) -> Path:
    path.touch(mode=0o600)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("data", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, data: bytes):
    with pytest.raises(KeyFileError, match="holds no unencrypted private key"):
        SigningKey.load(private(tmp_path / "log.pem", data), "ledger.example")


def test_an_encrypted_key_is_refused(tmp_path: Path):
    data = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        PEM, PKCS8, serialization.BestAvailableEncryption(b"passphrase")
    )
    with pytest.raises(KeyFileError, match="unencrypted"):
        SigningKey.load(private(tmp_path / "log.pem", data), "ledger.example")


def test_a_key_of_another_kind_is_refused(tmp_path: Path):
    data = ec.generate_private_key(ec.SECP256R1()).private_bytes(PEM, PKCS8, serialization.NoEncryption())
    with pytest.raises(KeyFileError, match="not Ed25519"):
        SigningKey.load(private(tmp_path / "log.pem", data), "ledger.example")
