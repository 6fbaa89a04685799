"""Addresses and files that want to break, lead astray or read along: a plain answer, and no file for others."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import Client

from assentian.evidence.services import artefact_path
from assentian.server.databases import database
from tests.cast import PASSWORD, Cast
from tests.simulator import OrganisationSimulator

HUGE = "9" * 30


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        f"ledger/{HUGE}/",
        f"evidence/{HUGE}/",
        f"evidence/{HUGE}/envelope",
        "requirements/urn:nothing/",
        "requirements/%00/",
        "standards/iso42001/%2e%2e/",
        "systems/%2e%2e/",
    ],
)
def test_an_address_of_nothing_is_not_found(path: str, cast: Cast) -> None:
    assert cast.client("manager").get(f"/o/northwind/{path}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [
        f"page={HUGE}",
        f"per_page={HUGE}",
        f"before={HUGE}",
        "sort=owner__password",
        "about=%00",
        "system=%00",
        "text=%FF",
    ],
)
@pytest.mark.parametrize("path", ["systems/", "assets/", "evidence/", "ledger/", "requirements/"])
def test_a_question_that_makes_no_sense_narrows_nothing_and_breaks_nothing(path: str, asked: str, cast: Cast) -> None:
    assert cast.client("manager").get(f"/o/northwind/{path}?{asked}").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "to",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\thttps://evil.example"],
)
def test_nothing_leads_to_a_foreign_address(to: str, cast: Cast) -> None:
    assert cast.client("manager").get("/sign-in/", {"next": to}).url == "/"
    assert cast.client("manager").post("/theme/", {"theme": "dark", "next": to}).url == "/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["../secret-key", "%2e%2e/secret-key", "..%2fsecret-key", "assentian/../../secret-key"]
)
def test_static_files_do_not_lead_into_the_home(path: str) -> None:
    assert Client().get(f"/static/{path}").status_code == 404


@pytest.mark.django_db
def test_another_host_is_refused() -> None:
    assert Client().get("/sign-in/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.django_db
def test_a_session_that_somebody_else_chose_is_given_up_on_signing_in(cast: Cast) -> None:
    client = Client()
    session = client.session
    session.save()
    client.cookies["sessionid"] = chosen = session.session_key
    answer = client.post("/sign-in/", {"username": "manager@example.org", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.cookies["sessionid"].value != chosen


@pytest.mark.django_db
def test_only_the_owner_of_the_home_reads_what_is_stored(cast: Cast) -> None:
    simulator = OrganisationSimulator(cast.actor("manager"))
    evidence = simulator.submit(simulator.register_system())
    stored = Path(default_storage.path(artefact_path("northwind", evidence.digest)))
    assert stored.stat().st_mode & 0o077 == 0
    assert stored.parent.stat().st_mode & 0o077 == 0


def test_only_the_owner_of_the_home_reads_the_database_and_the_secret_key(tmp_path: Path) -> None:
    made = Path(database("", tmp_path)["NAME"])
    assert made.stat().st_mode & 0o777 == 0o600
    assert (settings.ASSENTIAN_HOME / "secret-key").stat().st_mode & 0o777 == 0o600
