"""The verifier's own Ed25519 beside that of `cryptography` (OpenSSL)."""

import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from assentian.ledger.verify import verify_ed25519

ORDER = 2**252 + 27742317777372353535851937790883648493
PRIME = 2**255 - 19
SEEDS = st.binary(min_size=32, max_size=32)


def says_openssl(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def signed(seed: bytes, message: bytes) -> tuple[bytes, bytes]:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key.public_key().public_bytes_raw(), key.sign(message)


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.binary(max_size=300))
def test_a_signature_verifies(seed: bytes, message: bytes):
    public, signature = signed(seed, message)
    assert verify_ed25519(public, message, signature)
    assert not verify_ed25519(public, message + b"\0", signature)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.integers(0, 511))
def test_no_bit_of_a_signature_may_differ(seed: bytes, bit: int):
    public, signature = signed(seed, b"message")
    changed = bytearray(signature)
    changed[bit // 8] ^= 1 << bit % 8
    assert not verify_ed25519(public, b"message", bytes(changed))


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.integers(0, 255))
def test_no_bit_of_the_key_may_differ(seed: bytes, bit: int):
    public, signature = signed(seed, b"message")
    changed = bytearray(public)
    changed[bit // 8] ^= 1 << bit % 8
    assert not verify_ed25519(bytes(changed), b"message", signature)


@settings(max_examples=30, deadline=None)
@given(SEEDS, SEEDS, SEEDS)
def test_arbitrary_bytes_are_judged_as_by_openssl(public: bytes, first: bytes, second: bytes):
    assert verify_ed25519(public, b"message", first + second) == says_openssl(public, b"message", first + second)


def test_a_second_spelling_of_the_same_signature_is_refused():
    """RFC 8032 section 5.1.7: s must be below the order of the group, or anyone could make a second signature."""
    public, signature = signed(bytes(32), b"message")
    scalar = int.from_bytes(signature[32:], "little")
    again = signature[:32] + (scalar + ORDER).to_bytes(32, "little")
    assert not verify_ed25519(public, b"message", again)
    assert not says_openssl(public, b"message", again)


@pytest.mark.parametrize(
    "point",
    [
        (PRIME + 1).to_bytes(32, "little"),  # y of 1, spelled again above the prime
        (1 | 1 << 255).to_bytes(32, "little"),  # x = 0 with a sign
        (2).to_bytes(32, "little"),  # no x has this y
    ],
)
def test_a_key_that_is_no_point_verifies_nothing(point: bytes):
    assert not verify_ed25519(point, b"message", (1).to_bytes(32, "little") + bytes(32))


def test_points_of_order_four_are_decoded_by_the_second_square_root():
    public = bytes(32)  # y = 0
    for number in range(16):
        signature = hashlib.sha256(bytes([number])).digest() + bytes(32)
        assert verify_ed25519(public, b"message", signature) == says_openssl(public, b"message", signature)


def test_anything_of_another_length_is_refused():
    public, signature = signed(bytes(32), b"message")
    assert not verify_ed25519(public[:-1], b"message", signature)
    assert not verify_ed25519(public + b"\0", b"message", signature)
    assert not verify_ed25519(public, b"message", signature[:-1])
    assert not verify_ed25519(public, b"message", b"")
