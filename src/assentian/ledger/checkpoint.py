"""Signing checkpoints, with a memory outside the database: witness number 0.

A checkpoint is a C2SP signed note over origin, size and root. The signer remembers, in a file of its own, the last tree
that it signed; it verifies itself that the next one is an extension, writes that down before it signs, and refuses
otherwise: a database rolled back or rewritten under it gets no signature. What reads and verifies notes is `verify`.
"""

import base64
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assentian.ledger.keys import SigningKey
from assentian.ledger.tree import verify_consistency
from assentian.ledger.verify import EMPTY_ROOT, Checkpoint


class SignerRefusalError(Exception):
    """Nothing is signed: the tree is no extension of the one signed last, or the memory of that one cannot be read."""


def text_of(checkpoint: Checkpoint) -> str:
    """What a note's signature is over: origin, size and root, a line each."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root).decode()}\n"


def sign_note(checkpoint: Checkpoint, key: SigningKey) -> str:
    """The signed note of a checkpoint (C2SP signed-note); the key's name must be the checkpoint's origin."""
    text = text_of(checkpoint)
    signature = base64.b64encode(key.verifier.hash + key.sign(text.encode())).decode()
    return f"{text}\n\N{EM DASH} {key.verifier.name} {signature}\n"


class Signer:
    """Signs one log's checkpoints. `state` is the file of its memory; losing it is like losing a witness."""

    def __init__(self, key: SigningKey, state: Path) -> None:
        self._key = key
        self._state = state

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the memory against other threads and processes: from before the head is read until it is signed."""
        self._state.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._state.with_suffix(".lock").open("w") as file:
            if (
                os.name == "posix"
            ):  # pragma: no branch  # elsewhere a server is one process, and its database serialises
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX)  # closing the file, also by a crash, releases it
            yield

    def last(self) -> Checkpoint:
        """The checkpoint signed last; that of the empty tree before the first."""
        origin = self._key.verifier.name
        try:
            kept = json.loads(self._state.read_text(encoding="utf-8"))
            return Checkpoint(origin, int(kept["size"]), bytes.fromhex(kept["root"]))
        except FileNotFoundError:
            return Checkpoint(origin, 0, EMPTY_ROOT)
        except (ValueError, KeyError, TypeError) as error:
            raise SignerRefusalError(f"{self._state} cannot be read: restore it from a backup ({error})") from None

    def sign(self, size: int, root: bytes, consistency: Sequence[bytes]) -> str:
        """The signed note of the tree. `SignerRefusalError` unless `consistency` proves it from `last().size`."""
        last = self.last()
        if not verify_consistency(last.size, size, consistency, last.root, root):
            raise SignerRefusalError(
                f"the tree of {size} entries is no extension of the {last.size} entries signed last: nothing is signed"
            )
        if size != last.size:
            self._remember(size, root)
        return sign_note(Checkpoint(last.origin, size, root), self._key)

    def _remember(self, size: int, root: bytes) -> None:
        """Atomically and durably, before the signature leaves: no crash leaves the memory behind what was signed."""
        folder = self._state.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self._state.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump({"size": size, "root": root.hex()}, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._state)
        if os.name == "posix":  # pragma: no branch  # elsewhere a folder cannot be opened, nor need it be
            descriptor = os.open(folder, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
