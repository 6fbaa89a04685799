"""Every kind that holds records against rules: rows that keep them pass, and each rule is broken by its own row."""

from pathlib import Path
from typing import Any

import pytest

from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric, told

OLD, RECENT, SOON = "2020-01-01", "2026-11-20", "2027-01-15"
ACCOUNT = {"account": "p1", "issuer": "https://id.example", "subject": "s1", "mfa": True, "created": "2025-01-01"}
GRANT = {
    "principal": "p1",
    "known": True,
    "owner": "lead",
    "granted": "weights:read",
    "needed": True,
    "last_used": RECENT,
    "reviewed": RECENT,
}
SCOPE = {"agent": "mailer", "scope": "mail.send", "irreversible": True, "approval": "lead"}
SPEND = {"at": RECENT, "principal": "p1", "spent": 10.5, "depth": 3}
ALERT = {
    "alert": "a1",
    "raised": "2026-11-01",
    "incident": "i1",
    "dismissed_by": None,
    "decided": "2026-11-02",
    "notify_by": "2026-11-04",
    "notified": "2026-11-03",
}
JOB = {"job": "train", "network": False, "network_needed": None, "host_mounts": 0, "root": False}
KEPT = {"record": "r1", "store": "index", "keep_until": SOON, "erasure_requested": None, "erased": None}
ARTEFACT = {"artefact": "weights", "encrypted": True, "mode": "640"}
TRAINED = {"person": "p1", "function": "reviews", "trained": RECENT, "until": SOON}
PARTY = {"party": "customers", "effective": SOON, "informed": RECENT}
ITEM = {"item": "e1", "produced": RECENT, "changed": OLD, "valid_until": SOON, "subject": "ab", "current": "AB"}
ASSESSED = {
    "system": "credit",
    "assessment": "aiia-1",
    "approved": RECENT,
    "review_by": SOON,
    "trigger": "drift",
    "triggered": "2026-11-01",
    "decided": "2026-11-02",
}
WRITE = {"at": RECENT, "source": "p1", "verified": True, "quarantined": False, "rollback": "s7"}
DRILLS = [
    {"function": name, "exercised": RECENT, "seconds": 20, "objective_seconds": 30}
    for name in ("fallback", "rollback", "stop")
]
SUPPLIED = [
    {"supplier": "acme", "item": name, "valid_until": SOON}
    for name in ("identity", "contract", "attestation", "responsibilities")
]
REQUIRED = [
    {"field": name, "text": "as the plan says"}
    for name in ("capacity", "budget", "fallback", "thresholds", "oversight", "end-of-life")
]
GONE = [
    {"item": "https://old.example", "type": "endpoint", "live": False},
    {"item": "token-1", "type": "credential", "live": False},
    {"item": "shop", "type": "consumer", "calls": 0},
    {"item": "old.example", "type": "name", "kept_until": SOON},
]
READ = {"component": "scorer", "at": "2026-11-20T10:00:00.250Z", "reference": "2026-11-20T10:00:00Z"}
ACTION = {
    "action": "a1",
    "person": "p1",
    "agent_version": "2.1",
    "prompt_digest": "ab" * 32,
    "delegated_right": "refund",
    "approval": "lead",
    "needs_approval": True,
}
DUTIES = [{"person": "a", "role": "developer"}, {"person": "b", "role": "validator"}]
GOOD: dict[str, tuple[list[dict[str, Any]], str]] = {
    "identity-binding": ([ACCOUNT, {**ACCOUNT, "account": "p2", "subject": "s2"}], ""),
    "access-review": ([GRANT], ""),
    "sod": (DUTIES, ""),
    "agent-permissions": ([SCOPE], "needs: {mailer: [mail.send]}"),
    "supplier-attestation": (SUPPLIED, ""),
    "cost-budget": ([SPEND, SPEND], "budget: 100"),
    "incident-trail": ([ALERT], ""),
    "fallback-drill": (DRILLS, ""),
    "sandbox": ([JOB], ""),
    "retention": ([KEPT], ""),
    "weights-at-rest": ([ARTEFACT], ""),
    "notice": ([PARTY], ""),
    "training-record": ([TRAINED], ""),
    "requirements-complete": (REQUIRED, ""),
    "evidence-freshness": ([ITEM], ""),
    "aiia-state": ([ASSESSED], ""),
    "feedback-audit": ([WRITE], ""),
    "decommission": (GONE, ""),
    "clock": ([READ, {"component": "scorer", "at": "2026-11-20T10:00:01Z"}], ""),
    "attribution": ([ACTION, {**ACTION, "action": "a2", "approval": None, "needs_approval": False}], ""),
}
BROKEN = [
    ("identity-binding", {"mfa": False, "subject": "s3"}, "bound_share", 2 / 3),
    ("identity-binding", {"issuer": None, "subject": None}, "bound_share", 2 / 3),
    ("identity-binding", {"created": RECENT, "subject": "s3"}, "too_young", 1),
    ("identity-binding", {"account": "p9"}, "shared_subject", 2),
    ("access-review", {"known": False}, "unknown", 1),
    ("access-review", {"owner": " "}, "orphaned", 1),
    ("access-review", {"last_used": OLD}, "stale", 1),
    ("access-review", {"last_used": None}, "stale", 1),
    ("access-review", {"needed": "no"}, "over_privileged", 1),
    ("access-review", {"reviewed": "2026-01-01"}, "review_age", 328),
    ("access-review", {"reviewed": None}, "review_age", 36525),
    ("sod", {"role": "Approver"}, "conflicting", 1),
    ("agent-permissions", {"scope": "files.delete"}, "undeclared", 1),
    ("agent-permissions", {"agent": "other"}, "undeclared", 1),
    ("agent-permissions", {"approval": None}, "unapproved", 1),
    ("supplier-attestation", {"supplier": "other"}, "missing", 3),
    ("supplier-attestation", {"supplier": "other", "valid_until": OLD}, "expired", 1),
    ("cost-budget", {"spent": 100}, "budget_used", 1.21),
    ("cost-budget", {"spent": -5}, "negative", 1),
    ("incident-trail", {"incident": None}, "undecided", 1),
    ("incident-trail", {"notified": None}, "late_notice", 1),
    ("incident-trail", {"notified": "2026-11-05"}, "late_notice", 1),
    ("incident-trail", {"decided": OLD}, "decided_before_raised", 1),
    ("fallback-drill", {"exercised": "2026-11-21", "seconds": 31}, "missed_objective", 1),
    ("fallback-drill", {"exercised": "2026-11-21", "seconds": None}, "missed_objective", 1),
    ("fallback-drill", {"function": "restore", "exercised": "2026-01-01"}, "drill_age", 328),
    ("sandbox", {"network": True}, "open_network", 1),
    ("sandbox", {"host_mounts": 1}, "mounts_host", 1),
    ("sandbox", {"root": True}, "runs_as_root", 1),
    ("retention", {"keep_until": OLD}, "overdue", 1),
    ("retention", {"keep_until": None}, "without_limit", 1),
    ("retention", {"erasure_requested": OLD}, "open_erasure", 1),
    ("weights-at-rest", {"encrypted": False}, "unencrypted", 1),
    ("weights-at-rest", {"mode": "644"}, "world_readable", 1),
    ("weights-at-rest", {"mode": "rw-r--r--"}, "world_readable", 1),
    ("notice", {"informed": None, "effective": RECENT}, "without_notice", 1),
    ("notice", {"informed": "2027-01-10"}, "short_notice", 1),
    ("training-record", {"trained": None}, "untrained", 1),
    ("training-record", {"trained": OLD}, "trained_share", 0.5),
    ("training-record", {"trained": OLD}, "lapsed", 1),
    ("training-record", {"until": "2026-11-24"}, "lapsed", 1),
    ("training-record", {"trained": SOON}, "not_yet_trained", 1),
    ("requirements-complete", {"field": "scale", "text": "TBD"}, "empty", 1),
    ("evidence-freshness", {"produced": "2019-01-01"}, "stale", 1),
    ("evidence-freshness", {"produced": SOON}, "stale", 1),
    ("evidence-freshness", {"valid_until": "2026-11-24"}, "stale", 1),
    ("evidence-freshness", {"current": "cd"}, "foreign", 1),
    ("aiia-state", {"assessment": None}, "not_assessed", 1),
    ("aiia-state", {"approved": None}, "not_assessed", 1),
    ("aiia-state", {"review_by": OLD}, "overdue", 1),
    ("aiia-state", {"decided": None}, "open_trigger", 1),
    ("aiia-state", {"decided": "2026-10-01"}, "open_trigger", 1),
    ("feedback-audit", {"verified": False}, "unverified", 1),
    ("feedback-audit", {"rollback": None}, "irrevocable_share", 0.5),
    ("decommission", {"live": True}, "live_endpoints", 1),
    ("decommission", {"live": None}, "live_endpoints", 1),
    ("decommission", {"type": "credential", "live": True}, "live_credentials", 1),
    ("decommission", {"type": "consumer", "calls": 7}, "remaining_calls", 7),
    ("decommission", {"type": "consumer"}, "remaining_calls", 1),
    ("decommission", {"type": "name", "kept_until": OLD}, "lapsed_names", 1),
    ("decommission", {"type": "host"}, "of_no_known_type", 1),
    ("clock", {"at": "2026-11-20T10:00:02Z", "reference": "2026-11-20T10:00:00.500Z"}, "maximum_skew", 1.5),
    ("clock", {"at": "2026-11-20T10:00:00Z"}, "reversals", 1),
    ("clock", {"component": "other", "reference": None}, "without_reference", 1),
    *(("attribution", {"action": "a3", link: None}, "incomplete", 1) for link in ("person", "agent_version")),
    *(("attribution", {"action": "a3", link: None}, "incomplete", 1) for link in ("prompt_digest", "delegated_right")),
    ("attribution", {"action": "a3", "approval": None}, "incomplete", 1),
    ("attribution", {"action": "a3", "approval": None, "needs_approval": None}, "incomplete", 1),
    ("attribution", {"action": "a3", "prompt_digest": "the prompt"}, "no_digest", 1),
    ("attribution", {}, "doubled", 2),
]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize("kind", GOOD)
def test_records_that_keep_every_rule_pass(kind: str, desk: Desk) -> None:
    rows, body = GOOD[kind]
    found = desk.held(kind, rows, body)
    assert (found.verdict, found.message) == (Verdict.PASS, "")
    assert found.n == len(rows)


@pytest.mark.parametrize(("kind", "change", "name", "value"), BROKEN)
def test_a_row_that_breaks_a_rule_fails_it_by_name(
    kind: str, change: dict[str, Any], name: str, value: float, desk: Desk
) -> None:
    rows, body = GOOD[kind]
    found = desk.held(kind, [*rows, {**rows[0], **change}], body)
    assert found.verdict is Verdict.FAIL, found.message
    assert told(found)[name] == pytest.approx(value, abs=1e-6)
    assert metric(found, name).status is Verdict.FAIL


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("supplier-attestation", "missing", 1),
        ("fallback-drill", "never_exercised", 1),
        ("requirements-complete", "missing", 1),
    ],
)
def test_what_is_not_in_the_records_at_all_is_missed(kind: str, name: str, value: float, desk: Desk) -> None:
    found = desk.held(kind, GOOD[kind][0][1:])
    assert metric(found, name).value == value
    assert found.verdict is Verdict.FAIL


def test_every_rule_of_every_kind_is_broken_by_some_row_above() -> None:
    broken = {(kind, name) for kind, _, name, _ in BROKEN}
    elsewhere = {
        ("supplier-attestation", "missing"),
        ("fallback-drill", "never_exercised"),
        ("requirements-complete", "missing"),
        ("decommission", "answering"),
    }
    every = {(kind, name) for kind in GOOD for name, measure in KINDS[kind].measures.items() if measure.default} - {
        (kind, "unsigned") for kind in GOOD
    }
    assert every - elsewhere == broken - elsewhere


@pytest.mark.parametrize("kind", GOOD)
def test_no_records_are_insufficient_never_a_pass(kind: str, desk: Desk) -> None:
    assert desk.held(kind, [], GOOD[kind][1]).verdict is Verdict.INSUFFICIENT


@pytest.mark.parametrize("kind", GOOD)
def test_a_limit_for_one_rule_switches_no_other_off(kind: str, desk: Desk) -> None:
    rows, body = GOOD[kind]
    judged = {one.name for one in desk.held(kind, rows, body).metrics if one.status}
    name = min(judged - {"unsigned"})
    limits = f"metrics: {{{name}: {{warn: 1, breach: 1}}}}"
    again = desk.held(kind, rows, ", ".join(filter(None, (body, limits))))
    assert {one.name for one in again.metrics if one.status} == judged


@pytest.mark.parametrize("kind", GOOD)
def test_the_metrics_follow_from_the_counts_alone(kind: str, desk: Desk) -> None:
    rows, body = GOOD[kind]
    found = desk.held(kind, rows, body)
    assert found.profile
    parameters = {"budget": 100} if kind == "cost-budget" else {}
    assert KINDS[kind].evaluate(parameters, found.profile.counts) == found.metrics


def test_a_renewed_attestation_takes_the_place_of_the_expired_one(desk: Desk) -> None:
    rows = [*SUPPLIED, {**SUPPLIED[0], "valid_until": OLD}]
    assert desk.held("supplier-attestation", rows).verdict is Verdict.PASS


def test_the_rows_that_break_a_rule_are_named(desk: Desk) -> None:
    found = desk.held("access-review", [GRANT, {**GRANT, "known": False}, GRANT, {**GRANT, "known": False}])
    assert metric(found, "unknown").note == "row 2, 4"
