"""Reported events over HTTP: told once, answered with what they set off, wrong ones named."""

import json

import pytest

from tests.api.conftest import Machine
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
TERMS = {
    "kind": "supplier",
    "title": "The supplier trains on our inputs from May on",
    "happened_on": "2026-01-05",
    "source": "Letter of 2 January",
    "changed": ["terms"],
}


def test_an_event_is_told_once_and_answers_with_what_it_set_off(
    cast: Cast, machine: Machine, simulator: OrganisationSimulator
) -> None:
    system = simulator.register_system()
    simulator.assess(system, cast.actor("approver"))
    body = json.dumps({**TERMS, "systems": [system.slug]})
    first, again = machine.post("events", body), machine.post("events", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json() == machine.get(f"events/{first.json()['id']}").json()
    (concerned,) = first.json()["concerned"]
    assert (concerned["system"], concerned["because"], concerned["counted"]) == (
        "credit-scorer",
        "named by who reported it",
        [],
    )
    (fired,) = concerned["fired"]
    assert (fired["rule"], fired["outcome"], fired["hold"], fired["risk"]) == ("T-SUP-1", "mandatory", "none", "R-1")


def test_a_part_finds_the_systems_that_run_on_it(
    cast: Cast, machine: Machine, simulator: OrganisationSimulator
) -> None:
    system = simulator.register_system()
    told = {**TERMS, "kind": "data-right", "lost": "expired", "part": simulator.revisions[system.pk].asset.slug}
    assert [one["system"] for one in machine.post("events", json.dumps(told)).json()["concerned"]] == ["credit-scorer"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"systems": ["nowhere"]}, "no AI system 'nowhere'"),
        ({"part": "nothing"}, "no part 'nothing'"),
        ({"changed": []}, "say what changed"),
        ({}, "name at least one AI system"),
    ],
)
def test_what_is_wrong_is_named(machine: Machine, wrong: dict[str, object], said: str) -> None:
    refused = machine.post("events", json.dumps({**TERMS, **wrong}))
    assert refused.status_code == 422
    assert said in refused.json()["detail"]
