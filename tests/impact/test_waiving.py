"""A floor is waived by who answers for legal, in writing, for twelve months, and for the answers that stood then."""

from datetime import timedelta

import pytest
from django.urls import reverse

from assentian.accounts.rules import NotPermittedError
from assentian.impact.bank.library import bank
from assentian.impact.choices import AnswerState
from assentian.impact.drafting import queries, services, waiving
from assentian.impact.models import Signature, TriggerEvent, Waiver
from assentian.impact.reviewing import services as reviewing
from assentian.impact.services import ImpactError
from assentian.impact.watch.daily import look_at_all
from assentian.journal import store
from assentian.journal.context import now
from tests.impact.filling import fill, say, sign_all
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
CALM = {"effect": "moderate", "automation": "informs", "vulnerability": [], "regulated_area": ["education"]}
WHY = "Art. 6(3)(a): a narrow procedural task; opinion 2026-14 of the legal department."


@pytest.fixture
def draft(cast):
    manager = cast.actor("manager")
    made = services.start(manager, OrganisationSimulator(manager).register_system())
    services.assign(manager, made, {"legal": cast.people["assessor"].pk})
    fill(manager, made, **CALM)
    return made


def rules_of(draft):
    return {reason.rule for reason in queries.told(draft).result.because}


def shown(draft, rule="F5"):
    return waiving.digest_of(queries.told(draft).waivable[rule].behind)


def waive(cast, draft, part="assessor", reasoning=WHY, rule="F5"):
    return waiving.waive(cast.actor(part), draft, rule, reasoning, shown(draft))


def url(draft, name, **kwargs):
    where = {"organisation": draft.organisation_id, "system": draft.system.slug}
    return reverse(f"impact:{name}", kwargs={**where, **kwargs})


def test_the_bank_asks_for_what_is_built_here():
    (words,) = [floor["waive"] for floor in bank().scoring["floors"] if "waive" in floor]
    assert words == "Written legal reasoning, signed by legal, expires after 12 months"
    assert (waiving.WAIVED_BY.value, waiving.VALID.days) == ("legal", 365)


def test_a_signed_reasoning_takes_the_floor_out_of_the_reasons_and_stands_in_its_place(cast, draft):
    assert "F5" in rules_of(draft)
    made = waive(cast, draft)
    assert "F5" not in rules_of(draft)
    assert queries.told(draft).result.waived == ("F5",)
    assert made.behind == ["regulated_area=education"]
    assert made.expires_at - made.signed_at == timedelta(days=365)
    signature = Signature.objects.get(outcome="waived")
    assert (signature.role, signature.by_id) == ("legal", cast.people["assessor"].pk)
    assert WHY in signature.reason
    leaves = b"".join(leaf for _, leaf in store.leaves(cast.organisation))
    assert b"impact_waiver" in leaves, "the ledger has it"
    submitted = reviewing.submit(cast.actor("manager"), draft)
    (told,) = submitted.record["result"]["waived"]
    assert (told["rule"], told["reasoning"], told["level"]) == ("F5", WHY, "III")
    assert "F5" not in {one["rule"] for one in submitted.record["result"]["because"]}


@pytest.mark.parametrize(
    ("part", "given", "why"),
    [
        ("assessor", {"reasoning": "  "}, "Write the reasoning"),
        ("assessor", {"rule": "F1"}, "holds nothing that could be waived"),
    ],
)
def test_what_is_missing_is_said(cast, draft, part, given, why):
    with pytest.raises(ImpactError, match=why):
        waive(cast, draft, part, **given)
    assert not Waiver.objects.exists()


def test_only_who_answers_for_legal_waives(cast, draft):
    services.assign(cast.actor("manager"), draft, {"legal": cast.people["owner"].pk})
    with pytest.raises(ImpactError, match="whoever is named as legal counsel"):
        waive(cast, draft)
    with pytest.raises(NotPermittedError):
        waive(cast, draft, "owner")


def test_it_covers_the_answers_that_it_was_written_about_and_no_others(cast, draft):
    waive(cast, draft)
    say(cast.actor("manager"), draft, "regulated_area", ["education", "employment"])
    assert "F5" in rules_of(draft)
    with pytest.raises(ImpactError, match="not those that you were shown"):
        waiving.waive(cast.actor("assessor"), draft, "F5", WHY, "0" * 64)
    say(cast.actor("manager"), draft, "regulated_area", ["education"])
    assert "F5" not in rules_of(draft)


def test_a_second_reasoning_takes_the_place_of_the_first_and_withdrawing_lets_the_floor_hold(cast, draft):
    waive(cast, draft)
    waive(cast, draft, reasoning="Opinion 2026-15 instead.")
    assert Waiver.objects.filter(withdrawn_at=None).get().reasoning == "Opinion 2026-15 instead."
    waiving.withdraw(cast.actor("assessor"), draft, "F5")
    assert "F5" in rules_of(draft)
    with pytest.raises(ImpactError, match="nobody waived"):
        waiving.withdraw(cast.actor("assessor"), draft, "F5")


def test_when_it_expires_the_floor_holds_again_and_opens_the_assessment(cast, draft, monkeypatch):
    waive(cast, draft)
    approved = sign_all(cast, reviewing.submit(cast.actor("manager"), draft))
    later = now() + timedelta(days=366)
    look_at_all(cast.organisation, now())
    assert not TriggerEvent.objects.filter(rule="F5").exists()
    monkeypatch.setattr(queries, "now", lambda: later)
    assert "F5" in rules_of(approved)
    fired = [one for one in look_at_all(cast.organisation, later) if one.rule == "F5"]
    assert [one.trigger_class for one in fired] == ["mandatory"]
    assert "expired" in fired[0].reason
    assert not [one for one in look_at_all(cast.organisation, later) if one.rule == "F5"], "told once"
    reopened = queries.told(queries.draft(draft.system))
    assert reopened.answers["regulated_area"].state == AnswerState.NEEDS_REVIEW


def test_a_new_draft_carries_it_until_it_expires(cast, draft):
    made = waive(cast, draft)
    sign_all(cast, reviewing.submit(cast.actor("manager"), draft))
    following = services.start(cast.actor("manager"), draft.system)
    carried = Waiver.objects.get(assessment=following)
    assert (carried.signed_by_id, carried.expires_at) == (made.signed_by_id, made.expires_at)
    assert "F5" not in rules_of(following)


def test_the_page_waives_shows_the_reasoning_among_the_reasons_and_withdraws(cast, draft):
    services.show_level(cast.actor("manager"), draft, "III")
    client, page = cast.client("assessor"), url(draft, "waive", rule="F5")
    level = url(draft, "level")
    assert page.encode() in client.get(level).content
    assert page.encode() not in cast.client("owner").get(level).content
    form = client.get(page).context["form"]
    empty = client.post(page, {"shown": form["shown"].value(), "reasoning": ""})
    assert b"data-errors" in empty.content
    assert client.post(page, {"shown": form["shown"].value(), "reasoning": WHY}).url == level
    told = cast.client("auditor").get(level).content.decode()
    assert "Waived until" in told
    assert "opinion 2026-14" in told
    assert b"opinion 2026-14" in client.get(page).content
    client.post(page, {"withdraw": "1"})
    assert "Waived until" not in client.get(level).content.decode()
    assert client.get(url(draft, "waive", rule="F1")).status_code == 404


def test_nobody_named_for_legal_is_sent_to_name_one(cast, draft):
    services.assign(cast.actor("manager"), draft, {"legal": None})
    page = cast.client("assessor").get(url(draft, "waive", rule="F5")).content.decode()
    assert "Nobody is named as legal counsel" in page
    assert "Sign the waiver" not in page
