"""Saying how a control is done: a record of the organisation, journalled, and proof that it is written, no more."""

import pytest

from assentian.accounts.rules import NotPermittedError
from assentian.controls import proofs
from assentian.controls.choices import Implementation
from assentian.controls.models import Control
from assentian.controls.services import ControlError, Description, implement
from assentian.journal import queries as ledger
from assentian.journal.context import now
from assentian.standards.vocabulary import ReadinessLevel, Standing

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
KEY = "iso42001:A.7.4"


def description(cast, **changes):
    said = {
        "requirement": KEY,
        "statement": "Rules on gaps and ranges run every month.",
        "status": Implementation.IMPLEMENTED,
        "owner_id": cast.people["owner"].pk,
    }
    return Description(**(said | changes))


def test_a_description_is_kept_and_enters_the_ledger(cast):
    before = ledger.head(cast.organisation).size
    control = implement(cast.actor("manager"), description(cast))
    assert (control.requirement, control.owner) == (KEY, cast.people["owner"])
    newest = ledger.entries(cast.organisation, most=1)[0]
    assert ledger.head(cast.organisation).size == before + 1
    assert (newest.act, newest.kind) == ("implement control", "created")


def test_describing_again_revises_the_same_control(cast):
    first = implement(cast.actor("manager"), description(cast))
    second = implement(cast.actor("owner"), description(cast, statement="Every week now."))
    assert (second.pk, second.statement) == (first.pk, "Every week now.")
    assert Control.objects.of(cast.organisation).count() == 1


def test_an_unknown_requirement_is_refused_by_name(cast):
    with pytest.raises(ControlError, match="no edition of the catalogue") as refused:
        implement(cast.actor("manager"), description(cast, requirement="iso42001:A.8.6"))
    assert refused.value.field == "requirement"


def test_the_owner_must_be_a_member(cast):
    with pytest.raises(ControlError, match="member of this organisation") as refused:
        implement(cast.actor("manager"), description(cast, owner_id=cast.people["outsider"].pk))
    assert refused.value.field == "owner"


@pytest.mark.parametrize("part", ["auditor", "contributor", "approver"])
def test_who_may_not_implement_is_refused_before_anything_is_written(cast, part):
    with pytest.raises(NotPermittedError):
        implement(cast.actor(part), description(cast))
    assert not Control.objects.of(cast.organisation).exists()


def test_another_organisation_sees_nothing_of_it(cast):
    implement(cast.actor("manager"), description(cast))
    assert not Control.objects.of(cast.elsewhere).exists()
    assert proofs.described(cast.elsewhere, now()) == []


def test_a_description_shows_that_something_is_written_and_no_more(cast):
    implement(cast.actor("manager"), description(cast))
    (proof,) = proofs.described(cast.organisation, now())
    assert (proof.level, proof.standing, proof.is_description) == (ReadinessLevel.AD_HOC, Standing.PARTLY, True)
    assert "Owner" in proof.reason


def test_a_plan_shows_nothing(cast):
    implement(cast.actor("manager"), description(cast, status=Implementation.PLANNED))
    assert proofs.described(cast.organisation, now()) == []
