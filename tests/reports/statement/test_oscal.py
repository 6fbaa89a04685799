"""The statement in OSCAL: of the published shape, with every line, no title of a standard, and nothing made up."""

import copy
import hashlib
import json
import re

import pytest

from assentian.controls.statement import services
from assentian.controls.statement.services import Decision
from assentian.ledger import canonical
from assentian.reports.statement import oscal
from assentian.standards.catalogue import catalogue
from assentian.standards.vocabulary import NodeKind
from tests.cast import Cast
from tests.reports.statement.oscal_shape import wrong
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db
BASE = "/o/northwind/statement/versions/1"
TYPED = "# Not *our* `job`,\n- see [here](http://x) <b>{{ insert: param }}</b> \\ ~1~ ^2^ | a_b_c 😀"


@pytest.fixture
def approved(cast: Cast):
    simulator = OrganisationSimulator(cast.actor("manager"))
    system = simulator.register_system("Credit *scorer*")
    simulator.submit(system, "data-quality")
    told = (
        Decision(requirement="iso42001:A.7.4", is_applicable=True, reason="Because.", status="planned", how="Soon."),
        Decision(
            requirement="iso42001:A.7.4",
            is_applicable=True,
            reason="Its own.",
            system=system,
            status="implemented",
            how="So.",
        ),
        Decision(requirement="iso42001:A.7.5", is_applicable=True, reason=TYPED, status="in_progress", how=TYPED),
        Decision(requirement="iso42001:A.8.5", is_applicable=False, reason=TYPED),
    )
    services.decide_all(simulator.actor, told)
    services.add_own(simulator.actor, "Reasons beside scores", "Treats blind trust.")
    return simulator.state(cast.actor("top"))


@pytest.fixture
def document(cast: Cast, approved):
    answer = cast.client("auditor").get(f"{BASE}.oscal.json")
    assert answer["Content-Type"] == "application/json"
    assert "northwind-statement-of-applicability-1.oscal.json" in answer["Content-Disposition"]
    return json.loads(answer.content)


def lines(document):
    plan = document["system-security-plan"]
    components = {one["uuid"]: one["title"] for one in plan["system-implementation"]["components"]}
    return {
        (requirement["control-id"], components[one["component-uuid"]]): one
        for requirement in plan["control-implementation"]["implemented-requirements"]
        for one in requirement["by-components"]
    }


def test_it_has_the_published_shape(document):
    assert wrong(document) == []
    assert document["system-security-plan"]["metadata"]["oscal-version"] == "1.1.3"


def test_the_shape_is_asked_in_earnest(document):
    spoilt = [copy.deepcopy(document) for _ in range(6)]
    plans = [one["system-security-plan"] for one in spoilt]
    del plans[0]["metadata"]["last-modified"]
    plans[1]["import-profile"]["href"] = "#nothing"
    plans[2]["control-implementation"]["implemented-requirements"][0]["control-id"] = "iso42001:A.2.2"
    plans[3]["system-implementation"]["users"] = []
    plans[4]["control-implementation"]["implemented-requirements"][0]["title"] = "x"
    plans[5]["uuid"] = plans[5]["metadata"]["parties"][0]["uuid"].replace("-5", "-1")
    assert all(wrong(one) for one in spoilt)


def test_every_line_stands_with_its_edition_its_scope_its_state_and_its_reason(document, approved):
    found = lines(document)
    assert len(found) == len(approved.record["lines"])
    whole, alone = "AI management system of Northwind", "Credit \\*scorer\\*"
    assert found["iso42001_A.7.4", whole]["implementation-status"] == {"state": "planned"}
    assert found["iso42001_A.7.4", alone]["implementation-status"] == {"state": "implemented"}
    assert found["iso42001_A.7.4", alone]["remarks"] == "Its own."
    assert found["iso42001_A.7.5", whole]["implementation-status"] == {"state": "partial"}
    assert found["iso42001_A.8.5", whole]["implementation-status"]["state"] == "not-applicable"
    assert "implementation-status" not in found["own_1", whole]
    for requirement in document["system-security-plan"]["control-implementation"]["implemented-requirements"]:
        edition = requirement["control-id"].partition("_")[0]
        told = {one["name"]: one["value"] for one in requirement["props"]}
        assert told["key"].startswith(f"{edition}:")
        assert edition == "own" or told["urn"].startswith("urn:assentian:iso-iec-42001:2023:A.")


def test_what_was_typed_reads_as_it_was_typed(document):
    found = lines(document)["iso42001_A.7.5", "AI management system of Northwind"]
    for text in (found["description"], found["remarks"]):
        assert re.sub(r"\\([\\`*_{}\[\]<>#~^|])", r"\1", text) == TYPED
        assert not re.search(r"(?<!\\)[*`<\[{#]", text.replace("\\\\", ""))


def test_no_title_of_a_standard_is_in_it(document):
    said = json.dumps(document)
    controls = [node for node in catalogue().requirements("iso42001") if node.kind is NodeKind.CONTROL]
    assert not [node.title for node in controls if len(node.title.split()) > 1 and node.title in said]


def test_evidence_is_named_by_its_digest_and_place_in_a_pack(document, approved):
    told = next(one for one in approved.record["lines"] if one["evidence"])
    (resource,) = [one for one in document["system-security-plan"]["back-matter"]["resources"] if "rlinks" in one]
    digest = told["evidence"][0]["sha256"]
    assert resource["rlinks"][0]["href"] == f"evidence/{digest}.dsse.json"
    assert resource["rlinks"][0]["hashes"] == [{"algorithm": "SHA-256", "value": digest}]
    links = [one["links"] for one in lines(document).values() if "links" in one]
    assert links
    assert {link["href"] for several in links for link in several} == {f"#{resource['uuid']}"}


def test_the_same_version_gives_the_same_bytes_and_another_organisation_other_identifiers(cast, approved):
    client = cast.client("auditor")
    assert client.get(f"{BASE}.oscal.json").content == client.get(f"{BASE}.oscal.json").content
    ours = oscal.document(approved.record, digest=approved.digest, at=approved.answered_at)
    elsewhere = {**approved.record, "organisation": {"key": "elsewhere", "name": "Elsewhere"}}
    theirs = oscal.document(elsewhere, digest=approved.digest, at=approved.answered_at)
    find = re.compile(r'"uuid": "([^"]+)"').findall
    assert not set(find(json.dumps(ours))) & set(find(json.dumps(theirs)))


def test_the_json_is_the_record_byte_for_byte(cast, approved):
    content = cast.client("auditor").get(f"{BASE}.json").content
    assert hashlib.sha256(content).hexdigest() == approved.digest
    assert canonical.decode(content) == approved.record
    assert cast.client("auditor").get(f"{BASE[:-1]}9.json").status_code == 404
    assert cast.client("auditor").get(f"{BASE[:-1]}9.oscal.json").status_code == 404
