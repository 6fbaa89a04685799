"""A lock file against advisories, and what scanners found: each vulnerability with its severity."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from packaging.version import InvalidVersion, Version

from assentian.checks.registry import KINDS
from assentian.checks.security.vulnerabilities.severity import base_score, of_advisory
from assentian.checks.security.vulnerabilities.versions import ordered
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import AS_OF, Desk, metric, told

VERSIONS = [
    *("0.9", "1.0.dev1", "1.0a1.dev2", "1.0a1", "1.0a2", "1.0b3", "1.0rc1", "1.0c2", "1.0", "1.0.0", "1.0.post1.dev3"),
    *("1.0.post1", "1.0-2", "1.0+local.1", "1.0.1", "1.1", "1.10", "2!0.1", "2024.7", "v3.0", "1.0.0.0.1"),
    *("1.0ALPHA4", "1.0-preview_5"),
]
NETWORK = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def advisory(id_: str = "PYSEC-1", *, severity: str = "", vector: str = "", **affected: Any) -> dict[str, Any]:
    about = {"package": {"ecosystem": "PyPI", "name": "Some_Package"}, **affected}
    found: dict[str, Any] = {"id": id_, "modified": "2026-11-20T10:00:00Z", "affected": [about]}
    if severity:
        found["database_specific"] = {"severity": severity}
    if vector:
        found["severity"] = [{"type": "CVSS_V3", "score": vector}]
    return found


def between(*events: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"type": "ECOSYSTEM", "events": [{sort: version} for sort, version in events]}]


OLD = between(("introduced", "0"), ("fixed", "1.2.3"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def audit(desk: Desk, lock: str, *found: dict[str, Any], more: str = ""):
    (desk.folder / "requirements.lock").write_text(lock)
    for path in desk.folder.glob("osv-*.json"):
        path.unlink()
    for number, one in enumerate(found):
        (desk.folder / f"osv-{number}.json").write_text(json.dumps(one))
    return desk.run("vuln-audit", f'lock: requirements.lock, advisories: "osv-*.json", as_of: "{AS_OF}"{more}')


LOCK = "# made by a tool\nsome-package==1.2.2 \\\n    --hash=sha256:ab\nother==1.0 ; python_version > '3'\n--no-index\n"


def test_a_fixed_version_passes_and_a_vulnerable_one_fails_by_severity(desk: Desk) -> None:
    fixed = audit(desk, LOCK.replace("1.2.2", "1.2.3"), advisory(vector=NETWORK, ranges=OLD))
    assert (fixed.verdict, fixed.message, fixed.n, told(fixed)["advisory_age"]) == (Verdict.PASS, "", 2, 4)
    found = audit(
        desk, LOCK, advisory(vector=NETWORK, ranges=OLD), advisory("GHSA-2", severity="HIGH", versions=["1.2.2"])
    )
    assert found.verdict is Verdict.FAIL
    assert metric(found, "critical").note == "some-package 1.2.2: PYSEC-1"
    assert metric(found, "high").note == "some-package 1.2.2: GHSA-2"
    assert KINDS["vuln-audit"].evaluate({}, json.loads(json.dumps(found.profile.counts))) == found.metrics
    assert not KINDS["vuln-audit"].is_word(found.profile.counts)


def test_one_without_severity_counts_like_a_grave_one_and_a_lesser_one_is_shown(desk: Desk) -> None:
    assert metric(audit(desk, LOCK, advisory(ranges=OLD)), "unknown").status is Verdict.FAIL
    moderate = audit(desk, LOCK, advisory(severity="MODERATE", ranges=OLD))
    assert (moderate.verdict, metric(moderate, "lesser").value) == (Verdict.PASS, 1)
    strict = audit(desk, LOCK, advisory(severity="LOW", ranges=OLD), more=", metrics: {lesser: {breach: 0}}")
    assert strict.verdict is Verdict.FAIL


def test_what_was_accepted_with_a_reason_is_kept_apart_and_what_was_withdrawn_is_none(desk: Desk) -> None:
    found = audit(desk, LOCK, advisory(ranges=OLD), more=", accepted: {PYSEC-1: the parser is not reached}")
    assert (found.verdict, len(found.profile.counts["accepted"])) == (Verdict.PASS, 1)
    withdrawn = {**advisory(ranges=OLD), "withdrawn": "2026-11-01T00:00:00Z"}
    assert audit(desk, LOCK, withdrawn).verdict is Verdict.PASS


def test_what_cannot_be_compared_and_old_advisories_never_pass(desk: Desk) -> None:
    loose = audit(desk, "some-package>=1\nother==1.0\n", advisory(ranges=OLD))
    assert metric(loose, "not_looked_at").note == "line 1: some-package>=1"
    elsewhere = audit(desk, "other==1.0\n-r more.txt\n-e .\n", advisory(ranges=OLD))
    assert metric(elsewhere, "not_looked_at").note == "line 2: -r more.txt; line 3: -e ."
    odd = audit(desk, "some-package==nightly\n", advisory(ranges=OLD))
    assert (odd.verdict, metric(odd, "not_looked_at").value) == (Verdict.FAIL, 1)
    old = audit(desk, LOCK, {**advisory("X", versions=["9"]), "modified": "2026-01-01T00:00:00Z"})
    assert metric(old, "advisory_age").status is Verdict.FAIL
    assert audit(desk, "", advisory(ranges=OLD)).verdict is Verdict.INSUFFICIENT


def test_a_lock_of_uv_is_read_too(desk: Desk) -> None:
    lock = 'version = 1\n\n[[package]]\nname = "Some.Package"\nversion = "1.0"\n\n[[package]]\nname = "here"\n'
    (desk.folder / "uv.lock").write_text(lock)
    (desk.folder / "osv-0.json").write_text(json.dumps([advisory(ranges=OLD, vector=NETWORK)]))
    found = desk.run("vuln-audit", f'lock: uv.lock, advisories: "osv-*.json", as_of: "{AS_OF}"')
    assert metric(found, "critical").value == 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [("{", "is no JSON"), ("[1]", "is no advisory"), ('{"id": "X", "modified": "soon"}', "'modified' is no time")],
)
def test_a_file_that_is_no_advisory_is_an_error(desk: Desk, content: str, problem: str) -> None:
    audit(desk, LOCK)
    (desk.folder / "osv-0.json").write_text(content)
    assert problem in desk.run("vuln-audit", 'lock: requirements.lock, advisories: "osv-*.json"').message
    hostile = advisory(ranges=OLD) | {"affected": [{"package": None}]}
    assert "is not of OSV's form" in audit(desk, LOCK, hostile).message


PIP_AUDIT = {
    "dependencies": [
        {"name": "fine", "version": "1.0", "vulns": []},
        {"name": "old", "version": "0.1", "vulns": [{"id": "PYSEC-9", "fix_versions": ["0.2"]}]},
    ]
}
OSV_SCANNER = {
    "results": [
        {
            "packages": [
                {
                    "package": {"name": "old", "version": "0.1", "ecosystem": "PyPI"},
                    "vulnerabilities": [advisory("GHSA-1"), advisory("PYSEC-1")],
                    "confidence": 0.5,
                    "groups": [{"ids": ["GHSA-1", "PYSEC-1"], "max_severity": "5.3"}],
                }
            ]
        }
    ]
}


def reported(desk: Desk, tool: str, report: Any, made: str = "2026-11-20"):
    desk.trust("scanner")
    (desk.folder / "report.json").write_text(json.dumps(report))
    desk.seal(desk.folder / "report.json", "scanner")
    body = f'report: report.json, tool: {tool}, made_on: "{made}", trust: keys.txt, as_of: "{AS_OF}"'
    return desk.run("vuln-audit", body)


def test_a_scanners_report_is_read_is_its_word_and_grows_old(desk: Desk) -> None:
    found = reported(desk, "pip-audit", PIP_AUDIT)
    assert (found.verdict, metric(found, "unknown").note) == (Verdict.FAIL, "old 0.1: PYSEC-9")
    clean = reported(desk, "pip-audit", {"dependencies": PIP_AUDIT["dependencies"][:1]})
    assert clean.verdict is Verdict.PASS
    assert KINDS["vuln-audit"].is_word(clean.profile.counts)
    assert reported(desk, "pip-audit", {"dependencies": []}).verdict is Verdict.INSUFFICIENT
    assert metric(reported(desk, "osv-scanner", OSV_SCANNER), "lesser").value == 1
    assert metric(reported(desk, "osv-scanner", OSV_SCANNER, "2026-10-01"), "advisory_age").status is Verdict.FAIL
    skipped = {"dependencies": [{"name": "ours", "skip_reason": "not on PyPI"}, PIP_AUDIT["dependencies"][0]]}
    assert metric(reported(desk, "pip-audit", skipped), "not_looked_at").note == "ours: not on PyPI"
    assert "is no report of pip-audit" in reported(desk, "pip-audit", {"x": 1}).message


@pytest.mark.parametrize(
    ("vector", "score"),
    [
        (NETWORK, 9.8),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.0/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:N/A:N", 5.5),
        ("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", 0.0),
        ("CVSS:3.1/AV:N", None),
        ("CVSS:4.0/AV:N/AC:L", None),
    ],
)
def test_a_vector_gives_the_score_that_first_publishes(vector: str, score: float | None) -> None:
    assert base_score(vector) == score


def test_what_has_only_a_vector_of_version_four_is_of_unknown_severity() -> None:
    assert of_advisory({"severity": [{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N"}]}) == "unknown"
    assert (
        of_advisory(
            {"database_specific": {"severity": "MODERATE"}, "severity": [{"type": "CVSS_V3", "score": NETWORK}]}
        )
        == "critical"
    )


def test_versions_are_in_the_order_that_packaging_gives_them() -> None:
    for one, other in itertools.product(VERSIONS, repeat=2):
        ours = (ordered(one) < ordered(other), ordered(one) == ordered(other))  # type: ignore[operator]
        public, also = (Version(Version(text).public) for text in (one, other))
        assert ours == (public < also, public == also), (one, other)
    for text in ("nightly", "1.0-", "", "1..0", "1" * 400):
        assert ordered(text) is None
        with pytest.raises(InvalidVersion):
            Version(text if len(text) < 400 else "x")
