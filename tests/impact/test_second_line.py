"""A version is approved only with every signature that its level asks for, by the people who may give them."""

from dataclasses import replace

import pytest
from django.urls import reverse

from assentian.impact.choices import VersionState
from assentian.impact.drafting import queries, services
from assentian.impact.models import Assessment, Signature
from assentian.impact.reviewing import services as reviewing
from assentian.impact.services import ImpactError
from tests.impact.filling import fill, say
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def draft(cast):
    manager = cast.actor("manager")
    return services.start(manager, OrganisationSimulator(manager).register_system())


@pytest.fixture
def submitted(cast, draft):
    """At level III: the approver, the data protection officer, who is named, and legal counsel, who is not."""
    manager = cast.actor("manager")
    services.assign(manager, draft, {"dpo": cast.people["assessor"].pk})
    fill(manager, draft)
    return reviewing.submit(manager, draft)


def sign(cast, version, part, line):
    return reviewing.sign(cast.actor(part), version, version.record_digest, line=line)


def url(version, name):
    kwargs = {"organisation": version.organisation_id, "system": version.system.slug, "version": version.number}
    return reverse(f"impact:{name}", kwargs=kwargs)


def shown(cast, version, part):
    return cast.client(part).get(url(version, "version"))


def test_with_the_last_signature_and_no_sooner_it_is_approved_by_the_approver(cast, submitted):
    assert sign(cast, submitted, "top", "approver").state == VersionState.AWAITING
    assert sign(cast, submitted, "assessor", "dpo").state == VersionState.AWAITING
    signed = sign(cast, submitted, "assessor", "legal")
    assert (signed.state, signed.approved_by_id) == (VersionState.APPROVED, cast.people["top"].pk)
    with pytest.raises(ImpactError, match="does not await a signature"):
        sign(cast, submitted, "risk_owner", "approver")


@pytest.mark.parametrize(
    ("part", "line", "why"),
    [
        ("risk_owner", "dpo", "signs as assessor"),
        ("top", "risk_manager", "not asked to sign at this level"),
        ("assessor", "approver", "Level III is signed by"),
    ],
)
def test_nobody_signs_a_line_that_is_not_theirs(cast, submitted, part, line, why):
    with pytest.raises(ImpactError, match=why):
        sign(cast, submitted, part, line)
    assert Signature.objects.of(cast.organisation).exclude(outcome="submitted").count() == 0


def test_one_person_does_not_approve_and_sign_for_the_second_line(cast, submitted):
    top = cast.actor("top")
    both = replace(top, roles=top.roles | {"assessor"})
    reviewing.sign(both, submitted, submitted.record_digest, line="legal")
    with pytest.raises(ImpactError, match="another person signs as approver"):
        reviewing.sign(both, submitted, submitted.record_digest)


def test_who_answered_what_their_role_is_asked_still_signs_for_it_and_nothing_more(cast, draft):
    manager, assessor = cast.actor("manager"), cast.actor("assessor")
    fill(manager, draft)
    say(assessor, draft, "personal_data", "none")
    made = reviewing.submit(manager, draft)
    assert sign(cast, made, "assessor", "dpo").state == VersionState.AWAITING
    with pytest.raises(ImpactError, match="answered what is not asked of legal counsel"):
        sign(cast, made, "assessor", "legal")


def test_a_line_is_signed_once_and_what_was_sent_back_is_signed_anew(cast, submitted):
    sign(cast, submitted, "assessor", "dpo")
    with pytest.raises(ImpactError, match="signed already"):
        sign(cast, submitted, "assessor", "dpo")
    reviewing.send_back(cast.actor("assessor"), submitted, "Say more.")
    say(cast.actor("manager"), submitted, "purpose", "Sorts letters to four departments.")
    again = reviewing.submit(cast.actor("manager"), queries.draft(submitted.system))
    assert reviewing.signed_lines(again, queries.signatures(again)) == []
    sign(cast, again, "assessor", "dpo")


def test_the_page_shows_who_is_still_to_sign_and_offers_each_their_lines(cast, submitted):
    page = shown(cast, submitted, "auditor").content.decode()
    assert "3 still to sign" in page
    assert "Any assessor; nobody is named" in page
    assert [one.line for one in shown(cast, submitted, "assessor").context["may_sign"]] == ["dpo", "legal"]
    sign(cast, submitted, "assessor", "legal")
    about = reverse("impact:assessment", args=[cast.organisation, submitted.system.slug])
    assert b"Still to sign: approver, data protection officer." in cast.client("auditor").get(about).content
    page = shown(cast, submitted, "top")
    assert b"2 still to sign" in page.content
    assert [one.line for one in page.context["may_sign"]] == ["approver"]
    held = shown(cast, submitted, "approver").context["held"]
    assert [why for one in held if one.line == "approver" for why in one.held] == [
        "Level III is signed by: top management, risk owner"
    ]


def test_signing_by_the_page_says_what_is_left_until_it_is_approved(cast, submitted):
    told = {"digest": submitted.record_digest}
    assert cast.client("top").post(url(submitted, "sign"), told).url == url(submitted, "version")
    for line in ("dpo", "legal"):
        answer = cast.client("assessor").post(url(submitted, "sign"), {**told, "line": line}, follow=True)
    assert b"is approved; the ledger has your signature" in answer.content
    assert Assessment.objects.get(pk=submitted.pk).state == VersionState.APPROVED
    assert b"still to sign" not in shown(cast, submitted, "auditor").content
