"""A system's threats on the pages: the model is kept by version, and only evidence turns a threat green."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from assentian.accounts.rules import NotPermittedError
from assentian.evidence import services as evidence
from assentian.inventory import services as inventory
from assentian.inventory.models import AISystem
from assentian.journal import queries as journal
from assentian.journal.context import now
from assentian.risk import queries, services
from assentian.risk.rules import Status
from assentian.standards.vocabulary import ProofGrade
from assentian.threats.library import DATA
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
SLO = ("iso42001:A.6.2.6",)
EXAMPLE = (DATA / "examples" / "credit-scoring.yaml").read_text(encoding="utf-8")


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


@pytest.fixture
def system(simulator: OrganisationSimulator) -> AISystem:
    return simulator.register_system("Credit")


@pytest.fixture
def owner(cast: Cast) -> Client:
    return cast.client("owner")


def statuses(system: AISystem, check: str) -> set[Status]:
    """Of the instances that this check leads."""
    saved = queries.newest(system)
    assert saved
    return {one.status for one in queries.judged(system, queries.model_of(saved), now()) if one.leading == check}


@pytest.mark.databases
def test_each_saved_text_is_a_version_in_the_ledger_and_the_same_text_none(cast: Cast, system: AISystem) -> None:
    actor = cast.actor("owner")
    first = services.save_threat_model(actor, system, EXAMPLE, seen=0)
    assert services.save_threat_model(actor, system, EXAMPLE, seen=1) == first
    second = services.save_threat_model(actor, system, EXAMPLE.replace("retrains: true", "retrains: false"), seen=1)
    assert [one.version for one in queries.versions(system)] == [2, 1]
    assert queries.changes(second).gone
    assert queries.changes(first) is None
    assert journal.entries(cast.organisation, about=f"risk_threatmodelversion/{second.pk}", most=1)


def test_a_text_that_is_no_model_is_not_stored(cast: Cast, system: AISystem) -> None:
    with pytest.raises(services.ThreatModelError, match=r"parts\.scorer\.kind: 'modle' is no such word") as caught:
        services.save_threat_model(cast.actor("owner"), system, EXAMPLE.replace("{kind: model", "{kind: modle"), seen=0)
    assert caught.value.line == 34
    with pytest.raises(services.ThreatModelError, match="longer than"):
        services.save_threat_model(cast.actor("owner"), system, "#" * 5_000_000, seen=0)
    assert queries.newest(system) is None


def test_two_people_do_not_overwrite_each_other(cast: Cast, system: AISystem) -> None:
    services.save_threat_model(cast.actor("owner"), system, EXAMPLE, seen=0)
    with pytest.raises(services.SavedMeanwhileError, match="version 1 was saved meanwhile"):
        services.save_threat_model(cast.actor("manager"), system, EXAMPLE + "# mine\n", seen=0)


def test_an_auditor_writes_no_model(cast: Cast, system: AISystem) -> None:
    with pytest.raises(NotPermittedError):
        services.save_threat_model(cast.actor("auditor"), system, EXAMPLE, seen=0)


def test_only_the_leading_check_makes_a_threat_evidenced_and_a_failure_outweighs_every_claim(
    cast: Cast, system: AISystem, simulator: OrganisationSimulator
) -> None:
    services.save_threat_model(cast.actor("owner"), system, EXAMPLE, seen=0)
    assert statuses(system, "drift") == {Status.OPEN}
    simulator.submit(system, "drift", at=now() - timedelta(days=30))
    assert statuses(system, "drift") == {Status.STALE}
    simulator.submit(system, "drift")
    assert statuses(system, "drift") == {Status.EVIDENCED}
    simulator.submit(system, "drift", "fail")
    assert statuses(system, "drift") == {Status.FAILING}
    assert statuses(system, "data-signature") == {Status.CLAIMED}
    assert Status.EVIDENCED not in statuses(system, "slo")


def test_a_result_about_another_revision_than_the_one_that_runs_is_stale(
    cast: Cast, system: AISystem, simulator: OrganisationSimulator
) -> None:
    services.save_threat_model(cast.actor("owner"), system, EXAMPLE, seen=0)
    simulator.submit(system, "drift")
    tested = simulator.revisions[system.pk]
    newer = inventory.record_revision(cast.actor("owner"), tested.asset, label="2", digest="ab" * 32, made_at=now())
    inventory.release_version(cast.actor("owner"), system, "2.0", [newer], now())
    assert statuses(system, "drift") == {Status.STALE}


def test_records_that_nobody_signed_claim_and_never_show(
    cast: Cast, system: AISystem, simulator: OrganisationSimulator
) -> None:
    services.save_threat_model(cast.actor("owner"), system, EXAMPLE, seen=0)

    def received(*seals: str) -> tuple[str, set[Status]]:
        found = evidence.receive(cast.actor("owner"), simulator.envelope(system, "slo", seals=seals, controls=SLO))
        return found.grade, statuses(system, "slo")

    assert received("none declared") == (ProofGrade.A2, {Status.CLAIMED})
    assert received("signed", "none declared") == (ProofGrade.A2, {Status.CLAIMED})
    assert received("signed") == (ProofGrade.A3, {Status.EVIDENCED})


def test_evidence_about_suppliers_does_not_turn_the_guides_availability_row_green(
    cast: Cast, system: AISystem, simulator: OrganisationSimulator
) -> None:
    """The guide writes A.10.3 beside availability; published A.10.3 is about suppliers."""
    services.save_threat_model(cast.actor("owner"), system, EXAMPLE, seen=0)
    simulator.submit(system, "fairness", controls=("iso42001:A.10.3",))
    found = queries.judged(system, queries.model_of(queries.newest(system)), now())
    assert {one.status for one in found if one.instance.threat.cell == "OPS-D"} & {Status.EVIDENCED} == set()


def test_the_pages_show_the_matrix_the_flows_and_why(cast: Cast, system: AISystem, owner: Client) -> None:
    address = f"/o/{cast.organisation}/systems/{system.slug}/threats/"
    assert "No threat model yet" in owner.get(address).content.decode()
    saved = owner.post(f"{address}edit/", {"text": EXAMPLE, "seen": 0})
    assert (saved.status_code, saved["Location"]) == (302, address)
    page = owner.get(address).content.decode()
    for words in (
        "STRIDE</h2>",
        "Data flows of Consumer credit scoring",
        "A.10.3: System Integration",
        "All 82 instances",
    ):
        assert words in page
    everywhere = owner.get(f"/o/{cast.organisation}/threats/", {"status": "claimed"}).content.decode()
    assert f"/o/{cast.organisation}/threats/DEV-T/#DEV-T-1" in everywhere
    assert "The same threats" not in owner.get(f"{address}versions/1/").content.decode()
    assert "threats apply in" in owner.get(f"/o/{cast.organisation}/systems/{system.slug}/").content.decode()


def test_a_mistake_is_told_with_its_line_and_what_was_typed_stays(cast: Cast, system: AISystem, owner: Client) -> None:
    address = f"/o/{cast.organisation}/systems/{system.slug}/threats/edit/"
    typed = EXAMPLE.replace("batch -> scorer", "batch -> scorrer")
    answer = owner.post(address, {"text": typed, "seen": 0})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "there is no actor or part &#x27;scorrer&#x27;; did you mean &#x27;scorer&#x27;?" in page
    assert "batch -&gt; scorrer" in page
    assert queries.newest(system) is None


def test_a_file_may_be_sent_and_a_binary_one_is_refused(cast: Cast, system: AISystem, owner: Client) -> None:
    address = f"/o/{cast.organisation}/systems/{system.slug}/threats/edit/"
    refused = owner.post(address, {"text": "", "seen": 0, "file": SimpleUploadedFile("m.yaml", b"\xff\xfe\x00")})
    assert (refused.status_code, "is no text in UTF-8" in refused.content.decode()) == (422, True)
    assert owner.post(address, {"seen": 0, "file": SimpleUploadedFile("m.yaml", EXAMPLE.encode())}).status_code == 302


def test_a_newer_version_is_shown_before_it_is_overwritten(cast: Cast, system: AISystem, owner: Client) -> None:
    services.save_threat_model(cast.actor("manager"), system, EXAMPLE, seen=0)
    address = f"/o/{cast.organisation}/systems/{system.slug}/threats/edit/"
    page = owner.post(address, {"text": EXAMPLE + "# mine\n", "seen": 0}).content.decode()
    assert "Somebody saved a newer version" in page
    assert "# mine" in page


@pytest.mark.parametrize("layout", ["yaml", "mmd", "json"])
def test_the_model_is_exported(cast: Cast, system: AISystem, owner: Client, layout: str) -> None:
    address = f"/o/{cast.organisation}/systems/{system.slug}/threats/model."
    assert owner.get(address + layout).status_code == 404
    services.save_threat_model(cast.actor("owner"), system, EXAMPLE, seen=0)
    answer = owner.get(address + layout)
    assert (answer.status_code, Path(answer.headers["Content-Disposition"]).suffix) == (200, f'.{layout}"')
    assert owner.get(f"{address}exe").status_code == 404
