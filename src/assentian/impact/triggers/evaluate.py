"""Which rules an event fires against the approved version, in the decision order. Pure and deterministic.

    1 live harm   2 purpose, people, autonomy   3 change plan   4 compliance and rights   5 metric   6 anything else

Invariants: a rule of step 1 or 2 knows no exemption; what was exempted is counted, so many small changes open the
assessment however small each is (T-CUM-1); events are taken in the order of their times. Whether a metric breached
is said by the event: monitoring has one rule for that, with bounds, windows, hysteresis and cool-down.
Does not write anything; `impact.watch` records what fired.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from assentian.impact.answering import number
from assentian.impact.bank.facts import Bank
from assentian.impact.triggers.conditions import met
from assentian.impact.triggers.facts import Approved, Class, Evaluation, Event, Rule, Small

CUMULATIVE = "T-CUM-1"
EXEMPTION_STEP = 3
_GRAVEST = tuple(Class)


def evaluate(bank: Bank, rules: Sequence[Rule], approved: Approved, events: Iterable[Event]) -> tuple[Evaluation, ...]:
    """Every rule that looks at each event, and what it said; those that were not met stay in, as evidence."""
    found: list[Evaluation] = []
    for event in sorted(events, key=lambda event: (event.at, event.cause)):
        told = list(of_event(bank, rules, approved, event))
        if any(one.trigger_class is Class.LOG for one in told):
            approved = replace(approved, small=(*approved.small, small(event)))
        found += [*told, *cumulated(bank, rules, approved, event)]
    return tuple(found)


def of_event(bank: Bank, rules: Iterable[Rule], approved: Approved, event: Event) -> Iterator[Evaluation]:
    """What the rules for its source say of one event, by the step that decided; T-CUM-1 is asked afterwards."""
    told = [
        _judged(bank, rule, approved, event) for rule in rules if event.source in rule.sources and rule.id != CUMULATIVE
    ]
    yield from sorted(told, key=lambda one: one.step)


def cumulated(bank: Bank, rules: Iterable[Rule], approved: Approved, event: Event) -> Iterator[Evaluation]:
    """T-CUM-1 after an event that was logged as small: do all small changes since the approval add up?"""
    if approved.small and approved.small[-1] == small(event):
        yield from (_judged(bank, rule, approved, event) for rule in rules if rule.id == CUMULATIVE)


def small(event: Event) -> Small:
    """An exempted event as it is counted; what it moved and did not tell counts as nothing, its number still does."""
    shares = {name: number(event.facts.get(name)) or 0.0 for name in ("changed_outcomes", "in_a_group")}
    return Small(at=event.at, **shares)


def gravest(found: Iterable[Evaluation]) -> Evaluation | None:
    """The fired evaluation that decides: the gravest class, then the earliest step."""
    fired = [one for one in found if one.trigger_class is not None and one.is_fired]
    return min(fired, key=lambda one: (_rank(one), one.step), default=None)


def _rank(one: Evaluation) -> int:
    return _GRAVEST.index(one.trigger_class or Class.LOG)


def _judged(bank: Bank, rule: Rule, approved: Approved, event: Event) -> Evaluation:
    whole = Evaluation(
        rule=rule.id, title=rule.title, cause=event.cause, at=event.at, step=rule.step, trigger_class=None
    )
    said = met(rule.when, event, approved)
    if not said:
        return whole
    reason = f"{rule.title}: {event.about}, {said}." if event.about else f"{rule.title}: {said}."
    if exempted := _exemption(rule, event, approved):
        return replace(whole, step=EXEMPTION_STEP, trigger_class=Class.LOG, reason=f"{reason} Logged: {exempted}.")
    trigger_class, days = rule.trigger_class, rule.sla_days
    if rule.escalate is not None and (why := met(rule.escalate.when, event, approved)):
        trigger_class, reason = rule.escalate.to, f"{reason[:-1]}; {why}."
        days = 0 if trigger_class is Class.STOP else min(days, 14)
    return replace(
        whole,
        trigger_class=trigger_class,
        reason=reason,
        hold="fallback" if trigger_class is Class.STOP else _hold(rule, event),
        due_at=event.at + timedelta(days=days),
        reopen=tuple(_opened(bank, rule, event)),
        also=rule.also,
    )


def _hold(rule: Rule, event: Event) -> str:
    return str(event.facts.get("hold", "none")) if rule.hold == "by_threshold_action" else rule.hold


def _exemption(rule: Rule, event: Event, approved: Approved) -> str:
    """Why an event only counts, in words; empty where it does not. Its test before release must have passed."""
    facts, exempt = event.facts, rule.exempt
    if exempt.get("legal_note") and facts.get("legal_note"):
        return "legal states in writing that nothing changes here"
    if exempt.get("security_patch") and facts.get("security_patch") is True and facts.get("regression_passed") is True:
        return "a security patch whose regression test passed"
    is_planned = str(facts.get("plan_row", "")) in approved.plan and facts.get("before_test_passed") is True
    if not exempt.get("change_plan") or not is_planned:
        return ""
    for name in ("changed_outcomes", "in_a_group"):
        moved = number(facts.get(name))
        if name in exempt and (moved is None or moved > exempt[name]):
            return ""
    return f"inside row {facts['plan_row']} of the approved change plan, and its test passed"


def _opened(bank: Bank, rule: Rule, event: Event) -> Iterator[str]:
    modules = {module.id: module for module in bank.modules}
    for name in rule.reopen:
        if name in modules:
            yield from (question.id for question in modules[name].questions)
        elif name == "all_light":
            yield from (question.id for question in bank.questions)
        elif name != "row":
            yield name
        elif row := event.facts.get("row"):
            yield str(row)
