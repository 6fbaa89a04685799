import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.standards.keys import EDITIONS, KeyFormatError, NodeKey

keys = st.builds(
    NodeKey, st.sampled_from(sorted(EDITIONS)), st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._()-]{0,30}", fullmatch=True)
)


@given(keys)
def test_both_spellings_lead_back_to_the_same_key(key):
    assert NodeKey.parse(key.urn) == key
    assert NodeKey.parse(key.short) == key
    assert str(key) == key.short


def test_the_urn_carries_designation_and_edition():
    assert NodeKey.parse("iso42001:A.6.2.4").urn == "urn:assentian:iso-iec-42001:2023:A.6.2.4"
    assert NodeKey("gdpr", "35(7)(a)").urn == "urn:assentian:eu-2016-679:2016:35(7)(a)"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("A.8.1", "lacks its edition"),
        ("iso42001", "lacks its edition"),
        ("iso42002:A.8.1", "is no edition"),
        ("iso42001:", "is no identifier"),
        ("iso42001:A.8 1", "is no identifier"),
        ("iso27001:(whole)", "is no identifier"),
        ("urn:assentian:iso-iec-42001:2019:A.8.1", "of a known edition"),
        ("urn:isbn:9780140328721", "of a known edition"),
    ],
)
def test_a_text_that_is_no_key_is_refused_with_its_reason(text, complaint):
    with pytest.raises(KeyFormatError, match=complaint):
        NodeKey.parse(text)


def test_no_two_editions_share_a_urn():
    assert len(set(EDITIONS.values())) == len(EDITIONS)
