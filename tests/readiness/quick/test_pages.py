"""The quick check as its visitors meet it: nobody signs in, nothing is stored, nothing typed is lost."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assentian.journal.context import now
from assentian.readiness.models import Claim, Sendings
from assentian.readiness.quick import sealed, throttle
from assentian.readiness.quick.questions import questions
from assentian.readiness.quick.rules import Answer, Reply
from assentian.readiness.services import claim

pytestmark = pytest.mark.django_db
SHOWS = "the register"


@pytest.fixture
def visitor():
    return Client()


def ask(visitor, number, reply="no", shows="", **more):
    return visitor.post(reverse("readiness:quick-question", args=[number]), {"reply": reply, "shows": shows, **more})


def answer_all(visitor, reply="yes", shows=SHOWS):
    for number in range(1, 21):
        answer = ask(visitor, number, reply, shows)
    return answer


def kept(answers=None):
    return sealed.seal(answers or {q.id: Answer(Reply.YES, SHOWS) for q in questions()})


def test_twenty_questions_lead_to_a_result_and_the_database_only_counts_sendings(visitor):
    with CaptureQueriesContext(connection) as asked:
        assert "Launch the AIIA checklist" in visitor.get("/readiness/").content.decode()
        assert answer_all(visitor).url == "/readiness/answers/"
        assert "Every module is ready, as far as you say" in visitor.get("/readiness/result/").content.decode()
    assert all("readiness_sendings" in one["sql"] for one in asked)
    assert len(asked) == 21, "one for each sending, and one to forget what was before"
    assert set(visitor.cookies) <= {"readiness", "csrftoken"}


def test_the_answers_in_the_browser_cannot_be_read_or_altered(visitor):
    ask(visitor, 1, "yes", SHOWS)
    cookie = visitor.cookies["readiness"]
    assert "register" not in cookie.value
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/readiness/")
    visitor.cookies["readiness"] = cookie.value[:-6] + "AAAAAA"
    assert b"20 questions to go" in visitor.get("/readiness/answers/").content


def test_an_earlier_question_can_be_answered_again_and_later_answers_stay(visitor):
    answer_all(visitor)
    page = visitor.get("/readiness/3/?then=answers").content.decode()
    assert f'value="{SHOWS}"' in page
    assert ask(visitor, 3, "no", then="answers").url == "/readiness/answers/"
    rows = visitor.get("/readiness/answers/").context["rows"]
    assert [row.number for row in rows if row.answer.reply is Reply.NO] == [3]
    assert ask(visitor, 4).url == "/readiness/5/"


def test_no_answer_is_complained_about_and_what_was_typed_is_kept(visitor):
    answer = visitor.post("/readiness/1/", {"shows": "our register"})
    assert b"Choose an answer; not knowing is one." in answer.content
    assert b"our register" in answer.content
    assert b"<title>Error:" in answer.content


def test_what_does_not_fit_a_browser_is_told_and_not_cut(visitor, monkeypatch):
    monkeypatch.setattr(sealed, "LONGEST", 100)
    answer = ask(visitor, 1, "yes", "a long line")
    assert b"say it shorter" in answer.content
    assert b"a long line" in answer.content


def test_the_longest_lines_that_people_write_fit(visitor):
    words = [f"See register {number} of the team, page {number * 37}, approved" for number in range(20)]
    for number, line in enumerate(words, 1):
        assert ask(visitor, number, "yes", line).status_code == 302


def test_there_is_no_result_before_every_question_has_an_answer(visitor):
    ask(visitor, 1)
    assert visitor.get("/readiness/result/").url == "/readiness/answers/"
    assert b"Go on with question 2" in visitor.get("/readiness/").content
    assert visitor.get("/readiness/21/").status_code == 404


def test_a_no_on_a_key_question_stops(visitor):
    answer_all(visitor)
    ask(visitor, 12, "no")
    page = visitor.get("/readiness/result/").content.decode()
    assert "Do not deploy a high-impact system yet" in page
    assert "Name who may stop or change a decision" in page


def test_a_kept_link_opens_in_any_browser_and_can_be_gone_on_from(visitor):
    address = reverse("readiness:quick-kept", args=[kept()])
    assert b"Every module is ready" in visitor.get(address).content
    assert visitor.post(address).url == "/readiness/answers/"
    assert b"Every module is ready" in visitor.get("/readiness/result/").content
    half = reverse("readiness:quick-kept", args=[kept({"Q01": Answer(Reply.NO)})])
    assert b"Answers kept to go on" in Client().get(half).content


def test_a_link_expires_and_an_altered_one_never_opens(visitor, monkeypatch):
    link = kept()
    for altered in (link[:-4] + "AAAA", link[:40], "x", "é"):
        assert visitor.get(f"/readiness/kept/{altered}/").status_code == 404
    monkeypatch.setattr("time.time", lambda: sealed.sealed_at(link).timestamp() + 91 * 86_400)
    assert visitor.get(f"/readiness/kept/{link}/").status_code == 404


def test_it_can_be_taken_as_json(visitor):
    answer = visitor.get(reverse("readiness:quick-json", args=[kept()]))
    said = json.loads(answer.content)
    assert said["headline"] == "Every module is ready, as far as you say"
    assert len(said["answers"]) == 20
    assert "attachment" in answer["Content-Disposition"]


def test_answers_are_forgotten_when_asked(visitor):
    answer_all(visitor)
    visitor.post("/readiness/forget/")
    assert b"20 questions to go" in visitor.get("/readiness/answers/").content


@pytest.mark.databases
def test_one_address_cannot_send_without_end_and_no_address_is_kept(visitor, monkeypatch):
    monkeypatch.setattr(throttle, "MOST", 3)
    assert [ask(visitor, 1).status_code for _ in range(4)] == [302, 302, 302, 429]
    assert ask(Client(REMOTE_ADDR="192.0.2.7"), 1).status_code == 302
    assert visitor.get("/readiness/1/").status_code == 200
    counted = list(Sendings.objects.order_by("-number").values_list("number", flat=True))
    assert counted == [4, 1], "both in the database, where every process of the installation counts"
    kept = str(list(Sendings.objects.values()))
    assert "127.0.0.1" not in kept
    assert "192.0.2.7" not in kept


@pytest.mark.databases
def test_after_ten_minutes_one_may_send_again_and_nothing_of_before_is_kept(visitor, monkeypatch):
    monkeypatch.setattr(throttle, "MOST", 1)
    ask(visitor, 1)
    assert ask(visitor, 1).status_code == 429
    before = Sendings.objects.get().name
    later = now() + timedelta(seconds=throttle.SECONDS)
    monkeypatch.setattr(throttle, "now", lambda: later)
    assert ask(visitor, 1).status_code == 302
    assert [one.name for one in Sendings.objects.all()] != [before], "another name for the same address"
    assert Sendings.objects.count() == 1


def test_the_sign_in_page_leads_there(visitor):
    assert b'href="/readiness/"' in visitor.get("/sign-in/").content


def test_a_member_takes_it_in_after_seeing_what_would_happen(cast):
    claim(cast.actor("manager"), "iso42001:6.1.4", 3)
    link, client = kept(), cast.client("manager")
    result = client.get(reverse("readiness:quick-kept", args=[link])).content.decode()
    address = f"/o/{cast.organisation}/readiness/{link}/"
    assert address in result
    preview = client.get(address)
    assert b"Stays as it is" in preview.content
    assert Claim.objects.count() == 1, "a preview changes nothing"
    taken = preview.context["taken"]
    client.post(address)
    assert Claim.objects.of(cast.organisation).count() == taken + 1
    assert Claim.objects.get(requirement="iso42001:6.1.4").level == 3
    assert Claim.objects.get(requirement="iso42001:A.5.2").level == 2
    client.post(address)
    assert Claim.objects.of(cast.organisation).count() == taken + 1, "taking it in twice changes nothing"
    assert client.get(address).context["taken"] == 0


def test_who_may_not_claim_may_not_take_in(cast):
    address = f"/o/{cast.organisation}/readiness/{kept()}/"
    assert cast.client("auditor").post(address).status_code == 403
    assert cast.client("outsider").post(address).status_code == 404
    assert cast.client("manager").get(f"/o/{cast.organisation}/readiness/nothing/").status_code == 404


def test_a_requirement_says_what_shows_each_level(cast):
    page = cast.client("auditor").get(f"/o/{cast.organisation}/requirements/iso42001:A.7.5/").content.decode()
    assert "What shows each level" in page
    assert "Coverage measured, signed" in page
