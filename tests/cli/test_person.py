"""Letting people in by command: the link is printed, and it opens the account of that person alone."""

import pytest
from click.testing import CliRunner
from django.test import Client

from assentian.cli.main import main
from assentian.server import boot

pytestmark = pytest.mark.django_db
NEW = "a lantern over the harbour"


@pytest.fixture
def call(cast, monkeypatch):
    monkeypatch.setattr(boot, "boot", lambda _home: None)
    return lambda *arguments: CliRunner().invoke(main, ["person", *arguments])


def invite(call, email: str, *roles: str, by: str = "manager@example.org"):
    chosen = [part for role in roles for part in ("--role", role)]
    return call("invite", "--organisation", "northwind", "--by", by, "--name", "Noor Haddad", *chosen, email)


def choose(link: str) -> int:
    assert link.startswith("https://localhost/invitation/")
    path = link.strip().removeprefix("https://localhost")
    return Client().post(path, {"password": NEW, "again": NEW}).status_code


def test_an_invitation_is_a_link(call):
    done = invite(call, "noor@example.org", "approver", "assessor")
    assert done.exit_code == 0
    assert choose(done.output) == 302


def test_who_has_an_account_needs_no_link(call):
    assert (
        "Outsider has an account and is a member of northwind"
        in invite(call, "outsider@example.org", "assessor").output
    )


def test_only_a_manager_invites(call):
    done = invite(call, "noor@example.org", "approver", by="owner@example.org")
    assert (done.exit_code, "members.manage" in done.output) == (1, True)


def test_a_role_that_is_none_is_refused_with_those_there_are(call):
    done = invite(call, "noor@example.org", "emperor")
    assert (done.exit_code, "external_auditor" in done.output) == (2, True)


def test_a_lost_password_is_renewed_by_a_link(call):
    assert choose(call("password", "Owner@example.org").output) == 302


def test_the_link_leads_to_the_server_that_is_named(call):
    link = call("password", "--server", "http://127.0.0.1:8000/", "owner@example.org").output
    assert link.startswith("http://127.0.0.1:8000/invitation/")


def test_nobody_has_that_address(call):
    done = call("password", "nobody@example.org")
    assert (done.exit_code, "nobody has an account" in done.output) == (1, True)
