"""Signing: only right after it was made sure who signs, told in the ledger, and nothing typed is lost on the way."""

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from assentian.accounts import confirming
from assentian.accounts.approving import approving, digest
from assentian.accounts.forms import FIELD
from assentian.accounts.rules import (
    Actor,
    Authentication,
    NotConfirmedError,
    NotPermittedError,
    against_signing,
    is_approval,
    signing_roles,
)
from assentian.inventory import services as inventory
from assentian.inventory.models import AssetRevision
from assentian.journal import queries as journal
from assentian.journal import store
from assentian.journal.acts import act
from assentian.journal.context import now
from assentian.standards.vocabulary import IdentityLevel, Role
from tests.cast import PASSWORD, Cast
from tests.simulator import OrganisationSimulator

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
TEN = timedelta(minutes=10)


def ago(level: str, **ago: int) -> Authentication:
    return Authentication(IdentityLevel(level), NOON - timedelta(**ago))


@pytest.mark.parametrize(
    ("known", "held"),
    [
        (None, "nobody made sure who signs"),
        (ago("password", minutes=10), ""),
        (ago("password", minutes=10, seconds=1), "the password was given too long ago"),
        (ago("password", minutes=-1), ""),
        (ago("console", hours=9), ""),
        (ago("demo", hours=9), ""),
        (ago("token"), "a token signs nothing"),
    ],
)
def test_only_a_fresh_password_signs_and_a_token_never(known: Authentication | None, held: str) -> None:
    assert against_signing(known, NOON, TEN) == held


def test_what_approves_accepts_or_signs_is_an_approval() -> None:
    signing = ["impact.sign", "risks.accept", "criteria.approve", "nonconformities.close", "policies.approve"]
    assert all(map(is_approval, signing))
    assert not any(map(is_approval, ["read", "risks.assess", "impact.review", "applicability.return"]))


def test_the_roles_of_a_signature_are_those_that_carry_it() -> None:
    held = frozenset({Role.APPROVER, Role.ASSESSOR, Role.TOP_MANAGEMENT})
    assert signing_roles("criteria.approve", held) == ["approver", "top_management"]
    assert signing_roles("world.rule", held) == []


@pytest.fixture
def revision(cast: Cast) -> AssetRevision:
    simulator = OrganisationSimulator(cast.actor("manager"))
    return simulator.revisions[simulator.register_system().pk]


def approvals(cast: Cast) -> list[dict[str, Any]]:
    leaves = [json.loads(leaf) for _, leaf in store.leaves(cast.organisation, 0, store.head(cast.organisation).size)]
    return [leaf for leaf in leaves if leaf["t"] == "approval" and leaf["act"] != "accept signing key"]


def known_since(actor: Actor, level: str, **ago: int) -> Actor:
    known = Authentication(IdentityLevel(level), now() - timedelta(**ago))
    return Actor(actor.name, actor.user_id, actor.organisation, actor.roles, known)


@pytest.mark.parametrize(("level", "minutes"), [("password", 11), ("token", 0)])
def test_a_service_signs_for_nobody_who_was_not_made_sure_of(
    cast: Cast, revision: AssetRevision, level: str, minutes: int
) -> None:
    with pytest.raises(NotConfirmedError):
        inventory.approve_revision(known_since(cast.actor("approver"), level, minutes=minutes), revision)
    revision.refresh_from_db()
    assert revision.approved_at is None
    assert approvals(cast) == []


def test_somebody_without_the_permission_is_not_even_asked(cast: Cast, revision: AssetRevision) -> None:
    with pytest.raises(NotPermittedError):
        inventory.approve_revision(known_since(cast.actor("owner"), "password", hours=1), revision)


@pytest.mark.databases
def test_the_ledger_tells_who_signed_what_and_how_they_were_known(cast: Cast, revision: AssetRevision) -> None:
    actor = known_since(cast.actor("approver"), "password", seconds=200)
    inventory.approve_revision(actor, revision)
    (leaf,) = approvals(cast)
    assert leaf["actor"] == actor.name
    assert leaf["obj"] == ["inventory_assetrevision", str(revision.pk)]
    assert (leaf["shown"], leaf["roles"]) == (revision.digest, ["approver"])
    assert leaf["auth"]["level"] == "password"
    assert 200 <= leaf["auth"]["age"] < 260
    inventory.approve_revision(actor, revision)
    assert len(approvals(cast)) == 1  # once is enough


def test_what_signs_nothing_is_no_approval(cast: Cast) -> None:
    with (
        pytest.raises(ValueError, match=r"'risks\.assess' signs nothing"),
        approving(cast.actor("manager"), "risks.assess", "assess"),
    ):
        pass


def test_equal_values_have_an_equal_digest() -> None:
    assert digest({"a": 1, "b": "x"}) == digest({"b": "x", "a": 1}) != digest({"a": 2, "b": "x"})


def address(cast: Cast, revision: AssetRevision) -> str:
    return reverse("inventory:approve-revision", args=[cast.organisation, revision.asset.slug, revision.pk])


def test_who_signed_in_just_now_is_not_asked_again(cast: Cast, revision: AssetRevision) -> None:
    client = Client()
    client.post(reverse("accounts:login"), {"username": "approver@example.org", "password": PASSWORD})
    assert client.post(address(cast, revision)).status_code == 302
    assert len(approvals(cast)) == 1


def test_later_the_page_asks_and_keeps_what_was_typed(cast: Cast, revision: AssetRevision) -> None:
    client = cast.client("approver", hours_ago=1)
    asked = client.post(address(cast, revision), {"reason": "It <fits>.", "part": ["a", "b"]})
    assert asked.status_code == 422
    html = asked.content.decode()
    assert "Confirm that it is you" in html
    assert 'name="confirm_for" value="approve revision"' in html
    assert 'type="hidden" name="reason" value="It &lt;fits&gt;."' in html
    assert html.count('type="hidden" name="part"') == 2
    assert f'action="{address(cast, revision)}"' in html
    assert approvals(cast) == []


def test_with_the_password_it_is_signed_and_the_next_does_not_ask(cast: Cast, revision: AssetRevision) -> None:
    client = cast.client("approver", hours_ago=1)
    assert client.post(address(cast, revision), {FIELD: PASSWORD}).status_code == 302
    assert [leaf["auth"]["level"] for leaf in approvals(cast)] == ["password"]
    given = datetime.fromisoformat(client.session[confirming.SESSION_KEY])
    assert now() - given < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("given", "said"),
    [("not it", "This is not your password. Nothing is signed"), ("", "Enter your password to sign.")],
)
def test_a_wrong_password_is_told_on_its_field_and_signs_nothing(
    cast: Cast, revision: AssetRevision, given: str, said: str
) -> None:
    client = cast.client("approver", hours_ago=1)
    asked = client.post(address(cast, revision), {FIELD: given, "reason": "Kept.", "confirm_for": "approve revision"})
    assert asked.status_code == 422
    html = asked.content.decode()
    assert html.count(said) == 2  # in the summary and on the field
    assert 'value="Kept."' in html
    assert html.count('name="confirm_for"') == 1
    assert f'name="{FIELD}" value' not in html
    assert approvals(cast) == []
    assert client.post(address(cast, revision)).status_code == 422  # still to be made sure of


def test_guessing_is_throttled_with_signing_in(
    cast: Cast, revision: AssetRevision, settings: "SettingsWrapper"
) -> None:
    client = cast.client("approver", hours_ago=1)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = client.post(address(cast, revision), {FIELD: "a guess"})
    assert last.status_code == 429
    assert client.post(address(cast, revision), {FIELD: PASSWORD}).status_code == 429
    answer = Client().post(reverse("accounts:login"), {"username": "approver@example.org", "password": PASSWORD})
    assert answer.status_code == 429
    assert approvals(cast) == []


def test_the_pages_of_its_entries_say_how_the_signer_was_known(cast: Cast, revision: AssetRevision) -> None:
    inventory.approve_revision(known_since(cast.actor("approver"), "password", seconds=200), revision)
    about = f"inventory_assetrevision/{revision.pk}"
    signed, changed, recorded = journal.entries(cast.organisation, about=about)
    assert [row.kind for row in (signed, changed, recorded)] == ["approval", "changed", "created"]
    page = cast.client("auditor").get(reverse("journal:entry", args=[cast.organisation, signed.seq])).content.decode()
    assert all(said in page for said in ("Password, 20", "s before", "Approver", revision.digest))
    found = journal.entry(cast.organisation, changed.seq)
    assert found
    assert found.identity.startswith("Password, 20")
    made = journal.entry(cast.organisation, recorded.seq)
    assert made
    assert made.identity == ""


def test_an_approval_from_before_says_that_nothing_is_recorded(cast: Cast, revision: AssetRevision) -> None:
    with act(cast.organisation, cast.actor("approver").name, "approve revision"):
        AssetRevision.objects.filter(pk=revision.pk).update(approved_at=now())
    (newest, *_) = journal.entries(cast.organisation, about=f"inventory_assetrevision/{revision.pk}")
    found = journal.entry(cast.organisation, newest.seq)
    assert found
    assert found.identity == "not recorded"


def test_how_long_a_password_counts_is_configured(
    cast: Cast, revision: AssetRevision, settings: "SettingsWrapper"
) -> None:
    settings.CONFIRMED_FOR = timedelta(hours=2)
    assert cast.client("approver", hours_ago=1).post(address(cast, revision)).status_code == 302


def test_a_session_from_before_asks(cast: Cast, revision: AssetRevision) -> None:
    client = cast.client("approver")
    session = client.session
    del session[confirming.SESSION_KEY]
    session.save()
    assert client.post(address(cast, revision)).status_code == 422
