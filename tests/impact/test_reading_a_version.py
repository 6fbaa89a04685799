"""How an assessment reads: modules folded with what is in them, and beside a question what would show its answer."""

import pytest
from django.urls import reverse

from assentian.impact.drafting import services
from assentian.impact.reviewing import services as reviewing
from tests.impact.filling import fill
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast):
    system = OrganisationSimulator(cast.actor("manager")).register_system()
    return services.start(cast.actor("manager"), system)


def page(cast, draft, name, query="", **kwargs):
    where = {"organisation": cast.organisation, "system": draft.system.slug, **kwargs}
    return cast.client("auditor").get(reverse(f"impact:{name}", kwargs=where) + query).content.decode()


def test_what_is_not_answered_is_open_and_counted(cast, draft):
    answers = page(cast, draft, "check")
    assert answers.count('<details class="card flush fold"') == answers.count(" open>") > 1
    assert "0 of" in answers


def test_a_whole_version_is_folded_and_one_link_opens_it(cast, draft):
    fill(cast.actor("manager"), draft)
    made = reviewing.submit(cast.actor("manager"), draft)
    folded = page(cast, draft, "version", version=made.number)
    modules = folded.count('<details class="card flush fold"')
    assert modules == 6
    assert folded.count('id="answer-purpose"') == 1, "folded, and all there"
    opened = page(cast, draft, "version", "?open=all", version=made.number)
    assert opened.count(" open>") == modules > folded.count(" open>")


def test_a_question_says_what_would_stand_beside_it(cast, draft):
    fill(cast.actor("manager"), draft)
    module = page(cast, draft, "module", module="M3")
    assert "Nothing is measured here yet. What would stand here: Lowest selection-rate ratio between groups" in module
    assert "(fairness)" in module
