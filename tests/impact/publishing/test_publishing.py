"""From decisions to a page that everybody reads, and back: two people, nothing untold leaks, nothing is inherited."""

import hashlib
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assentian.accounts.rules import NotPermittedError
from assentian.impact.choices import SummaryState
from assentian.impact.drafting import queries as drafting
from assentian.impact.drafting import services as drafts
from assentian.impact.outward import Disclosure, PublicSummary
from assentian.impact.publishing import queries, services
from assentian.impact.publishing.rules import Decision
from assentian.impact.reviewing import services as reviewing
from assentian.impact.services import ImpactError
from assentian.journal import queries as journal
from assentian.ledger import canonical
from tests.impact.filling import fill, say, sign_all
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

CONTACT = "AI office, ai@northwind.example"
SECRET = "Sorts incoming letters by department."


@pytest.fixture
def version(cast):
    manager = cast.actor("manager")
    return approve(cast, drafts.start(manager, OrganisationSimulator(manager).register_system()))


def approve(cast, draft, **given):
    manager = cast.actor("manager")
    fill(manager, draft, **given)
    made = reviewing.submit(manager, draft)
    return sign_all(cast, made)


def decisions(version, **withheld):
    """The defaults, with what is withheld beside them: key to reason."""
    found = dict(queries.preparation(version).defaults)
    return found | {key: Decision(is_published=False, reason=reason) for key, reason in withheld.items()}


def prepare(cast, version, part="assessor", **withheld):
    return services.decide(cast.actor(part), version, CONTACT, decisions(version, **withheld))


def publish(cast, version, part="approver"):
    _, digest = services.shown(queries.preparation(version))
    return services.publish(cast.actor(part), version, digest)


def public(cast, version, ending="/", part="anonymous"):
    return cast.client(part).get(f"/summaries/{cast.organisation}/{version.system.slug}{ending}")


def at(version, ending=""):
    return f"/o/{version.organisation_id}/impact/{version.system.slug}/versions/{version.number}/summary/{ending}"


def test_a_stranger_reads_what_was_published_and_the_reason_of_what_was_withheld(cast, version):
    prepare(cast, version, purpose="Under negotiation.")
    publish(cast, version)
    page = public(cast, version)
    content = page.content.decode()
    assert page.status_code == 200
    for words in ("III, high", "Applicants", "A wrong refusal", CONTACT, version.record_digest, "Under negotiation."):
        assert words in content
    assert SECRET not in content
    assert SECRET not in public(cast, version, ".json").content.decode()
    for person in cast.people.values():
        assert person.email not in content
        assert str(person.pseudonym) not in content
    assert "no-store" in page["Cache-Control"]


def test_the_json_is_canonical_and_its_digest_is_printed_and_in_the_ledger(cast, version):
    prepare(cast, version)
    summary = publish(cast, version)
    told = public(cast, version, ".json").content
    assert hashlib.sha256(told).hexdigest() == summary.content_digest
    assert canonical.encode(canonical.decode(told)) == told
    assert summary.content_digest in public(cast, version).content.decode()
    assert canonical.decode(told)["record"]["sha256"] == version.record_digest
    assert journal.head(cast.organisation).size > 0


def test_before_publication_a_stranger_cannot_tell_it_from_what_is_not_there(cast, version):
    prepare(cast, version)
    nowhere = cast.client("anonymous").get("/summaries/nobody/nothing/").content.decode()
    for ending in ("/", ".json"):
        for part in ("anonymous", "outsider", "manager"):
            answer = public(cast, version, ending, part)
            assert answer.status_code == 404
            assert SECRET not in answer.content.decode()
    here = public(cast, version).content.decode()
    here = here.replace(f"/{cast.organisation}/{version.system.slug}/", "/nobody/nothing/")
    token = re.compile(r'csrfmiddlewaretoken" value="\w+"')
    assert token.sub("", here) == token.sub("", nowhere)
    assert cast.client("anonymous").get(f"/summaries/{cast.elsewhere}/{version.system.slug}/").status_code == 404


def test_a_withdrawn_summary_says_so_and_nothing_else(cast, version):
    prepare(cast, version)
    publish(cast, version)
    with pytest.raises(ImpactError, match="say why"):
        services.withdraw(cast.actor("assessor"), version, " ")
    services.withdraw(cast.actor("assessor"), version, "A name slipped in.")
    for ending in ("/", ".json"):
        answer = public(cast, version, ending)
        assert answer.status_code == 410
        content = answer.content.decode()
        assert "withdr" in content
        for untold in (SECRET, "Applicants", "A name slipped in.", CONTACT, version.system.name):
            assert untold not in content
    with pytest.raises(ImpactError, match="no summary of this version is public"):
        services.withdraw(cast.actor("assessor"), version, "Again.")
    prepare(cast, version)
    publish(cast, version)
    assert public(cast, version).status_code == 200
    assert PublicSummary.objects.of(cast.organisation).count() == 2


def test_who_decided_cannot_publish_and_who_publishes_saw_exactly_that(cast, version):
    prepare(cast, version)
    assessor = cast.actor("assessor")
    both = type(assessor)(assessor.name, assessor.user_id, assessor.organisation, assessor.roles | {"approver"})
    _, digest = services.shown(queries.preparation(version))
    with pytest.raises(ImpactError, match="cannot publish"):
        services.publish(both, version, digest)
    with pytest.raises(NotPermittedError):
        services.publish(cast.actor("manager"), version, digest)
    services.decide(assessor, version, CONTACT, {"purpose": Decision(is_published=False, reason="Later.")})
    with pytest.raises(ImpactError, match="not the one that you were shown"):
        services.publish(cast.actor("approver"), version, digest)
    assert public(cast, version).status_code == 404


def test_what_is_not_decided_is_not_published(cast, version):
    services.decide(cast.actor("assessor"), version, CONTACT, {"purpose": Decision(is_published=True)})
    told, digest = services.shown(queries.preparation(version))
    assert [one["id"] for section in told["sections"] for one in section["answers"]] == ["M1.01"]
    with pytest.raises(ImpactError, match=r"Nobody decided about M1\.04"):
        services.publish(cast.actor("approver"), version, digest)


@pytest.mark.parametrize(
    ("contact", "key", "decided", "words"),
    [
        (" ", "purpose", Decision(is_published=True), "write to or call"),
        (CONTACT, "purpose", Decision(is_published=False), "say why it is withheld"),
        (CONTACT, "misuse", Decision(is_published=True), "decides about"),
        (CONTACT, "no_such", Decision(is_published=True), "decides about"),
    ],
)
def test_a_decision_that_cannot_stand_is_refused_and_nothing_is_kept(cast, version, contact, key, decided, words):
    with pytest.raises(ImpactError, match=words):
        services.decide(cast.actor("assessor"), version, contact, {key: decided})
    assert not PublicSummary.objects.of(cast.organisation).exists()


def test_saving_again_keeps_who_decided_first(cast, version):
    prepare(cast, version)
    services.decide(cast.actor("manager"), version, CONTACT, decisions(version, purpose="Later."))
    by = dict(Disclosure.objects.of(cast.organisation).values_list("question", "by__name"))
    assert by["purpose"] == "Manager"
    assert set(by.values()) == {"Manager", "Assessor"}


def test_a_new_version_inherits_no_publication(cast, version):
    prepare(cast, version, purpose="Under negotiation.")
    publish(cast, version)
    draft = drafts.start(cast.actor("manager"), version.system)
    say(cast.actor("manager"), draft, "effect", "legal_or_vital")
    newer = approve(cast, draft)
    page = public(cast, version).content.decode()
    assert "of version 1" in page
    assert "approved anew" in page
    standing = queries.preparation(newer)
    assert (standing.decided, standing.prepared) == ({}, None)
    assert standing.carried["purpose"].reason == "Under negotiation."
    assert "effect" not in standing.carried, "what changed is proposed anew"
    with pytest.raises(ImpactError, match="is not approved"):
        prepare(cast, drafting.version(version.system, 1))
    prepare(cast, newer)
    assert "of version 1" in public(cast, version).content.decode()
    publish(cast, newer)
    assert canonical.decode(public(cast, version, ".json").content)["version"] == 2
    states = PublicSummary.objects.of(cast.organisation).order_by("pk").values_list("state", flat=True)
    assert list(states) == [SummaryState.SUPERSEDED, SummaryState.PUBLISHED]


def test_publishing_what_changed_takes_the_place_of_what_was_public(cast, version):
    prepare(cast, version)
    publish(cast, version)
    prepare(cast, version, purpose="Under negotiation.")
    assert SECRET in public(cast, version).content.decode(), "what is prepared changes nothing yet"
    publish(cast, version)
    assert SECRET not in public(cast, version).content.decode()
    assert SECRET not in public(cast, version, ".json").content.decode()


def test_the_page_saves_decisions_keeps_what_was_typed_and_publishes(cast, version):
    client = cast.client("assessor")
    form = client.get(at(version)).context["form"]
    data = {name: form[name].value() for name in form.fields} | {"contact": CONTACT}
    wrong = client.post(at(version), data | {"purpose-choice": "withhold", "notice-reason": "typed"})
    assert wrong.status_code == 200
    assert "say why it is withheld" in wrong.content.decode()
    assert 'value="typed"' in wrong.content.decode()
    right = client.post(at(version), data | {"purpose-choice": "withhold", "purpose-reason": "Under negotiation."})
    assert right.url == at(version)
    assert "Ask somebody who did not" not in client.get(at(version)).content.decode()
    shown = cast.client("approver").get(at(version))
    assert "Under negotiation." in shown.content.decode()
    cast.client("approver").post(at(version, "publish/"), {"digest": shown.context["digest"]})
    assert public(cast, version).status_code == 200
    assert "The public page" in client.get(at(version)).content.decode()
    about = reverse("impact:assessment", args=[cast.organisation, version.system.slug])
    assert "Of version 1" in client.get(about).content.decode()
    client.post(at(version, "withdraw/"), {"reason": ""})
    assert public(cast, version).status_code == 200
    client.post(at(version, "withdraw/"), {"reason": "A slip."})
    assert public(cast, version).status_code == 410


def test_who_may_not_decide_sees_what_stands_and_no_form(cast, version):
    prepare(cast, version)
    for part in ("auditor", "contributor", "approver"):
        content = cast.client(part).get(at(version)).content.decode()
        assert "Where it stands" in content
        assert "Save the decisions" not in content
        assert cast.client(part).post(at(version), {"contact": CONTACT}).status_code == 403
        if part != "approver":
            assert cast.client(part).post(at(version, "publish/")).status_code == 403
            assert cast.client(part).post(at(version, "withdraw/"), {"reason": "No."}).status_code == 403
    assert cast.client("outsider").get(at(version)).status_code == 404


def test_a_version_that_is_not_approved_has_no_summary(cast, version):
    draft = drafts.start(cast.actor("manager"), version.system)
    assert cast.client("manager").get(at(draft)).status_code == 302
    assert cast.client("manager").post(at(draft), {"contact": CONTACT}).status_code == 302
    assert not PublicSummary.objects.of(cast.organisation).exists()


def test_the_public_page_reads_little_whatever_it_tells(cast, version):
    prepare(cast, version)
    publish(cast, version)
    client = cast.client("anonymous")
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("impact:public-summary", args=[cast.organisation, version.system.slug]))
    assert len(captured) == 2
    with CaptureQueriesContext(connection) as captured:
        cast.client("assessor").get(at(version))
    own = [query["sql"] for query in captured if '"impact_' in query["sql"]]
    assert len(own) <= 6, "among them the count in the navigation"
