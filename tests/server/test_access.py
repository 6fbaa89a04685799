"""Every address, asked for by every part of the cast: nobody sees what the permission table does not give them.

An address with a parameter that `SAMPLES` does not know fails the test: a new page cannot be forgotten here.
"""

from typing import Any

import pytest
from django.urls import reverse

from assentian.accounts.rules import PERMISSIONS
from assentian.impact.drafting import services as drafting
from assentian.impact.models import TriggerEvent
from assentian.journal import queries as journal
from assentian.monitoring.models import PlannedCheck
from assentian.readiness.quick.questions import questions
from assentian.readiness.quick.rules import Answer, Reply
from assentian.readiness.quick.sealed import seal
from assentian.risk import services as risk
from assentian.risk.forms import EXAMPLE
from tests.addresses import ADDRESSES, IN_ORGANISATION, address
from tests.cast import MEMBERS, Cast
from tests.impact.filling import say
from tests.risk.register_simulator import RegisterSimulator
from tests.simulator import OrganisationSimulator

PUBLIC = {
    "accounts:invitation",
    "accounts:login",
    "web:theme",
    "web:styleguide",
    "health",
    "impact:public-summary",
    "impact:public-summary-json",
    "readiness:quick",
    "readiness:quick-answers",
    "readiness:quick-forget",
    "readiness:quick-json",
    "readiness:quick-kept",
    "readiness:quick-question",
    "readiness:quick-result",
    "reports:quick-pdf",
}
"""Addresses that a stranger may open; each says nothing about any organisation but what one has published itself."""
SIGNED_IN = {
    "accounts:home",
    "accounts:logout",
    "accounts:account",
    "accounts:organisations",
    "accounts:password",
}
"""Addresses that belong to a person, not to an organisation."""
ALLOWED = {200, 302, 303, 400, 405, 422}
"""What somebody with the permission may get: a page, a redirect, or a complaint about the missing form."""


@pytest.fixture
def samples(cast: Cast) -> dict[str, Any]:
    """A value for every parameter of every address, of records that exist."""
    simulator = OrganisationSimulator(cast.actor("manager"))
    system = simulator.register_system()
    threshold = simulator.watch(system)
    evidence = simulator.submit(system)
    risk.save_threat_model(cast.actor("manager"), system, EXAMPLE, seen=0)
    simulator.breach(system)
    incident = simulator.operate(system)
    register = RegisterSimulator(cast)
    register.put_in_force()
    treatment = register.treat(register.identify(system), "Sign the rows")
    simulator.state()
    draft = drafting.start(cast.actor("manager"), system)
    say(cast.actor("manager"), draft, "regulated_area", ["education"])
    return {
        "organisation": cast.organisation,
        "person": cast.people["owner"].pk,
        "answers": answered(),
        "system": system.slug,
        "asset": simulator.revisions[system.pk].asset.slug,
        "revision": simulator.revisions[system.pk].pk,
        "version": 1,
        "layout": "yaml",
        "cell": "DEV-T",
        "section": "parts",
        "member": "scorer",
        "seq": journal.head(cast.organisation).size - 1,
        "number": evidence.pk,
        "indicator": threshold.indicator_id,
        "incident": incident.pk,
        "threshold": threshold.pk,
        "planned": PlannedCheck.objects.of(cast.organisation).get().pk,
        "key": "iso42001:A.7.4",
        "edition": "iso42001",
        "node": "A.7.4",
        "nonconformity": 1,
        "place": 1,
        "module": "M2",
        "question": "groups",
        "row": 0,
        "rule": "F5",
        "other": 1,
        "trigger": TriggerEvent.objects.of(cast.organisation).earliest("pk").pk,
        "table": "monitoring_breach",
        "record": "1",
        "risk": 1,
        "kind": "inherent",
        "event": simulator.report(system).pk,
        "event_kind": "law",
        "sheet": "csv",
        "treatment": treatment.pk,
        "action": treatment.actions.get().pk,
    }


def answered() -> str:
    """A sealed quick check in which every question is answered."""
    return seal({question.id: Answer(Reply.PARTLY) for question in questions()})


def test_every_address_is_public_or_a_persons_or_declares_its_permission() -> None:
    for name, pattern in ADDRESSES.items():
        if name in PUBLIC | SIGNED_IN:
            continue
        assert name in IN_ORGANISATION, f"{name} is under no organisation and on no list of this test"
        assert getattr(pattern.callback, "permission", None) in PERMISSIONS, f"{name} declares no known permission"


@pytest.mark.django_db
@pytest.mark.parametrize("name", IN_ORGANISATION)
def test_members_get_what_their_roles_carry_and_nobody_else_anything(
    name: str, cast: Cast, samples: dict[str, Any]
) -> None:
    url = address(name, samples)
    permission = ADDRESSES[name].callback.permission
    for part, role in MEMBERS.items():
        roles = {role, "aims_manager"} if part == "manager" else {role}
        answer = cast.client(part).get(url)
        b"".join(answer)  # a download holds its file open until it has been read
        status = answer.status_code
        if roles & PERMISSIONS[permission]:
            assert status in ALLOWED, f"{part} at {url}: {status}"
        else:
            assert status == 403, f"{part} at {url}: {status}"
    assert cast.client("outsider").get(url).status_code == 404
    stranger = cast.client("anonymous").get(url)
    assert stranger.status_code == 302
    assert stranger["Location"].startswith(reverse("accounts:login"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", IN_ORGANISATION)
def test_an_outsider_cannot_post_either(name: str, cast: Cast, samples: dict[str, Any]) -> None:
    url = address(name, samples)
    assert cast.client("outsider").post(url).status_code == 404
    assert cast.client("anonymous").post(url).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_a_stranger_may_open_the_public_addresses(name: str, cast: Cast) -> None:
    samples = {"place": 1, "answers": answered(), "publisher": cast.organisation, "about": "none"}
    url = address(name, {**samples, "pseudonym": cast.people["owner"].pseudonym, "token": "no"})
    assert cast.client("anonymous").get(url).status_code in {200, 302, 404, 405, 410}
