"""The page that compares two versions says what the engine's own comparison says, and nothing else moved the level."""

import pytest
from django.urls import reverse

from assentian.impact.drafting import queries, services
from assentian.impact.reviewing import services as reviewing
from assentian.impact.scoring.comparison import diff
from tests.impact.filling import fill, say, sign_all
from tests.simulator import OrganisationSimulator

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions(cast):
    """Two versions of one assessment: the second decides alone, and knows one thing that the first did not."""
    manager = cast.actor("manager")
    system = OrganisationSimulator(manager).register_system()
    first = services.start(manager, system)
    fill(manager, first)
    first = reviewing.submit(manager, first)
    sign_all(cast, first)
    second = services.start(manager, system)
    say(manager, second, "effect", "legal_or_vital")
    say(manager, second, "automation", "decides")
    say(manager, second, "safety_role", "function")
    return first, second


def compared(cast, one, other):
    where = {"organisation": cast.organisation, "system": one.system.slug}
    return cast.client("auditor").get(
        reverse("impact:compare", kwargs={**where, "version": one.number, "other": other.number})
    )


def test_the_page_says_what_the_comparison_of_the_engine_says(cast, versions):
    first, second = versions
    page = compared(cast, first, second)
    found = diff(queries.told(first).result, queries.told(second).result)
    assert page.context["difference"] == found
    assert found.moves
    text = page.content.decode()
    for move in found.moves:
        assert move.subject in text
    changed = [question.key for question, _, _ in page.context["changed"]]
    assert set(changed) == {"automation", "effect", "safety_role"}


def test_what_moved_the_level_stands_apart_from_what_only_came_or_went(cast, versions):
    first, second = versions
    page = compared(cast, first, second)
    found = page.context["difference"]
    moved = [reason for reason, _ in page.context["moved"]]
    others = [reason for reason, _ in page.context["others"]]
    assert found.inherent == ("III", "IV")
    assert [reason.rule for reason in moved] == ["F4"]
    assert tuple(moved) == found.movers
    assert set(moved) | set(others) == set(found.gained) | set(found.lost)
    assert not set(moved) & set(others)


def test_the_other_way_round_what_is_new_is_gone(cast, versions):
    there, back = compared(cast, *versions), compared(cast, *reversed(versions))
    assert back.context["difference"].gained == there.context["difference"].lost
    assert back.context["difference"].inherent == tuple(reversed(there.context["difference"].inherent))


def test_a_version_beside_itself_has_nothing_to_tell(cast, versions):
    page = compared(cast, versions[0], versions[0])
    assert page.context["difference"].is_empty
    assert b"The level did not move" in page.content
    assert b"Every answer is the same" in page.content
