"""Pages of one system and of assets: provenance both ways, versions by digest, and their fixed cost."""

import hashlib

import pytest

from assentian.inventory import queries, services
from assentian.journal.context import now
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def asset(actor, name, kind="dataset"):
    return services.register_asset(actor, services.AssetDescription(name=name, kind=kind, owner_id=actor.user_id))


@pytest.fixture
def built(cast, simulator):
    """A system whose model was trained on raw data that came from an extract."""
    actor = cast.actor("manager")
    extract = services.record_revision(actor, asset(actor, "Extract"), label="1", digest=digest("e"), made_at=now())
    raw = services.record_revision(
        actor, asset(actor, "Raw"), label="1", digest=digest("r"), made_at=now(), origins={extract: "derived_from"}
    )
    model = asset(actor, "Model", "model")
    revision = services.record_revision(
        actor, model, label="7", digest=digest("m"), made_at=now(), origins={raw: "trained_on"}
    )
    system = simulator.register_system("Credit")
    services.release_version(actor, system, "2.0", [revision], now())
    return system


def test_the_lineage_reaches_back_to_the_first_source(built):
    found = queries.lineage(built)
    assert [(edge.asset.name, edge.origin.value, edge.source.name) for edge in found.edges] == [
        ("Model", "trained_on", "Raw"),
        ("Raw", "derived_from", "Extract"),
    ]
    assert {part.name for part in found.parts} == {"Data of Credit", "Model"}


def test_a_cycle_of_provenance_is_walked_once(cast, built):
    actor = cast.actor("manager")
    raw = queries.revisions_by_digest(cast.organisation, {digest("r")})[digest("r")]
    model = queries.revisions_by_digest(cast.organisation, {digest("m")})[digest("m")]
    services.record_revision(
        actor, raw.asset, label="1", digest=raw.digest, made_at=raw.made_at, origins={model: "scored_by"}
    )
    assert len(queries.lineage(built).edges) == 3


def test_the_page_of_a_system_shows_its_versions_by_digest(cast, built):
    text = cast.client("auditor").get("/o/northwind/systems/credit/").content.decode()
    assert digest("m") in text
    assert "trained on" in text
    assert "Nothing measured yet" in text
    assert "/systems/credit/edit/" not in text


def test_the_page_of_an_asset_tells_its_provenance_both_ways(cast, built):
    text = cast.client("auditor").get("/o/northwind/assets/raw/").content.decode()
    assert "derived from" in text
    assert "/assets/extract/" in text
    assert "/assets/model/" in text


def test_assets_are_listed_filtered_and_exported(cast, built):
    client = cast.client("contributor")
    found = client.get("/o/northwind/assets/", {"kind": "model"}).context["listing"].rows
    assert [(one.name, one.revision_count, one.newest_digest) for one in found] == [("Model", 1, digest("m"))]
    assert digest("m") in client.get("/o/northwind/assets.csv").content.decode()
    assert "No asset matches" in client.get("/o/northwind/assets/", {"text": "zzz"}).content.decode()


def test_an_asset_is_registered_by_those_who_may(cast):
    typed = {"name": "Labels", "kind": "dataset", "owner_id": cast.people["owner"].pk}
    client = cast.client("contributor")
    assert client.post("/o/northwind/assets/register/", typed)["Location"] == "/o/northwind/assets/labels/"
    assert "choose another name" in client.post("/o/northwind/assets/register/", typed).content.decode()
    assert cast.client("auditor").get("/o/northwind/assets/register/").status_code == 403


def test_what_is_not_there_is_not_found(cast):
    client = cast.client("manager")
    for path in ("systems/none/", "systems/none/edit/", "assets/none/"):
        assert client.get(f"/o/northwind/{path}").status_code == 404


def test_nobody_from_elsewhere_sees_a_system(cast, built):
    assert cast.client("outsider").get("/o/northwind/systems/credit/").status_code == 404
    assert cast.client("outsider").get("/o/elsewhere/systems/credit/").status_code == 404


@pytest.mark.parametrize("path", ["assets/", "systems/credit/", "assets/model/"])
def test_a_page_costs_the_same_however_much_it_shows(cast, built, django_assert_num_queries, path):
    client, actor = cast.client("auditor"), cast.actor("manager")
    with django_assert_num_queries(count(client, path)):
        client.get(f"/o/northwind/{path}")
    model = queries.asset(cast.organisation, "model")
    more = [
        services.record_revision(actor, model, label=f"{n}", digest=digest(f"m{n}"), made_at=now()) for n in range(20)
    ]
    services.release_version(actor, built, "3.0", more, now())
    before = count(client, path)
    for n in range(20):
        asset(actor, f"Asset {n}")
    with django_assert_num_queries(before):
        client.get(f"/o/northwind/{path}")


def count(client, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"/o/northwind/{path}").status_code == 200
    return len(captured)
