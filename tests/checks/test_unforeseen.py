"""Whatever a check stumbles over becomes an error of that check, told with its place, and stops no other."""

import dataclasses

import pytest

from assentian.checks import run as runner
from assentian.standards.vocabulary import Verdict

TWO = """checks:
  - {id: first, kind: data-quality, rows: {min: 1}}
  - {id: second, kind: fairness}
  - {id: third, kind: data-quality, rules: {a: {null_max: 0}}}
"""


def stumbling(*_arguments):
    raise ZeroDivisionError("no such thing\nas a second line")


@pytest.mark.parametrize("part", ["profile", "evaluate"])
def test_an_unforeseen_fault_is_an_error_of_its_check_alone(workshop, monkeypatch, part):
    counts = {"rows": 1, "groups": ["g"], "labelled": False, "cells": []}
    broken = dataclasses.replace(
        runner.KINDS["fairness"], **{"profile": lambda *_: counts, "evaluate": lambda *_: (), part: stumbling}
    )
    monkeypatch.setitem(runner.KINDS, "fairness", broken)
    workshop.table("current.csv", {"a": [1, 2]})
    run = workshop.run(TWO)
    assert [result.verdict for result in run.results] == [Verdict.PASS, Verdict.ERROR, Verdict.PASS]
    message = run.results[1].message
    assert message.startswith("the check stopped at something it does not expect, please report it (run.py, line ")
    assert message.endswith("ZeroDivisionError: no such thing")
    assert run.verdict is Verdict.ERROR


def test_counts_that_cannot_be_sealed_are_an_error_too(workshop, monkeypatch):
    """A number with a fraction, or half a character, has no canonical form."""
    broken = dataclasses.replace(
        runner.KINDS["fairness"], profile=lambda *_: {"rows": 1, "share": 0.5}, evaluate=lambda *_: ()
    )
    monkeypatch.setitem(runner.KINDS, "fairness", broken)
    workshop.table("current.csv", {"a": [1, 2]})
    assert "$.share is a float" in workshop.run(TWO).results[1].message


def test_half_a_character_in_the_message_can_still_be_sealed():
    assert runner.unexpected(ValueError("\ud800")).endswith("ValueError: \\ud800")
    assert runner.unexpected(ValueError()).endswith(": ValueError")
