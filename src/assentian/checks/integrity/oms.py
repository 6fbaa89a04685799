"""OpenSSF Model Signing v1.0: a folder's files by digest, signed with a key and held against a folder again.

The manifest is an in-toto statement (predicate `https://model_signing/signature/v1.0`) in a DSSE envelope in a Sigstore
bundle; the same bytes are read and written by the `model-signing` package. Digests are SHA-256 by whole file.
Invariants: nothing of a bundle is believed before its signature holds; a symbolic link is refused, not followed; the
signature's own ignored paths can never cover the whole folder.
Does not: know certificates or Sigstore's identities, or decide which key is trusted.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from assentian.ledger.verify import parse_json, pre_authentication

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

BUNDLE_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://model_signing/signature/v1.0"
GIT_PATHS = (".git", ".gitattributes", ".github", ".gitignore")
"""What the format leaves out by default."""
LARGEST_SIGNATURE = 64 * 1024 * 1024
_PUBLIC_KEY = re.compile(rb"-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----")


class SigningError(ValueError):
    """A folder, a key or a signature that cannot be used; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`files` maps a path below the folder, with slashes, to its SHA-256; `ignored` are paths that were left out."""

    name: str
    files: Mapping[str, str]
    ignored: tuple[str, ...] = GIT_PATHS

    @property
    def root(self) -> str:
        """SHA-256 over the files' digests in order of their paths: one name for the whole folder."""
        ordered = sorted(self.files, key=PurePosixPath)
        return hashlib.sha256(b"".join(bytes.fromhex(self.files[name]) for name in ordered)).hexdigest()


def read_folder(folder: Path, ignored: Iterable[str] = GIT_PATHS) -> Manifest:
    """The digests of all files below a folder; SigningError for links, for what is no file, and for an empty folder."""
    if not folder.is_dir():
        raise SigningError(f"{folder} is no folder")
    left_out = tuple(_inside(path) for path in ignored)
    files = {}
    for path in folder.rglob("*"):
        name = PurePosixPath(path.relative_to(folder).as_posix())
        if path.is_symlink():
            raise SigningError(f"{path} is a symbolic link; only real files are signed")
        if path.is_dir() or any(name.is_relative_to(other) for other in left_out):
            continue
        files[str(name)] = _digest(path)
    if not files:
        raise SigningError(f"{folder} holds no file")
    return Manifest(name=folder.resolve().name, files=files, ignored=tuple(map(str, left_out)))


def sign(manifest: Manifest, key: "EllipticCurvePrivateKey") -> bytes:
    """The bytes of a signature file."""
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

    payload = json.dumps(_statement(manifest), indent=2).encode()
    signature = key.sign(pre_authentication(PAYLOAD_TYPE, payload), ECDSA(_hash_of(key.public_key())))
    bundle = {
        "mediaType": BUNDLE_TYPE,
        "verificationMaterial": {"publicKey": {"hint": key_id(key.public_key())}, "tlogEntries": []},
        "dsseEnvelope": {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"sig": base64.b64encode(signature).decode(), "keyid": ""}],
        },
    }
    return json.dumps(bundle).encode()


def open_signature(data: bytes, trusted: Iterable["EllipticCurvePublicKey"]) -> Manifest:
    """The manifest that one of the trusted keys signed; SigningError where none did, or where it makes no sense."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA

    payload, signature = _envelope(data)
    for key in trusted:
        try:
            key.verify(signature, pre_authentication(PAYLOAD_TYPE, payload), ECDSA(_hash_of(key)))
        except InvalidSignature:
            continue
        try:
            return _manifest(parse_json(payload))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise SigningError(f"is signed, but is no manifest of a folder: {error}") from None
    raise SigningError("carries no valid signature of a trusted key")


def load_private_key(path: Path) -> "EllipticCurvePrivateKey":
    """SigningError where the file is no unencrypted private key on P-256, P-384 or P-521 in PEM."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise SigningError(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise SigningError(f"{path} holds no unencrypted private key in PEM") from None
    if not isinstance(key, EllipticCurvePrivateKey):
        raise SigningError(f"{path} holds no elliptic-curve key; make one: openssl ecparam -name prime256v1 -genkey")
    _hash_of(key.public_key())
    return key


def load_trusted_keys(data: bytes) -> tuple["EllipticCurvePublicKey", ...]:
    """The public keys of a trust list, PEM blocks one after the other; SigningError where there is none."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    found = []
    for block in _PUBLIC_KEY.findall(data):
        try:
            key = load_pem_public_key(block)
        except (ValueError, UnsupportedAlgorithm):
            raise SigningError("holds a block that is no public key") from None
        if not isinstance(key, EllipticCurvePublicKey):
            raise SigningError("holds a key that is not on an elliptic curve of the format (P-256, P-384, P-521)")
        _hash_of(key)
        found.append(key)
    if not found:
        raise SigningError("holds no public key in PEM; an empty trust list trusts nobody")
    return tuple(found)


def key_id(key: "EllipticCurvePublicKey") -> str:
    """SHA-256 of the PEM of a public key, by which a signature hints at it."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return hashlib.sha256(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _envelope(data: bytes) -> tuple[bytes, bytes]:
    if len(data) > LARGEST_SIGNATURE:
        raise SigningError("is too large for a signature")
    try:
        bundle = parse_json(data)
        envelope = bundle["dsseEnvelope"]
        kinds = (bundle["mediaType"], envelope["payloadType"])
        (only,) = envelope["signatures"]
        opened = base64.b64decode(envelope["payload"], validate=True), base64.b64decode(only["sig"], validate=True)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise SigningError("is no Sigstore bundle with one signed statement") from None
    if kinds != (BUNDLE_TYPE, PAYLOAD_TYPE):
        raise SigningError("is a bundle of another type")
    return opened


def _statement(manifest: Manifest) -> dict[str, Any]:
    names = sorted(manifest.files, key=PurePosixPath)
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": manifest.name, "digest": {"sha256": manifest.root}}],
        "predicateType": PREDICATE_TYPE,
        "predicate": {
            "serialization": {
                "method": "files",
                "hash_type": "sha256",
                "allow_symlinks": False,
                "ignore_paths": list(manifest.ignored),
            },
            "resources": [{"name": name, "algorithm": "sha256", "digest": manifest.files[name]} for name in names],
        },
    }


def _manifest(statement: Any) -> Manifest:
    if statement["_type"] != STATEMENT_TYPE or statement["predicateType"] != PREDICATE_TYPE:
        raise SigningError(f"the statement is of the type {statement['predicateType']!r}")
    (subject,) = statement["subject"]
    how, resources = statement["predicate"]["serialization"], statement["predicate"]["resources"]
    if (how["method"], how["hash_type"]) != ("files", "sha256"):
        raise SigningError(f"it hashes {how['method']} with {how['hash_type']}; known: files with sha256")
    files = {str(_inside(one["name"])): one["digest"] for one in resources}
    if len(files) != len(resources) or any(one["algorithm"] != "sha256" for one in resources):
        raise SigningError("it names a file twice, or a digest that is not sha256")
    if not all(re.fullmatch("[0-9a-f]{64}", digest) for digest in files.values()):
        raise SigningError("it holds a digest that is not 64 hexadecimal digits")
    ignored = tuple(str(_inside(path)) for path in how.get("ignore_paths", ()))
    manifest = Manifest(name=subject["name"], files=files, ignored=ignored)
    if manifest.root != subject["digest"]["sha256"]:
        raise SigningError("the digest of the whole is not that of its files")
    return manifest


def _inside(path: str) -> PurePosixPath:
    """A path that stays below the folder and is not the folder itself."""
    found = PurePosixPath(path)
    if found.is_absolute() or ".." in found.parts or not found.parts:
        raise SigningError(f"the path {path!r} does not lie below the folder")
    return found


def _digest(path: Path) -> str:
    if not path.is_file():
        raise SigningError(f"{path} is neither a file nor a folder")
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise SigningError(f"{path} cannot be read: {error.strerror}") from None


def _hash_of(key: "EllipticCurvePublicKey") -> "HashAlgorithm":
    from cryptography.hazmat.primitives import hashes

    known = {"secp256r1": hashes.SHA256(), "secp384r1": hashes.SHA384(), "secp521r1": hashes.SHA512()}
    if key.curve.name not in known:
        raise SigningError(f"the curve {key.curve.name} is not one of the format (P-256, P-384, P-521)")
    return known[key.curve.name]
