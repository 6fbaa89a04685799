"""The quick check's result as PDF: everything that the page says, the answers attached, nothing kept, not too often."""

import hashlib
import json
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from assentian.readiness.quick import pages, sealed, throttle
from assentian.readiness.quick.questions import modules, questions
from assentian.readiness.quick.rules import Answer, Reply
from tests.reports.documents.test_pdf import squeezed, text_of

pytestmark = pytest.mark.django_db
THROTTLE = 2
"""Statements that count a sending: one more of this address, and away with the counts of windows that are over."""


def answers(reply=Reply.PARTLY, shows="the register of systems"):
    return {question.id: Answer(reply, shows) for question in questions()}


def get(link):
    return Client().get(reverse("reports:quick-pdf", args=[link]))


def test_a_stranger_gets_what_the_page_says_and_only_the_sending_is_counted(django_assert_num_queries):
    with django_assert_num_queries(THROTTLE):
        answer = get(sealed.seal(answers(Reply.UNKNOWN)))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "aiia-readiness.pdf" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    printed = squeezed(text_of(answer.content))
    for words in ("Do not deploy a high-impact system yet", "Three next actions", "the register of systems"):
        assert squeezed(words) in printed
    for one in (*(module.title for module in modules()), *(question.ask for question in questions())):
        assert squeezed(one) in printed
    assert squeezed("It stands in no ledger") in printed
    assert squeezed("organisation's ledger") not in printed


def test_the_answers_are_attached_as_the_json_tells_them_and_the_digest_is_printed():
    told = answers(Reply.YES)
    content = get(sealed.seal(told)).content
    (attached,) = PdfReader(BytesIO(content)).attachments["record.json"]
    assert json.loads(attached) == json.loads(json.dumps(pages.as_json(told)))
    assert hashlib.sha256(attached).hexdigest() in squeezed(text_of(content))


def test_the_same_link_gives_the_same_bytes():
    link = sealed.seal(answers())
    assert get(link).content == get(link).content


def test_a_link_that_is_none_and_a_check_that_is_not_finished_give_no_document():
    assert get("none-of-ours").status_code == 404
    unfinished = sealed.seal({"Q01": Answer(Reply.NO)})
    assert get(unfinished).url == reverse("readiness:quick-kept", args=[unfinished])


def test_documents_are_made_no_more_often_than_ten_people_need(monkeypatch):
    monkeypatch.setattr(throttle, "MOST_DOCUMENTS", 1)
    link = sealed.seal(answers())
    assert get(link).status_code == 200
    refused = get(link)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, str(throttle.SECONDS))
    assert Client().get(reverse("readiness:quick-kept", args=[link])).status_code == 200, "the page opens all the same"


def test_what_is_typed_is_printed_as_it_stands():
    answer = get(sealed.seal(answers(shows="#panic() *bold* <b> \\ $x$")))
    assert squeezed("#panic() *bold* <b> \\ $x$") in squeezed(text_of(answer.content))


def test_the_result_page_offers_it():
    link = sealed.seal(answers())
    page = Client().get(reverse("readiness:quick-kept", args=[link])).content.decode()
    assert reverse("reports:quick-pdf", args=[link]) in page
