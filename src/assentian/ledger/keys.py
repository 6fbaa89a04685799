"""Signing keys: Ed25519 (RFC 8032), kept as PKCS#8 PEM in a file that only its owner can read.

The log's key signs checkpoints, evidence keys sign statements; they are never the same key. What verifies is
`verify.VerifierKey`.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from assentian.ledger.verify import VerifierKey

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class KeyFileError(ValueError):
    """A key file that cannot be used; the message says why and what to do."""


class SigningKey:
    """An Ed25519 private key with the name under which it signs."""

    def __init__(self, private: "Ed25519PrivateKey", name: str) -> None:
        self._private = private
        self.verifier = VerifierKey(name, private.public_key().public_bytes_raw())

    @classmethod
    def generate(cls, name: str) -> Self:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(Ed25519PrivateKey.generate(), name)

    @classmethod
    def load(cls, path: Path, name: str) -> Self:
        """`KeyFileError` when the file is missing, no Ed25519 key, or readable by others."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            mode, pem = path.stat().st_mode, path.read_bytes()
        except OSError as error:
            raise KeyFileError(f"{path} cannot be read: {error.strerror}") from None
        if os.name == "posix" and mode & 0o077:
            raise KeyFileError(f"{path} can be read by others; make it private: chmod 600 {path}")
        try:
            private = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError):
            raise KeyFileError(f"{path} holds no unencrypted private key in PEM") from None
        if not isinstance(private, Ed25519PrivateKey):
            raise KeyFileError(f"{path} holds a key that is not Ed25519")
        return cls(private, name)

    @classmethod
    def load_or_make(cls, path: Path, name: str) -> Self:
        """The key in this file, made with mode 0600 at the first use."""
        from cryptography.hazmat.primitives import serialization

        if not path.exists():
            key = cls.generate(name)
            pem = key._private.private_bytes(  # noqa: SLF001  # our own
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                return cls.load(path, name)  # another process was faster
            with os.fdopen(descriptor, "wb") as file:
                file.write(pem)
            return key
        return cls.load(path, name)

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)
