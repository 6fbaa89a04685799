"""Every operation, asked for with every kind of token: only a valid one of this very organisation opens anything."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from assentian.accounts import services as accounts
from assentian.accounts.models import ApiToken
from assentian.accounts.rules import PERMISSIONS
from assentian.api.application import api
from assentian.journal.acts import act
from assentian.journal.context import now
from tests.api.conftest import Machine
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

OPERATIONS = [
    (path.removeprefix("/api/v1/{organisation_key}/"), method)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
    if method != "parameters"
]
SAMPLES = {"number": "1", "seq": "0", "slug": "credit-scorer"}

each_operation = pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=str)


def ask(machine: Machine, path: str, method: str) -> int:
    filled = re.sub(r"\{(\w+)\}", lambda found: SAMPLES[found[1]], path)
    return (machine.post(filled, "{}") if method == "post" else machine.get(filled)).status_code


def test_there_are_operations_to_ask_for() -> None:
    assert len(OPERATIONS) == 24


@pytest.mark.django_db
@each_operation
def test_only_a_valid_token_of_this_organisation_opens_it(path: str, method: str, cast: Cast, machine: Machine) -> None:
    elsewhere = accounts.issue_token(cast.actor("outsider"), "CI")
    expired = accounts.issue_token(cast.actor("manager"), "Old", valid_for=timedelta(seconds=-1))
    for token in ("", "asn_made-up", elsewhere, expired):
        assert ask(Machine(token), path, method) == 401
    assert ask(Machine(machine.token, "elsewhere"), path, method) == 401
    assert ask(Machine(machine.token, "nowhere"), path, method) == 401
    assert ask(machine, path, method) in {200, 404, 422}


@pytest.mark.django_db
@each_operation
def test_a_session_opens_nothing(path: str, method: str, cast: Cast) -> None:
    client = cast.client("manager")
    filled = re.sub(r"\{(\w+)\}", lambda found: SAMPLES[found[1]], f"/api/v1/northwind/{path}")
    assert getattr(client, method)(filled).status_code == 401


@pytest.mark.django_db
def test_a_refused_token_is_told_nothing_about_the_organisation(cast: Cast) -> None:
    here, nowhere = Machine("asn_made-up").get("systems"), Machine("asn_made-up", "nowhere").get("systems")
    assert here.content == nowhere.content
    assert here["WWW-Authenticate"] == 'Bearer realm="Assentian"'
    assert here["Content-Type"] == "application/problem+json"
    assert here.json()["status"] == 401


@pytest.mark.django_db
def test_a_revoked_token_opens_nothing_any_more(machine: Machine, cast: Cast) -> None:
    assert machine.get("systems").status_code == 200
    with act("northwind", cast.actor("manager").name, "revoke token"):
        ApiToken.objects.update(revoked_at=now())
    assert machine.get("systems").status_code == 401


@pytest.mark.django_db
def test_a_machine_may_do_what_a_contributor_may_and_no_more(
    machine: Machine, simulator: OrganisationSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    envelope = simulator.envelope(simulator.register_system())
    monkeypatch.setitem(PERMISSIONS, "evidence.submit", frozenset())
    refused = machine.post("evidence", envelope)
    assert refused.status_code == 403
    assert refused.json()["title"] == "Forbidden"
    assert "evidence.submit" in refused.json()["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/", "/api/v1/", "/api/v1/northwind/secrets", "/api/v2/northwind/systems"])
def test_an_address_that_is_none_is_a_problem_document(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_the_schema_is_open_to_everybody_and_loads_nothing_from_elsewhere() -> None:
    answer = Client().get("/api/v1/openapi.json")
    assert answer.status_code == 200
    schema = answer.json()
    assert schema["paths"]["/api/v1/{organisation_key}/evidence"]["parameters"][0]["in"] == "path"
    assert all(set(methods) > {"parameters"} for methods in schema["paths"].values())


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_a_method_that_an_address_does_not_take_is_a_problem_document(method: str) -> None:
    answer = getattr(Client(), method)("/api/v1/northwind/evidence")
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == f"this address takes {answer['Allow']}"
