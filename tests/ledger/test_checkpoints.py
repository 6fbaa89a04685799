import base64
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assentian.ledger.checkpoint import Signer, SignerRefusalError, sign_note, text_of
from assentian.ledger.keys import SigningKey
from assentian.ledger.tree import Frontier, consistency_proof
from assentian.ledger.verify import EMPTY_ROOT, Checkpoint, VerifierKey, leaf_hash, read_checkpoint
from tests.ledger.reference import WholeTree

ORIGIN = "ledger.example/northwind"
LEAVES = [b"leaf %d" % number for number in range(20)]
KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(32)), ORIGIN)
OTHER = SigningKey(Ed25519PrivateKey.from_private_bytes(b"\1" * 32), ORIGIN)


def checkpoint(size: int, leaves: list[bytes] = LEAVES) -> Checkpoint:
    frontier = Frontier()
    frontier.extend(map(leaf_hash, leaves[:size]))
    return Checkpoint(ORIGIN, size, frontier.root())


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer(KEY, tmp_path / "signer" / "northwind.json")


def sign(signer: Signer, first: int, second: int, leaves: list[bytes] = LEAVES) -> str:
    proof = consistency_proof(first, second, WholeTree(leaves[:second]))
    return signer.sign(second, checkpoint(second, leaves).root, proof)


# Notes


def test_a_signed_checkpoint_reads_back():
    assert read_checkpoint(sign_note(checkpoint(7), KEY), [KEY.verifier]) == checkpoint(7)


def test_the_key_is_found_among_others():
    elsewhere = VerifierKey("elsewhere.example", KEY.verifier.public)
    assert read_checkpoint(sign_note(checkpoint(7), KEY), [elsewhere, OTHER.verifier, KEY.verifier]) == checkpoint(7)


def test_signatures_of_strangers_beside_that_of_the_log_are_ignored():
    stranger = "\N{EM DASH} witness.example " + base64.b64encode(b"keyid and signature").decode() + "\n"
    assert read_checkpoint(sign_note(checkpoint(7), KEY) + stranger, [KEY.verifier]) == checkpoint(7)


@pytest.mark.parametrize("keys", [[], [OTHER.verifier], [VerifierKey("elsewhere.example", KEY.verifier.public)]])
def test_a_checkpoint_that_no_known_key_signed_is_refused(keys: list[VerifierKey]):
    with pytest.raises(ValueError, match="no valid signature"):
        read_checkpoint(sign_note(checkpoint(7), KEY), keys)


def test_no_character_of_a_checkpoint_may_differ():
    note = sign_note(checkpoint(7), KEY)
    for at in range(len(note)):
        for other in {"A", "0", "\n", " "} - {note[at]}:
            with pytest.raises(ValueError):
                read_checkpoint(note[:at] + other + note[at + 1 :], [KEY.verifier])


def resigned(text: str) -> str:
    signature = base64.b64encode(KEY.verifier.hash + KEY.sign(text.encode())).decode()
    return f"{text}\n\N{EM DASH} {ORIGIN} {signature}\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n07\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{ORIGIN}\n-7\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{ORIGIN}\n\N{ARABIC-INDIC DIGIT SEVEN}\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{ORIGIN}\n{'9' * 5000}\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{ORIGIN}\n\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{ORIGIN}\n7\n{base64.b64encode(bytes(31)).decode()}\n",
        f"{ORIGIN}\n7\nnot base64\n",
        f"{ORIGIN}\n7\n",
        f"{ORIGIN}\n",
    ],
)
def test_a_malformed_checkpoint_is_refused_even_when_signed(text: str):
    with pytest.raises(ValueError):
        read_checkpoint(resigned(text), [KEY.verifier])


@pytest.mark.parametrize(
    "note", ["", "\n\n", "a\n\n\N{EM DASH} b", text_of(checkpoint(7)), f"{text_of(checkpoint(7))}\n"]
)
def test_what_is_no_signed_note_is_refused(note: str):
    with pytest.raises(ValueError):
        read_checkpoint(note, [KEY.verifier])


# Verifier keys


def encoded(kind: int, public: bytes) -> str:
    return base64.b64encode(bytes([kind]) + public).decode()


def test_a_verifier_key_reads_back():
    assert VerifierKey.parse(str(KEY.verifier)) == KEY.verifier


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000",
        f"+{KEY.verifier.hash.hex()}+{encoded(1, KEY.verifier.public)}",
        f"{ORIGIN}+{KEY.verifier.hash.hex()}+{encoded(2, KEY.verifier.public)}",
        f"{ORIGIN}+{KEY.verifier.hash.hex()}+{encoded(1, KEY.verifier.public[1:])}",
        f"{ORIGIN}+{KEY.verifier.hash.hex()}+%",
        str(KEY.verifier).replace(ORIGIN, "elsewhere.example"),
        str(KEY.verifier).replace(KEY.verifier.hash.hex(), "00000000"),
    ],
)
def test_a_verifier_key_that_is_not_what_it_says_is_refused(text: str):
    with pytest.raises(ValueError):
        VerifierKey.parse(text)


# The signer


def test_the_signer_begins_with_the_empty_tree(signer: Signer):
    assert signer.last() == Checkpoint(ORIGIN, 0, EMPTY_ROOT)


def test_the_signer_signs_a_growing_tree_and_remembers_it(signer: Signer):
    for first, second in [(0, 5), (5, 6), (6, 20)]:
        assert read_checkpoint(sign(signer, first, second), [KEY.verifier]) == checkpoint(second)
        assert signer.last() == checkpoint(second)


def test_the_memory_outlives_the_signer(signer: Signer, tmp_path: Path):
    sign(signer, 0, 5)
    assert Signer(KEY, tmp_path / "signer" / "northwind.json").last() == checkpoint(5)


def test_the_same_tree_may_be_signed_again(signer: Signer):
    assert sign(signer, 0, 5) == sign(signer, 5, 5)


def test_a_tree_that_was_rolled_back_is_not_signed(signer: Signer):
    sign(signer, 0, 9)
    with pytest.raises(SignerRefusalError, match="no extension of the 9 entries signed last"):
        sign(signer, 5, 5)
    with pytest.raises(SignerRefusalError):
        sign(signer, 0, 5)
    assert signer.last() == checkpoint(9)


def test_a_tree_that_was_rewritten_is_not_signed(signer: Signer):
    sign(signer, 0, 9)
    rewritten = [b"another", *LEAVES[1:]]
    for second in (9, 12):
        with pytest.raises(SignerRefusalError):
            sign(signer, 9, second, rewritten)
    assert signer.last() == checkpoint(9)


@pytest.mark.parametrize(
    "kept", ["", "{}", "[]", "null", '{"size": 5}', '{"size": "x", "root": ""}', '{"size": 1, "root": 2}']
)
def test_a_memory_that_cannot_be_read_signs_nothing(signer: Signer, tmp_path: Path, kept: str):
    sign(signer, 0, 5)
    (tmp_path / "signer" / "northwind.json").write_text(kept)
    with pytest.raises(SignerRefusalError, match="restore it from a backup"):
        sign(signer, 5, 6)


def test_nothing_is_signed_that_could_not_be_remembered(signer: Signer, monkeypatch: pytest.MonkeyPatch):
    def full(_descriptor: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space left"):
        sign(signer, 0, 5)
    assert signer.last().size == 0


def test_many_threads_sign_in_turn(signer: Signer):
    """Whoever holds the memory reads the head anew, so that none signs what another has overtaken."""
    notes: list[str] = []
    sizes = iter(range(1, 21))

    def work() -> None:
        with signer.alone():
            notes.append(sign(signer, signer.last().size, next(sizes)))

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [read_checkpoint(note, [KEY.verifier]).size for note in notes] == [*range(1, 21)]
    assert signer.last() == checkpoint(20)
