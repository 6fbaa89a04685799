"""Two people who write the same assessment at the same time, on a real database: nothing is lost, and nothing fails.

Threads with connections of their own meet here as the server's do; on PostgreSQL the ledger follows the commit.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from random import Random
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from assentian.impact.drafting import challenging, queries, services
from assentian.impact.models import Answer, AnswerRow, Assessment, Challenge
from assentian.journal.models import Outbox
from tests.cast import Cast, gather
from tests.impact.filling import fill, say
from tests.impact.test_holding_against_measurements import operate
from tests.impact.typist import CONFLICT, FIELDS, SAVED, Door, Typist
from tests.journal.conftest import after_commit, home, own_database, template  # noqa: F401  a database of the test's own
from tests.simulator import OrganisationSimulator

pytestmark = [pytest.mark.databases, pytest.mark.usefixtures("own_database", "after_commit")]
WRITERS, SENTENCES = ("owner", "assessor"), 24


@pytest.fixture
def cast(own_database: str) -> Cast:  # noqa: F811
    return gather()


@pytest.fixture
def draft(cast: Cast) -> Assessment:
    manager = cast.actor("manager")
    return services.start(manager, OrganisationSimulator(manager).register_system())


def at_once(action: Callable[[int], Any]) -> list[Any]:
    """Both writers, a thread each, let off at the same moment."""
    barrier = Barrier(len(WRITERS))

    def run(writer: int) -> Any:
        barrier.wait(30)
        try:
            return action(writer)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(WRITERS)) as pool:
        return list(pool.map(run, range(len(WRITERS))))


def typist(cast: Cast, draft: Assessment, part: str) -> Typist:
    client = cast.client(part)
    base = reverse("impact:draft", kwargs={"organisation": cast.organisation, "system": draft.system.slug})

    def get(url: str) -> tuple[int, str]:
        answer = client.get(url)
        return answer.status_code, answer.content.decode()

    def post(url: str, data: Any) -> tuple[int, str]:
        answer = client.post(url, data)
        return answer.status_code, answer.content.decode()

    return Typist(part, Door(base, get, post), Random(part))


def hidden(form: Any) -> dict[str, Any]:
    return {name: form[name].value() for name in ("revision", "tab")}


def post(clients: list[Client], url: str, sent: list[dict[str, Any]], writer: int) -> Any:
    return clients[writer].post(url, sent[writer])


def text_of(value: Any) -> str:
    return "\n\n".join(value.values()) if isinstance(value, dict) else value


def type_and_resolve(one: Typist) -> Counter[str]:
    """Sentence after sentence into any of the texts; of four conflicts three are answered with both. What was saved."""
    saved: Counter[str] = Counter()
    for _ in range(SENTENCES):
        key = one.chance.choice(list(FIELDS))
        what = one.type(key)
        while what == CONFLICT and one.chance.random() < 0.75:
            what = one.resolve(key)
        saved[key] += what == SAVED
        assert what in {SAVED, CONFLICT}, one.failures
    return saved


def test_two_people_who_type_into_the_same_answers_lose_no_character_and_no_save(cast: Cast, draft: Assessment) -> None:
    fill(cast.actor("manager"), draft)
    before = {one.question: one.revision for one in Answer.objects.filter(question__in=FIELDS)}
    typists = [typist(cast, draft, part) for part in WRITERS]
    for one in typists:
        one.open()
    saved = sum(at_once(lambda writer: type_and_resolve(typists[writer])), Counter())
    stands = {one.question: one for one in Answer.objects.filter(question__in=FIELDS)}
    texts = {key: text_of(one.value) for key, one in stands.items()}
    assert [lost for one in typists for lost in one.lost(texts)] == []
    assert {key: one.revision - before[key] for key, one in stands.items()} == {key: saved[key] for key in FIELDS}
    assert sum(len(sent) for one in typists for sent in one.sent.values()) == SENTENCES * len(WRITERS)
    assert not Outbox.objects.exists(), "every save is in the ledger"


def test_rows_that_two_people_add_at_once_all_stand_under_numbers_of_their_own(cast: Cast, draft: Assessment) -> None:
    where = {"organisation": cast.organisation, "system": draft.system.slug, "question": "groups", "row": 0}
    url = reverse("impact:row", kwargs=where)

    def add(writer: int) -> None:
        client = cast.client(WRITERS[writer])
        for number in range(8):
            assert client.post(url, {"group": f"{WRITERS[writer]} {number}"}).status_code == 302

    at_once(add)
    rows = AnswerRow.objects.filter(assessment=draft)
    assert sorted(row.number for row in rows) == list(range(1, 17))
    assert {row.values["group"] for row in rows} == {f"{part} {number}" for part in WRITERS for number in range(8)}


def test_a_row_that_one_changes_while_the_other_takes_it_out_is_never_lost_unseen(
    cast: Cast, draft: Assessment
) -> None:
    question = queries.told(draft).bank.question("groups")
    for number in range(6):
        row = services.add_row(cast.actor("manager"), draft, question, {"group": f"Group {number}"})
        where = {"organisation": cast.organisation, "system": draft.system.slug, "question": "groups"}
        url = reverse("impact:row", kwargs={**where, "row": row.number})
        clients = [cast.client(part) for part in WRITERS]
        does = ({"group": "Changed"}, {"group": f"Group {number}", "remove": "1"})
        sent = [{**hidden(one.get(url).context["form"]), **what} for one, what in zip(clients, does, strict=True)]
        changed, removed = at_once(partial(post, clients, url, sent))
        assert sorted([changed.status_code, removed.status_code]) == [200, 302], "one did it, one was shown that"
        row.refresh_from_db()
        assert (row.values["group"] == "Changed") is (changed.status_code == 302)
        assert (row.removed_at is not None) is (removed.status_code == 302)


def test_two_saves_that_a_measurement_contradicts_open_one_challenge(cast: Cast, draft: Assessment) -> None:
    manager = cast.actor("manager")
    operate(OrganisationSimulator(manager), draft.system)
    say(manager, draft, "automation", "decides_reviewed")
    opened = at_once(lambda _: challenging.hold(manager.name, draft, manager.user_id))
    kept = Challenge.objects.filter(state="open").values_list("question", "source")
    assert ("automation", "ops.override_rate") in kept
    assert sorted(map(len, opened)) == [0, len(kept)]
