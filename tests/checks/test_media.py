"""Content credentials are verified with the real library where it is installed, and are not run where it is not."""

import io
import json
import struct
import sys
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric

HAS_LIBRARY = find_spec("c2pa") is not None
COUNTS = {
    "rows": 3,
    "seals": [{"file": "d.jsonl", "state": "signed", "by": "k", "sealed": "2026-11-24T12:00:00+00:00", "why": ""}],
    "states": {"verified": 1, "unverified": 1, "invalid": 1},
    "decisions": 2,
    "faults": {"invalid": ["b.png"], "rest_on_unverified": ["d2"], "missing_media": []},
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def check(desk: Desk, *rows: dict[str, Any]):
    return desk.held("content-credentials", rows, "media: [media], anchors: roots.pem")


def test_without_the_library_the_check_is_not_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "c2pa", None)
    found = check(desk, {"decision": "d1", "media": "a.png"})
    assert found.verdict is Verdict.NOT_RUN
    assert found.message == "not run (library missing): c2pa is not installed; pip install c2pa-python"


def test_counts_alone_give_the_verdict() -> None:
    found = {one.name: (one.value, one.status) for one in KINDS["content-credentials"].evaluate({}, COUNTS)}
    assert found["invalid"] == (1, Verdict.FAIL)
    assert found["rest_on_unverified"] == (1, Verdict.FAIL)
    assert found["missing_media"] == (0, Verdict.PASS)
    assert found["verified_share"][1] is None


def picture() -> bytes:
    """A PNG of four points."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    points = zlib.compress(b"\0" + b"\xff" * 6 + b"\0" + b"\x10" * 6)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", points) + chunk(b"IEND", b"")


def certificate(
    name: str, key: EllipticCurvePrivateKey, by: str, signer: EllipticCurvePrivateKey, *, is_root: bool
) -> bytes:
    def called(text: str) -> x509.Name:
        both = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
        return x509.Name([x509.NameAttribute(kind, text) for kind in both])

    usage = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    signs = {"digital_signature": not is_root, "key_cert_sign": is_root, "crl_sign": is_root}
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(called(by), called(name), key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage, **signs), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if not is_root:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return made.sign(signer, hashes.SHA256()).public_bytes(Encoding.PEM)


def signer() -> tuple[bytes, Callable[[], bytes]]:
    """A root certificate, and what makes a signed picture under it."""
    import c2pa

    root, leaf = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    anchor = certificate("root", root, "root", root, is_root=True)
    chain = certificate("camera", leaf, "root", root, is_root=False) + anchor
    key = leaf.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    source = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
    action = {"action": "c2pa.created", "digitalSourceType": source}
    claim = {
        "claim_generator_info": [{"name": "test", "version": "1"}],
        "assertions": [{"label": "c2pa.actions", "data": {"actions": [action]}}],
    }

    def signed() -> bytes:
        made = io.BytesIO()
        info = c2pa.C2paSignerInfo(alg=b"es256", sign_cert=chain, private_key=key, ta_url=None)
        c2pa.Builder.from_json(json.dumps(claim)).sign(
            c2pa.Signer.from_info(info), "image/png", io.BytesIO(picture()), made
        )
        return made.getvalue()

    return anchor, signed


def test_signed_altered_strange_and_plain_pictures_are_told_apart(
    desk: Desk, record_property: Callable[[str, object], None]
) -> None:
    record_property("ran with the real library", HAS_LIBRARY)
    if not HAS_LIBRARY:
        return
    (anchor, signed), (_, strange) = signer(), signer()
    (desk.folder / "roots.pem").write_bytes(anchor)
    media = desk.folder / "media"
    media.mkdir()
    (media / "good.png").write_bytes(signed())
    (media / "plain.png").write_bytes(picture())
    (media / "strange.png").write_bytes(strange())
    rows = [{"decision": "d1", "media": "good.png"}, {"decision": "d1", "media": "plain.png"}]
    passed = check(desk, *rows, {"decision": "d2", "media": "plain.png", "besides": "two witnesses"})
    assert (passed.verdict, passed.message) == (Verdict.PASS, "")
    assert passed.profile.counts["states"] == {"verified": 1, "unverified": 2, "invalid": 0}
    assert KINDS["content-credentials"].evaluate({}, json.loads(json.dumps(passed.profile.counts))) == passed.metrics
    altered = bytearray(signed())
    altered[altered.rfind(b"IDAT") + 8] ^= 1
    (media / "altered.png").write_bytes(altered)
    found = check(desk, *rows, {"decision": "d3", "media": "strange.png"}, {"decision": "d4", "media": "gone.png"})
    assert metric(found, "invalid").note == "altered.png"
    assert metric(found, "rest_on_unverified").note == "d3; d4"
    assert metric(found, "missing_media").note == "gone.png"
