"""How a name becomes an address, and what a digest looks like."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assentian.inventory import services
from assentian.inventory.rules import is_digest, slug
from tests.cast import Cast
from tests.simulator import OrganisationSimulator


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Northwind Score", "northwind-score"),
        ("  CV triage (pilot) ", "cv-triage-pilot"),
        ("Évaluation crédit", "evaluation-credit"),
        ("***", ""),
        ("a" * 63 + " b", "a" * 63),
    ],
)
def test_a_name_becomes_words_joined_by_hyphens(name, expected):
    assert slug(name) == expected


@given(st.text())
def test_a_slug_is_an_address_or_empty_and_stays_as_it_is(name):
    made = slug(name)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", made)
    assert len(made) <= 64
    assert slug(made) == made


def test_a_digest_is_64_lower_case_hexadecimal_characters():
    assert is_digest("0a" * 32)
    assert not is_digest("0A" * 32)
    assert not is_digest("0a" * 31)
    assert not is_digest("0a" * 32 + "\n")


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "said"), [("信用", "a letter"), ("Register", "a page of its own")])
def test_a_name_without_an_address_of_its_own_is_refused(cast: Cast, name, said):
    actor = cast.actor("manager")
    with pytest.raises(services.InventoryError, match=said):
        services.register_asset(actor, services.AssetDescription(name=name, kind="dataset", owner_id=actor.user_id))


@pytest.mark.django_db
def test_a_revision_without_a_digest_is_refused(cast: Cast):
    actor = cast.actor("manager")
    asset = services.register_asset(actor, services.AssetDescription(name="A", kind="dataset", owner_id=actor.user_id))
    with pytest.raises(services.InventoryError, match="64 lower-case"):
        services.record_revision(actor, asset, label="1", digest="sha256:0", made_at=asset.registered_at)


@pytest.mark.django_db
@pytest.mark.parametrize(("slug", "verb"), [("credit", "register_system"), ("data-of-credit", "register_asset")])
def test_a_name_that_somebody_took_at_the_same_moment_is_refused_as_taken(slug, verb, cast: Cast, monkeypatch):
    actor = cast.actor("manager")
    system = OrganisationSimulator(actor).register_system("Credit")
    described = {
        "register_system": services.SystemDescription.of(system),
        "register_asset": services.AssetDescription(name="Data", kind="dataset", owner_id=actor.user_id),
    }
    monkeypatch.setattr(services, "_free_slug", lambda *_: slug)
    with pytest.raises(services.InventoryError, match="already"):
        getattr(services, verb)(actor, described[verb])
