import hashlib
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.ledger.entry import commit, opens

SALTS = st.binary(min_size=32, max_size=32)


def test_a_commitment_is_the_hash_of_salt_and_canonical_value():
    salt = bytes(range(32))
    assert commit("Zoë", salt) == {"c": hashlib.sha256(salt + b'"Zo\xc3\xab"').hexdigest()}


@given(SALTS, st.text(), SALTS, st.text())
def test_only_the_same_salt_and_value_open_it(salt: bytes, value: str, other_salt: bytes, other: str):
    made = commit(value, salt)
    assert opens(made, salt, value)
    assert opens(made, other_salt, other) == ((other_salt, other) == (salt, value))


def test_the_same_value_twice_does_not_show():
    assert commit("yes", os.urandom(32)) != commit("yes", os.urandom(32))


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_salt_of_another_length_is_refused(length: int):
    with pytest.raises(ValueError, match="32 random bytes"):
        commit("value", bytes(length))
