"""The register and the requirements over HTTP."""

import json

import pytest

from tests.api.conftest import Machine
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db


def test_systems_come_by_slug_page_by_page(machine: Machine, simulator: OrganisationSimulator) -> None:
    for name in ("Beta", "Alpha", "Gamma"):
        simulator.register_system(name)
    page = machine.get("systems", limit=2).json()
    assert [system["slug"] for system in page["items"]] == ["alpha", "beta"]
    page = machine.get(page["next"].removeprefix("http://testserver/api/v1/northwind/")).json()
    assert [system["slug"] for system in page["items"]] == ["gamma"]
    assert page["next"] is None
    assert page["items"][0]["owner"] == "Manager"


def test_a_system_says_which_digests_its_versions_run_on(machine: Machine, simulator: OrganisationSimulator) -> None:
    system = simulator.register_system()
    found = machine.get(f"systems/{system.slug}").json()
    assert found["system"]["purpose"] == "Estimates the chance of default."
    (version,) = found["versions"]
    revision = simulator.revisions[system.pk]
    assert version["parts"] == [{"asset": revision.asset.slug, "label": "1", "digest": revision.digest}]


@pytest.mark.parametrize("path", ["systems/none", "systems/none/gate"])
def test_a_system_that_is_not_there_is_a_problem(path: str, machine: Machine) -> None:
    answer = machine.get(path)
    assert answer.status_code == 404
    assert answer.json()["detail"] == "the register has no AI system 'none'"


@pytest.mark.databases
def test_a_digest_is_registered_once(machine: Machine, simulator: OrganisationSimulator) -> None:
    simulator.register_system("One")
    body = {"label": "2026-11", "digest": "ab" * 32, "made_at": "2026-11-01T00:00:00Z"}
    answers = [machine.post("assets/data-of-one/revisions", json.dumps(body)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json() == {"asset": "data-of-one", **body}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"label": "x", "digest": "AB"}, "digest"),
        ({"label": "x"}, "body.revision.digest"),
        ({"label": "x", "digest": "ab" * 32, "made_at": "2026-11-01T00:00:00"}, "body.revision.made_at"),
    ],
)
def test_a_revision_that_is_wrong_names_its_field(
    body: dict[str, str], where: str, machine: Machine, simulator: OrganisationSimulator
) -> None:
    simulator.register_system("One")
    answer = machine.post("assets/data-of-one/revisions", json.dumps(body))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["where"] == where


def test_a_revision_of_an_asset_that_is_not_there_is_a_problem(machine: Machine) -> None:
    body = {"label": "x", "digest": "ab" * 32}
    assert machine.post("assets/none/revisions", json.dumps(body)).status_code == 404


def test_every_requirement_is_claimed_beside_proved(machine: Machine, simulator: OrganisationSimulator) -> None:
    system = simulator.register_system()
    evidence = simulator.submit(system, "data-quality", "fail")
    simulator.claim("iso42001:A.7.4", 4)
    found = {row["requirement"]: row for row in machine.get("requirements").json()}
    assert len(found) == 70
    row = found["iso42001:A.7.4"]
    assert (row["claimed"], row["proved"], row["effective"], row["gap"]) == (4, 1, 1, 3)
    assert (row["standing"], row["evidence"]) == ("failing", [evidence.pk])
    assert found["iso42001:A.2.2"]["claimed"] is None


def test_the_gate_takes_any_spelling_of_a_stage(machine: Machine, simulator: OrganisationSimulator) -> None:
    system = simulator.register_system()
    simulator.submit(system, verdict="fail")
    reply = machine.get(f"systems/{system.slug}/gate", stage="Operation & Monitoring").json()
    assert (reply["stage"], reply["answer"]) == ("operation", "blocked")
    unknown = machine.get(f"systems/{system.slug}/gate", stage="lunch")
    assert unknown.status_code == 422
    assert "inception" in unknown.json()["detail"]


DIGEST = "7" * 64


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"", 422, "not understood"),
        (b"{", 400, "Cannot parse"),
        (b"\xff\xfe", 400, "Cannot parse"),
        (b"[" * 100_000, 400, "Cannot parse"),
        ({"label": "", "digest": DIGEST}, 422, "a label is"),
        ({"label": "x" * 65, "digest": DIGEST}, 422, "a label is"),
        ({"label": "a\0b", "digest": DIGEST}, 422, "a label is"),
        ({"label": "\ud800", "digest": DIGEST}, 422, "a label is"),
        ({"label": "1", "digest": DIGEST + "\n"}, 422, "a digest is"),
        ({"label": "1", "digest": DIGEST, "made_at": "0001-01-01T00:00:00+14:00"}, 422, "the time is"),
        ({"label": "1", "digest": DIGEST, "made_at": "9999-12-31T23:59:59-14:00"}, 422, "the time is"),
        ({"label": "1", "digest": DIGEST, "made_at": "2026-01-01T00:00:00"}, 422, "not understood"),
    ],
    ids=str,
)
def test_a_revision_that_cannot_stand_is_a_problem_document(
    body: object, status: int, says: str, machine: Machine, simulator: OrganisationSimulator
) -> None:
    system = simulator.register_system()
    slug = simulator.revisions[system.pk].asset.slug
    answer = machine.post(f"assets/{slug}/revisions", body if isinstance(body, bytes) else json.dumps(body))
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert says in answer.json()["detail"]


def test_a_cursor_that_nobody_gave_is_not_understood_or_finds_what_comes_after(machine: Machine) -> None:
    assert machine.get("systems", cursor="\0").status_code == 422
    assert machine.get("systems", cursor="zzz").json() == {"items": [], "next": None}
