"""Organisations, people, roles, tokens and keys: what is made, what is refused, what of it the ledger holds."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from assentian.accounts import queries, services
from assentian.accounts.models import ApiToken, Membership, User
from assentian.accounts.rules import NotPermittedError, token_digest
from assentian.accounts.services import AccountError, NewPerson
from assentian.journal import reconciliation, store
from assentian.journal.context import now
from assentian.ledger.keys import SigningKey
from assentian.standards.vocabulary import Role
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


def ledger(organisation: str) -> str:
    return "\n".join(leaf.decode() for _, leaf in store.leaves(organisation))


def test_who_founds_an_organisation_manages_it(cast: Cast) -> None:
    services.found_organisation("southwind", "Southwind", cast.people["owner"])
    actor = cast.actor("owner", "southwind")
    assert actor.roles == {Role.AIMS_MANAGER}
    assert json.loads(ledger("southwind").splitlines()[0])["actor"] == cast.people["owner"].actor


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("installation", "reserved"),
        ("northwind", "exists already"),
        *((bent, "is no key") for bent in ("", "../keys", "North", "a b", "a/b", "-a", "a\n", "é", "a" * 65)),
    ],
)
def test_a_key_that_is_reserved_or_taken_is_refused(key: str, why: str, cast: Cast) -> None:
    with pytest.raises(AccountError, match=why):
        services.found_organisation(key, "Again", cast.people["manager"])


@pytest.mark.parametrize("password", ["short", "password1234", "ada.lovelace1"])
def test_a_weak_password_is_refused(password: str, db: None) -> None:
    with pytest.raises(ValidationError):
        services.create_person(NewPerson("Ada Lovelace", "ada.lovelace@example.org", password))
    assert not User.objects.exists()


def test_an_address_has_one_account(cast: Cast) -> None:
    with pytest.raises(AccountError, match="has an account already"):
        services.create_person(NewPerson("Again", "owner@example.org", PASSWORD))


@pytest.mark.parametrize("email", ["ada", "ada@", "ada lovelace@example.org", ""])
def test_what_is_no_address_is_refused_for_nobody_could_sign_in_with_it(email: str, db: None) -> None:
    with pytest.raises(AccountError, match="is no e-mail address"):
        services.create_person(NewPerson("Ada Lovelace", email, PASSWORD))
    assert not User.objects.exists()


def test_the_ledger_holds_no_name_address_or_password(cast: Cast) -> None:
    person = cast.people["owner"]
    held = ledger("installation") + ledger("northwind")
    assert str(person.pseudonym) in held
    assert not any(value in held for value in (person.email, '"Owner"', person.password))


def test_roles_are_added_once(cast: Cast) -> None:
    services.add_member(cast.actor("manager"), cast.people["owner"], {Role.SYSTEM_OWNER, Role.ASSESSOR})
    held = Membership.objects.of("northwind").filter(user=cast.people["owner"]).values_list("role", flat=True)
    assert sorted(held) == sorted([Role.SYSTEM_OWNER, Role.ASSESSOR])


def test_an_unknown_role_is_refused(cast: Cast) -> None:
    with pytest.raises(AccountError, match="unknown roles: emperor"):
        services.add_member(cast.actor("manager"), cast.people["owner"], {"emperor"})


def test_only_the_manager_adds_members(cast: Cast) -> None:
    with pytest.raises(NotPermittedError):
        services.add_member(cast.actor("owner"), cast.people["outsider"], {Role.AIMS_MANAGER})


def test_an_ended_membership_carries_nothing(cast: Cast) -> None:
    from assentian.journal.acts import act

    with act("northwind", "s:test", "end membership"):
        Membership.objects.of("northwind").filter(user=cast.people["owner"]).update(ended_at=now())
    assert queries.acting(cast.people["owner"], "northwind") is None
    assert queries.organisations_of(cast.people["owner"]) == []


def test_members_are_listed_with_their_roles(cast: Cast) -> None:
    listed = {user.email: roles for user, roles in queries.people("northwind")}
    assert len(listed) == len(cast.people) - 1
    assert "outsider@example.org" not in listed


def test_of_a_token_only_the_digest_is_kept_and_that_erasable(cast: Cast) -> None:
    token = services.issue_token(cast.actor("owner"), "pipeline")
    kept = ApiToken.objects.get()
    assert kept.digest == token_digest(token)
    assert token.startswith("asn_")
    assert token not in ledger("northwind")
    assert kept.digest not in ledger("northwind")


def test_a_token_contributes_and_reads_whatever_its_issuer_may(cast: Cast) -> None:
    token = services.issue_token(cast.actor("manager"), "pipeline")
    actor = queries.actor_of_token(token, "northwind")
    assert actor is not None
    assert actor.name == cast.people["manager"].actor
    assert actor.roles == {Role.CONTRIBUTOR}


def test_a_token_of_another_organisation_an_expired_and_a_revoked_one_are_worth_nothing(cast: Cast) -> None:
    from assentian.journal.acts import act

    token = services.issue_token(cast.actor("manager"), "pipeline", valid_for=timedelta(hours=1))
    assert queries.actor_of_token(token, "elsewhere") is None
    assert queries.actor_of_token(token + "x", "northwind") is None
    assert queries.actor_of_token(token, "northwind", now() + timedelta(hours=2)) is None
    with act("northwind", "s:test", "revoke token"):
        ApiToken.objects.of("northwind").update(revoked_at=now())
    assert queries.actor_of_token(token, "northwind") is None


def test_a_token_of_a_closed_account_is_worth_nothing(cast: Cast) -> None:
    from assentian.journal.acts import act

    token = services.issue_token(cast.actor("manager"), "pipeline")
    with act("installation", "s:test", "close account"):
        User.objects.filter(pk=cast.people["manager"].pk).update(is_active=False)
    assert queries.actor_of_token(token, "northwind") is None


def test_an_auditor_issues_no_token(cast: Cast) -> None:
    with pytest.raises(NotPermittedError):
        services.issue_token(cast.actor("auditor"), "pipeline")


def test_a_signing_key_is_accepted_once_and_sealed(cast: Cast) -> None:
    key = str(SigningKey.generate("pipeline").verifier)
    first = services.accept_signing_key(cast.actor("manager"), "Pipeline", f" {key}\n")
    assert services.accept_signing_key(cast.actor("manager"), "Pipeline", key).pk == first.pk
    sealed = [leaf for leaf in map(json.loads, ledger("northwind").splitlines()) if leaf["t"] == "key"]
    assert [(leaf["key"], leaf["purpose"]) for leaf in sealed] == [(key, "evidence")]
    assert [accepted.pk for accepted in queries.signing_keys("northwind")] == [first.pk]


def test_a_revoked_signing_key_is_accepted_until_then(cast: Cast) -> None:
    actor = cast.actor("manager")
    key = services.accept_signing_key(actor, "Pipeline", str(SigningKey.generate("pipeline").verifier))
    moment = now()
    services.revoke_signing_key(actor, key, moment)
    assert queries.signing_keys("northwind", moment + timedelta(seconds=1)) == []
    assert len(queries.signing_keys("northwind", moment - timedelta(microseconds=1))) == 1


def test_what_is_no_key_is_refused(cast: Cast) -> None:
    with pytest.raises(AccountError):
        services.accept_signing_key(cast.actor("manager"), "Pipeline", "no key")


def test_an_installation_is_in_use_from_the_first_person_on(db: None) -> None:
    assert not queries.is_in_use()
    services.create_person(NewPerson("Ada", "ada@example.org", PASSWORD))
    assert queries.is_in_use()


def test_every_row_of_the_cast_is_in_the_ledger(cast: Cast) -> None:
    assert reconciliation.differences() == []
