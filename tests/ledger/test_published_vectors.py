"""The vectors that others printed: RFC 8032, signed notes, DSSE, and transparency-dev's where they are at hand."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assentian.ledger.keys import SigningKey
from assentian.ledger.tree import verify_consistency, verify_inclusion
from assentian.ledger.verify import VerifierKey, pre_authentication, verify_ed25519

VECTORS = Path(__file__).parent.parent / "vectors"


def read(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def decoded(text: str | None) -> bytes:
    return base64.b64decode(text or "")


@pytest.mark.parametrize("vector", read("rfc8032-ed25519.json")["vectors"], ids=lambda vector: vector["name"])
def test_signatures_of_rfc_8032_verify_and_are_made_alike(vector: dict[str, str]):
    secret, public, message, signature = (
        bytes.fromhex(vector[name]) for name in ("secret", "public", "message", "signature")
    )
    assert verify_ed25519(public, message, signature)
    key = SigningKey(Ed25519PrivateKey.from_private_bytes(secret), "rfc8032")
    assert (key.verifier.public, key.sign(message)) == (public, signature)


@pytest.mark.parametrize("vector", read("signed-notes.json")["vectors"], ids=lambda vector: vector["source"])
def test_notes_that_others_signed_verify(vector: dict[str, str]):
    key = VerifierKey.parse(vector["key"])
    assert str(key) == vector["key"]
    text, _, signature_line = vector["note"].rpartition("\n\n")
    raw = decoded(signature_line.split(" ")[2])
    assert raw[:4] == key.hash
    assert verify_ed25519(key.public, f"{text}\n".encode(), raw[4:])
    if vector["seed"]:
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(vector["seed"]))
        assert SigningKey(private, key.name).sign(f"{text}\n".encode()) == raw[4:]


def test_the_bytes_under_a_dsse_signature_are_those_of_the_protocol():
    vector = read("dsse.json")
    pae = pre_authentication(vector["payloadType"], vector["payload"].encode())
    assert pae == vector["pae"].encode()
    point = ec.EllipticCurvePublicNumbers(int(vector["key"]["x"]), int(vector["key"]["y"]), ec.SECP256R1())
    raw = decoded(vector["envelope"]["signatures"][0]["sig"])
    signature = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    point.public_key().verify(signature, pae, ec.ECDSA(hashes.SHA256()))


def test_the_vectors_of_transparency_dev_are_judged_alike(test_data: Path):
    published = json.loads((test_data / "vectors" / "transparency-dev-merkle.json").read_text(encoding="utf-8"))
    vectors = published["vectors"]
    judged = {name: verdict(vector) for name, vector in vectors.items()}
    assert judged == {name: not vector["wantErr"] for name, vector in vectors.items()}
    assert len(judged) == 196


def verdict(vector: dict[str, Any]) -> bool:
    proof = [decoded(item) for item in vector["proof"] or []]
    if "leafIdx" in vector:
        leaf, root = decoded(vector["leafHash"]), decoded(vector["root"])
        return verify_inclusion(leaf, vector["leafIdx"], vector["treeSize"], proof, root)
    first, second = decoded(vector["root1"]), decoded(vector["root2"])
    return verify_consistency(vector["size1"], vector["size2"], proof, first, second)
