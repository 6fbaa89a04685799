"""Keys and tokens by command: done in the name of a member, within that member's roles."""

import pytest
from click.testing import CliRunner

from assentian.accounts import queries
from assentian.cli.main import main
from assentian.ledger.keys import SigningKey
from assentian.server import boot

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(cast, monkeypatch):
    """Runs a command on the installation of the test, as a member."""
    monkeypatch.setattr(boot, "boot", lambda _home: None)

    def run(*arguments: str, by: str = "manager@example.org"):
        return CliRunner().invoke(main, [*arguments[:2], "--organisation", "northwind", "--by", by, *arguments[2:]])

    return run


@pytest.fixture
def public_key(tmp_path) -> str:
    file = tmp_path / "key.pem"
    made = SigningKey.load_or_make(file, "assentian-evidence")
    shown = CliRunner().invoke(main, ["key", "show", str(file)]).output.strip()
    assert shown == str(made.verifier)
    return shown


def test_a_key_is_accepted_listed_and_revoked(call, public_key):
    assert call("key", "accept", "--name", "laptop", public_key).exit_code == 0
    listed = call("key", "list").output
    assert "laptop" in listed
    assert call("key", "revoke", listed.split()[0]).exit_code == 0
    assert call("key", "list").output == ""


def test_what_is_no_key_is_refused_in_a_sentence(call):
    done = call("key", "accept", "--name", "laptop", "nonsense")
    assert (done.exit_code, "Error:" in done.output) == (1, True)


def test_an_unknown_key_cannot_be_revoked(call):
    assert "accepts no key 'nonsense'" in call("key", "revoke", "nonsense").output


def test_a_token_is_printed_and_acts_in_its_organisation(call):
    token = call("token", "issue", "--name", "pipeline").output.strip()
    assert queries.actor_of_token(token, "northwind")
    assert queries.actor_of_token(token, "elsewhere") is None


def test_the_members_roles_decide(call):
    done = call("token", "issue", "--name", "pipeline", by="auditor@example.org")
    assert done.exit_code == 1
    assert "tokens.issue" in done.output


def test_nobody_from_elsewhere_may(call):
    done = call("token", "issue", "--name", "pipeline", by="outsider@example.org")
    assert "northwind has no member with the address outsider@example.org" in done.output


def test_a_revoked_token_acts_no_more(call):
    token = call("token", "issue", "--name", "pipeline").output.strip()
    assert call("token", "revoke", "--name", "pipeline").exit_code == 0
    assert queries.actor_of_token(token, "northwind") is None
    assert "no token called 'pipeline' stands" in call("token", "revoke", "--name", "pipeline").output
