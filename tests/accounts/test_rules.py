"""Who may do what: an unknown permission and an actor without a role are refused."""

import hashlib

import pytest

from assentian.accounts.rules import AUDITORS, EVERY_ROLE, PERMISSIONS, Actor, NotPermittedError, token_digest
from assentian.standards.vocabulary import Role


def acting(*roles: str) -> Actor:
    return Actor("p:one", 1, "northwind", frozenset(roles))


@pytest.mark.parametrize("permission", PERMISSIONS)
@pytest.mark.parametrize("role", Role)
def test_the_table_decides(permission: str, role: Role) -> None:
    assert acting(role).may(permission) == (role in PERMISSIONS[permission])


def test_every_permission_is_carried_by_a_role_that_exists() -> None:
    assert all(carriers and carriers <= EVERY_ROLE for carriers in PERMISSIONS.values())


def test_auditors_only_read_and_export() -> None:
    for auditor in AUDITORS:
        assert {permission for permission in PERMISSIONS if acting(auditor).may(permission)} == {"read", "pack.export"}


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_without_a_role_nothing_is_permitted(permission: str) -> None:
    assert not acting().may(permission)


def test_a_role_that_is_none_carries_nothing() -> None:
    assert not acting("superuser").may("read")


def test_an_unknown_permission_is_refused_to_everybody() -> None:
    with pytest.raises(NotPermittedError, match=r"'world\.rule' belongs to: nobody"):
        acting(*EVERY_ROLE).require("world.rule")


def test_a_refusal_says_whose_permission_it_is() -> None:
    with pytest.raises(NotPermittedError, match=f"'members.manage' belongs to: {Role.AIMS_MANAGER}"):
        acting(Role.SYSTEM_OWNER).require("members.manage")


def test_a_permission_that_is_carried_passes() -> None:
    acting(Role.AIMS_MANAGER).require("members.manage")


def test_a_token_is_kept_as_its_sha256() -> None:
    assert token_digest("asn_secret") == hashlib.sha256(b"asn_secret").hexdigest()
