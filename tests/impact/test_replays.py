"""A month as it happens: noise around a limit opens at most once, and changes too small to matter add up."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from assentian.impact.models import SmallChange
from assentian.monitoring.models import Breach
from assentian.risk.models import Risk
from tests.impact.approving import Approved

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


@pytest.fixture
def world(cast):
    return Approved(cast)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_thirty_days_of_noise_around_the_limit_do_not_flap(world, seed):
    chance = Random(seed)
    indicator = world.watch("Gap")
    for day in range(30):
        world.measure(indicator, str(round(Decimal(repr(chance.gauss(0.11, 0.02))), 4)), first=day - 31)
    breaches = list(Breach.objects.of(world.cast.organisation).order_by("pk"))
    assert 1 <= len(breaches) <= 2
    for earlier, later in pairwise(breaches):
        assert later.measurement.period_end - earlier.cleared_by.period_end >= timedelta(days=7)
    assert len(world.fired()) == len(breaches) == Risk.objects.of(world.cast.organisation).count()


def test_a_value_that_stays_beyond_opens_once(world):
    indicator = world.watch("Gap")
    for day in range(30):
        world.measure(indicator, "0.16", first=day - 31)
    assert world.fired() == ["T-MET-1"]


def test_ten_changes_below_half_a_percent_of_outcomes_open_it_all_the_same(world):
    planned = {"plan_row": "retrain", "before_test_passed": True, "changed_outcomes": 0.45, "in_a_group": 0.45}
    opened_after = 0
    for number in range(1, 11):
        world.release(f"1.{number}", "dataset", **planned)
        if world.fired() and not opened_after:
            opened_after = number
    assert opened_after == 7, "seven times 0.45 % is more than 3 %"
    assert world.fired() == ["T-CUM-1"], "open once, until somebody answers"
    assert SmallChange.objects.of(world.cast.organisation).count() == 10
    first = world.trigger("T-CUM-1")
    assert first.reason == "Many small changes add up: small changes moved up to 3.15 % of outcomes since the approval."
    assert (first.hold, first.assessment) == ("block_release", world.approved)


def test_a_group_that_small_changes_hit_harder_opens_it_sooner(world):
    planned = {"plan_row": "retrain", "before_test_passed": True, "changed_outcomes": 0.1, "in_a_group": 1.3}
    for number in range(1, 4):
        world.release(f"1.{number}", "dataset", **planned)
    assert world.fired() == []
    world.release("1.4", "dataset", **planned)
    assert world.fired() == ["T-CUM-1"]
