"""The register of risks as another system reads it: page by page, each risk in the words of ISO 31000."""

import pytest

from tests.api.conftest import Machine
from tests.cast import Cast
from tests.risk.register_simulator import RegisterSimulator
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db


def test_risks_are_read_by_pages_with_cause_event_consequence_control_owner_and_level(
    cast: Cast, machine: Machine, simulator: OrganisationSimulator
) -> None:
    register = RegisterSimulator(cast)
    register.put_in_force()
    system = simulator.register_system("Credit")
    register.accepted(system, source="threat", source_key="DEV-T-1@train-data")
    register.identify(event="Scores leak", source="risk_source", source_key="iso42001:C.3.4")
    first = machine.get("risks", limit=1).json()
    (risk,) = first["rows"]
    assert (risk["risk"], risk["system"], risk["standing"], risk["level"]) == ("R-1", "credit", "accepted", "medium")
    assert risk["source_name"].startswith("AI failure mode DEV-T-1: Training data is poisoned")
    assert risk["controls"] == ["iso42001:A.7.4", "Four eyes on labels"]
    assert risk["residual"]["consequences"]["individuals"] == "Moderate"
    assert risk["owner"] == "Risk_Owner"
    assert "cursor=1" in first["next"]
    last = machine.get("risks", cursor=1).json()
    assert last["next"] is None
    assert [one["source_name"] for one in last["rows"]] == [
        "ISO/IEC 42001:2023 C.3.4: Risk sources related to machine learning"
    ]
    assert last["rows"][0]["inherent"] is None
    assert machine.get("risks", system="credit").json()["rows"][0]["risk"] == "R-1"
