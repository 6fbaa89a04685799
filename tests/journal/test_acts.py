"""An act: one transaction, one organisation, one story; and what happens when it fails."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection, transaction
from pytest_django import Settings

from assentian.accounts import services
from assentian.journal import checkpoints, store
from assentian.journal.acts import act
from assentian.journal.context import ActError, current, required
from assentian.ledger import entry
from tests.journal.conftest import ORGANISATION, Leaves
from tests.journal.specimens.models import Specimen

pytestmark = [pytest.mark.databases, pytest.mark.django_db]


class NotTodayError(Exception):
    pass


def create(name: str) -> Specimen:
    return Specimen.objects.create(organisation=ORGANISATION, name=name)


def create_and_fail(name: str) -> None:
    create(name)
    raise NotTodayError


def outbox() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_outbox")
        return int(cursor.fetchone()[0])


def test_a_leaf_says_who_did_what_when_and_in_which_transaction(leaves: Leaves) -> None:
    with act(ORGANISATION, "p:one", "create specimen", cause="northwind:7") as opened:
        specimen = create("first")
    (leaf,) = leaves(ORGANISATION)
    assert (leaf["v"], leaf["t"], leaf["op"]) == (1, "state-change", "insert")
    assert (leaf["org"], leaf["actor"], leaf["act"]) == (ORGANISATION, "p:one", "create specimen")
    assert (leaf["tx"], leaf["at"], leaf["cause"]) == (opened.tx, opened.at, "northwind:7")
    assert leaf["obj"] == ["specimens_specimen", str(specimen.pk), 1]


def test_why_enters_the_ledger_only_as_a_commitment(leaves: Leaves) -> None:
    with act(ORGANISATION, "p:one", "create", why="Ada asked for it"):
        create("first")
    (leaf,) = leaves(ORGANISATION)
    kept = store.private(ORGANISATION, 0, "why")
    assert kept is not None
    assert kept[1] == "Ada asked for it"
    assert entry.opens(leaf["why"], *kept)
    assert "Ada" not in str(leaf)


def test_a_nested_act_joins_the_outer_one(leaves: Leaves) -> None:
    with act(ORGANISATION, "p:one", "outer") as outer:
        create("first")
        with act(ORGANISATION, "s:machine", "inner") as inner:
            assert inner is outer
            create("second")
        assert leaves(ORGANISATION) == []
        create("third")
    assert [(leaf["actor"], leaf["act"], leaf["tx"]) for leaf in leaves(ORGANISATION)] == [
        ("p:one", "outer", outer.tx)
    ] * 3


def test_an_act_of_another_organisation_inside_is_refused() -> None:
    with (
        act(ORGANISATION, "p:one", "outer"),
        pytest.raises(ActError, match="an act of 'northwind' is under way"),
        act("elsewhere", "p:one", "inner"),
    ):
        pass


def test_a_failed_act_leaves_nothing(leaves: Leaves) -> None:
    with pytest.raises(NotTodayError), transaction.atomic(), act(ORGANISATION, "p:one", "fail"):
        create_and_fail("first")
    assert (Specimen.objects.count(), leaves(ORGANISATION), outbox()) == (0, [], 0)
    assert current() is None


def test_a_failed_part_of_an_act_leaves_no_leaf_of_its_own(leaves: Leaves) -> None:
    with act(ORGANISATION, "p:one", "try"):
        create("first")
        with pytest.raises(NotTodayError), transaction.atomic():
            create_and_fail("second")
    assert [leaf["obj"][1] for leaf in leaves(ORGANISATION)] == [str(Specimen.objects.get().pk)]


def test_outside_an_act_there_is_none_to_be_had() -> None:
    with pytest.raises(ActError, match="inside"):
        required()


def test_no_checkpoint_is_signed_within_an_act() -> None:
    with act(ORGANISATION, "p:one", "sign"), pytest.raises(RuntimeError, match="after the act"):
        checkpoints.sign(ORGANISATION)


def test_a_password_rehashed_at_sign_in_is_an_act_of_its_own(settings: Settings, leaves: Leaves) -> None:
    person = services.create_person(services.NewPerson("Ada", "ada@example.org", "correct-horse-battery"))
    before = person.password
    settings.PASSWORD_HASHERS = [
        f"{PBKDF2PasswordHasher.__module__}.{PBKDF2PasswordHasher.__name__}",
        *settings.PASSWORD_HASHERS,
    ]
    assert person.check_password("correct-horse-battery")
    person.refresh_from_db()
    assert person.password.startswith("pbkdf2_sha256$")
    last = leaves("installation")[-1]
    assert (last["act"], last["actor"]) == ("rehash password", person.actor)
    assert [column for column, _, _ in last["ch"]] == ["password"]
    assert before not in str(leaves("installation"))
    assert person.password not in str(leaves("installation"))
