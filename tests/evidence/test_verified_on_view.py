"""A piece of evidence is verified again whenever somebody looks: digest, signature, record, seal."""

from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from assentian.evidence import artefacts, queries
from assentian.evidence.inspection import Inspection, inspect
from assentian.evidence.services import artefact_path
from assentian.ledger.keys import SigningKey
from tests.cast import Cast
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db


@pytest.fixture
def simulator(cast: Cast) -> OrganisationSimulator:
    return OrganisationSimulator(cast.actor("manager"))


@pytest.fixture
def evidence(cast, simulator):
    made = simulator.submit(simulator.register_system("Credit"), "fairness", "fail")
    return queries.evidence(cast.organisation, made.pk)


@pytest.fixture
def stored(cast, evidence):
    return artefacts.load(cast.organisation, evidence.digest)


def page(cast, evidence):
    return cast.client("auditor").get(f"/o/northwind/evidence/{evidence.pk}/")


def failing(inspection):
    return [finding.what for finding in inspection.findings if not finding.holds]


def test_what_holds_is_said_with_its_seal(cast, evidence):
    response = page(cast, evidence)
    assert response.context["inspection"].holds
    assert response.context["sealed_by"] is not None
    text = response.content.decode()
    assert "False positive rate gap" in text
    assert "0.190 to 0.240" in text
    assert "Shows how outcomes and errors fall on groups of individuals." in text


def test_a_changed_file_is_seen(cast, evidence, stored):
    path = artefact_path(cast.organisation, evidence.digest)
    default_storage.delete(path)
    default_storage.save(path, ContentFile(stored[:-2] + b" }"))
    text = page(cast, evidence).content.decode()
    assert "This evidence does not verify" in text


def test_a_missing_file_is_seen_and_cannot_be_downloaded(cast, evidence):
    default_storage.delete(artefact_path(cast.organisation, evidence.digest))
    assert "missing" in page(cast, evidence).content.decode()
    assert cast.client("auditor").get(f"/o/northwind/evidence/{evidence.pk}/envelope").status_code == 404


def test_the_envelope_leaves_byte_for_byte(cast, evidence, stored):
    response = cast.client("auditor").get(f"/o/northwind/evidence/{evidence.pk}/envelope")
    assert response.content == stored
    assert response["Content-Disposition"].startswith('attachment; filename="credit-fairness-')


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verdict", "pass"),
        ("system", "other"),
        ("check_id", "other"),
        ("check_kind", "drift"),
        ("controls", ("iso42001:A.5.4",)),
        ("subjects", frozenset()),
        ("summary", {}),
    ],
)
def test_a_record_that_says_something_else_is_named(evidence, stored, simulator, column, value):
    recorded = replace(queries.recorded(evidence), **{column: value})
    found = inspect(stored, recorded, str(simulator.key.verifier))
    assert failing(found) == ["Record"]
    assert column in found.findings[-1].words


def test_another_digest_or_key_does_not_hold(evidence, stored, simulator):
    recorded = queries.recorded(evidence)
    assert failing(inspect(stored, replace(recorded, digest="0" * 64), str(simulator.key.verifier))) == ["Digest"]
    stranger = inspect(stored, recorded, str(SigningKey.generate("stranger").verifier))
    assert failing(stranger) == ["Signature"]
    assert stranger.statement is None
    assert not stranger.evidence
    assert failing(inspect(stored, recorded, "no key")) == ["Signature"]


def test_nothing_verified_is_no_proof():
    assert not Inspection(()).holds


def test_a_page_costs_the_same_number_of_queries_whatever_else_there_is(
    cast, simulator, evidence, django_assert_num_queries, django_assert_max_num_queries
):
    page(cast, evidence)
    client = cast.client("auditor")
    with django_assert_max_num_queries(16) as before:
        client.get(f"/o/northwind/evidence/{evidence.pk}/")
    simulator.populate(5)
    with django_assert_num_queries(len(before.captured_queries)):
        client.get(f"/o/northwind/evidence/{evidence.pk}/")
