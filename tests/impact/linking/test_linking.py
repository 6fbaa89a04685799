"""A DPIA that another tool keeps: linked with a date and a review, shown beside the answers, and never a proof."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assentian.accounts.rules import NotPermittedError
from assentian.catalogue.proof import combine
from assentian.impact import proofs
from assentian.impact.choices import LinkedKind
from assentian.impact.drafting import queries as drafting
from assentian.impact.drafting import services as drafts
from assentian.impact.linking import queries, rules, services
from assentian.impact.linking.rules import Link
from assentian.impact.models import TriggerEvent
from assentian.impact.outward import LinkedAssessment
from assentian.impact.reviewing import services as reviewing
from assentian.impact.rules import REQUIREMENTS
from assentian.impact.services import ImpactError
from assentian.journal.context import now
from tests.impact.filling import fill, sign_all
from tests.simulator import OrganisationSimulator

TODAY = date(2026, 3, 1)


def told(**other):
    known = {
        "url": "https://privacy.example/dpia/7",
        "version": "7",
        "dated": date(2026, 1, 10),
        "reviewed_by": "Data protection officer",
        "reviewed_on": date(2026, 1, 20),
    }
    return Link(**{**known, **other})


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({}, None),
        ({"version": "", "digest": "ab" * 32}, None),
        ({"version": " "}, "version"),
        ({"digest": "AB" * 32}, "digest"),
        ({"digest": "ab"}, "digest"),
        ({"reviewed_by": " "}, "reviewed_by"),
        ({"dated": TODAY + timedelta(1), "reviewed_on": TODAY}, "dated"),
        ({"reviewed_on": TODAY + timedelta(1)}, "reviewed_on"),
        ({"reviewed_on": date(2026, 1, 9)}, "reviewed_on"),
        ({"url": "http://privacy.example/dpia/7"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://"}, "url"),
        ({"url": "https://me:secret@privacy.example/"}, "url"),
        ({"url": "https://privacy.example/a b"}, "url"),
        ({"url": "https://[privacy/"}, "url"),
        ({"url": "https://privacy.example/" + "a" * 800}, "url"),
    ],
)
def test_a_link_says_which_dpia_of_which_day_and_who_reviewed_it(changed, field):
    found = dict(rules.against(told(**changed), TODAY))
    assert (field in found) if field else (found == {})


@given(st.text())
def test_no_address_but_one_over_https_stands(text):
    wrong = dict(rules.against(told(url=text), TODAY))
    assert "url" in wrong or text.lower().startswith("https://")


@pytest.fixture
def system(cast):
    return OrganisationSimulator(cast.actor("manager")).register_system()


@pytest.fixture
def draft(cast, system):
    return drafts.start(cast.actor("manager"), system)


@pytest.fixture
def version(cast, draft):
    manager = cast.actor("manager")
    fill(manager, draft)
    made = reviewing.submit(manager, draft)
    return sign_all(cast, made)


def link(cast, system, part="manager", **other):
    return services.link(cast.actor(part), system, LinkedKind.DPIA, told(**other))


@pytest.mark.django_db
@pytest.mark.databases
def test_a_newer_link_takes_the_place_of_the_older_which_stays_on_record(cast, system):
    first = link(cast, system)
    assert link(cast, system).pk == first.pk, "the same again changes nothing"
    assert queries.status(system) == {"dpia": {"version": "7", "dated": "2026-01-10", "reviewed_on": "2026-01-20"}}
    second = link(cast, system, version="8")
    assert queries.dpia(system).pk == second.pk
    assert LinkedAssessment.objects.of(cast.organisation).count() == 2
    services.unlink(cast.actor("manager"), system, LinkedKind.DPIA)
    services.unlink(cast.actor("manager"), system, LinkedKind.DPIA)
    assert queries.status(system) == {}
    with pytest.raises(NotPermittedError):
        link(cast, system, "auditor")
    with pytest.raises(ImpactError, match="https"):
        link(cast, system, url="http://privacy.example/")


def opened(cast):
    return list(TriggerEvent.objects.of(cast.organisation).order_by("pk").values_list("rule", "reason"))


@pytest.mark.django_db
def test_another_version_of_it_opens_the_approved_assessment_and_a_new_review_of_the_same_does_not(cast, system, draft):
    link(cast, system)
    manager = cast.actor("manager")
    fill(manager, draft)
    made = reviewing.submit(manager, draft)
    sign_all(cast, made)
    link(cast, system, reviewed_on=date(2026, 2, 1))
    assert opened(cast) == []
    link(cast, system, version="8")
    ((rule, reason),) = opened(cast)
    assert rule == "T-DPIA-1"
    assert "Data protection impact assessment" in reason
    assert "linked_dpia: 7 -> 8" in reason
    assert drafting.draft(system).number == 2
    services.unlink(manager, system, LinkedKind.DPIA)
    link(cast, system, version="9")
    assert len(opened(cast)) == 2, "the approved version knew of one"


@pytest.mark.django_db
def test_the_first_link_opens_nothing(cast, version):
    link(cast, version.system)
    assert opened(cast) == []
    link(cast, version.system, version="8")
    assert [rule for rule, _ in opened(cast)] == ["T-DPIA-1"]


@pytest.mark.django_db
def test_it_is_a_claim_and_moves_no_proof_and_no_level(cast, version):
    def shown():
        found = proofs.proofs(cast.organisation, now())
        return [combine(key, [one for one in found if one.requirement == key]) for key in REQUIREMENTS]

    before, record = shown(), version.record_digest
    link(cast, version.system)
    assert shown() == before
    version.refresh_from_db()
    assert version.record_digest == record


@pytest.mark.django_db
def test_the_dpia_order_shows_it_as_claimed_and_so_do_the_fria_and_the_pages_of_a_5(cast, version):
    client = cast.client("auditor")
    address = reverse("impact:version", args=[cast.organisation, version.system.slug, version.number])
    assert "Claimed elsewhere" not in client.get(address, {"order": "dpia"}).content.decode()
    link(cast, version.system)
    dpia = client.get(address, {"order": "dpia"}).content.decode()
    assert "Claimed elsewhere" in dpia
    for words in ("https://privacy.example/dpia/7", "2026-01-10", "Data protection officer", "2026-01-20"):
        assert words in dpia
    fria = client.get(address, {"order": "fria"}).content.decode()
    assert "Art. 27(4) lets it count" in fria
    assert "Claimed elsewhere" not in fria
    assert "privacy.example" not in client.get(address).content.decode()
    for requirement in ("iso42001:A.5.4", "gdpr:35"):
        edition, _, node = requirement.partition(":")
        page = client.get(reverse("catalogue:node", args=[cast.organisation, edition, node])).content.decode()
        assert "DPIAs kept in other tools" in page
        assert "prove nothing" in page
    other = client.get(reverse("catalogue:node", args=[cast.organisation, "iso42001", "A.7.4"])).content.decode()
    assert "DPIAs kept in other tools" not in other


@pytest.mark.django_db
def test_the_page_names_every_wrong_field_keeps_what_was_typed_and_takes_the_link_away(cast, system):
    client = cast.client("owner")
    address = reverse("impact:dpia", args=[cast.organisation, system.slug])
    typed = {
        "url": "http://privacy.example/",
        "version": "",
        "digest": "",
        "dated": "2026-01-10",
        "reviewed_by": "DPO",
        "reviewed_on": "2026-01-01",
    }
    wrong = client.post(address, typed)
    content = wrong.content.decode()
    for words in ("begins with https://", "name the version", "not older than the version"):
        assert words in content
    assert 'value="http://privacy.example/"' in content
    digest = "SHA256:" + "AB" * 32
    right = {**typed, "url": "https://privacy.example/", "digest": digest, "reviewed_on": "2026-01-10"}
    assert client.post(address, {**right, "dated": "2999-01-01", "reviewed_on": "2999-01-01"}).status_code == 200
    assert client.post(address, right).status_code == 302
    assert queries.dpia(system).digest == "ab" * 32
    again = client.get(address).content.decode()
    assert "ab" * 32 in again
    assert 'value="2026-01-10"' in again, "a browser reads days in this form only"
    assert client.post(address, {"then": "unlink"}).status_code == 302
    assert queries.dpia(system) is None
    assert client.get(reverse("impact:dpia", args=[cast.organisation, "none"])).status_code == 404
