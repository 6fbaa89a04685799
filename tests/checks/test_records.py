"""Records as they come: sealed or not, malformed, empty, under other names, hostile."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from assentian.checks.errors import SuiteError
from assentian.checks.registry import KINDS
from assentian.cli.main import main
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import AS_OF, Desk, metric

JOBS = "job,network,host_mounts,root\n"
GOOD = f"{JOBS}train,false,0,no\neval,false,0,0\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def check(desk: Desk, text: str, *, sealed_by: str = "platform", name: str = "jobs.csv"):
    """The check of jobs on a file sealed by a key that stands in keys.txt or not."""
    path = desk.folder / name
    path.write_text(text)
    desk.trust("platform")
    desk.seal(path, sealed_by)
    return desk.run("sandbox", f"records: {name}, trust: keys.txt")


def test_sealed_records_pass_and_say_by_whom(desk):
    found = check(desk, GOOD)
    assert found.verdict is Verdict.PASS
    assert metric(found, "unsigned").note == "jobs.csv: sealed by platform on 2026-11-24"
    assert all(file.record for file in found.files)
    assert {file.name for file in found.files} == {"jobs.csv", "jobs.csv.dsse.json", "keys.txt"}


def test_records_without_a_seal_fail(desk):
    check(desk, GOOD)
    (desk.folder / "jobs.csv.dsse.json").unlink()
    found = desk.run("sandbox", "records: jobs.csv, trust: keys.txt")
    assert (found.verdict, metric(found, "unsigned").value) == (Verdict.FAIL, 1)
    assert metric(found, "unsigned").note == "jobs.csv: there is no jobs.csv.dsse.json"


def test_records_changed_after_the_seal_fail(desk):
    check(desk, GOOD)
    (desk.folder / "jobs.csv").write_text(GOOD.replace("eval", "test"))
    found = desk.run("sandbox", "records: jobs.csv, trust: keys.txt")
    assert metric(found, "unsigned").note == "jobs.csv: the file is not the one that was sealed"


def test_a_seal_by_a_key_that_nobody_trusts_fails(desk):
    found = check(desk, GOOD, sealed_by="stranger")
    assert metric(found, "unsigned").note == "jobs.csv: signed by none of the accepted keys"


@pytest.mark.parametrize("seal", ["", "{}", "[]", "null", "[" * 100_000, '{"payload": 1}', "\x00", "x" * (1 << 21)])
def test_what_is_no_seal_fails_and_says_so(desk, seal):
    check(desk, GOOD)
    (desk.folder / "jobs.csv.dsse.json").write_text(seal)
    found = desk.run("sandbox", "records: jobs.csv, trust: keys.txt")
    assert found.verdict is Verdict.FAIL
    assert metric(found, "unsigned").note.startswith("jobs.csv: ")


def test_a_signed_statement_that_is_no_seal_fails(desk):
    from assentian.ledger import envelope

    check(desk, GOOD)
    content = envelope.statement([{"name": "x", "digest": {"sha256": "0" * 64}}], "https://other.example/v1", {})
    (desk.folder / "jobs.csv.dsse.json").write_bytes(envelope.seal(content, desk.key("platform")))
    found = desk.run("sandbox", "records: jobs.csv, trust: keys.txt")
    assert metric(found, "unsigned").value == 1


def test_records_that_the_suite_declares_unsigned_are_noted_and_not_judged(desk):
    check(desk, GOOD)
    found = desk.run("sandbox", "records: jobs.csv, signature: none")
    assert found.verdict is Verdict.PASS
    assert metric(found, "unsigned").status is None
    assert metric(found, "unsigned").note == "the suite declares that these records carry no signature"
    assert KINDS["sandbox"].is_word(found.profile.counts)
    assert not KINDS["sandbox"].is_word(check(desk, GOOD).profile.counts)


def test_a_suite_that_neither_trusts_nor_declares_is_an_error_with_its_line(desk):
    check(desk, GOOD)
    found = desk.run("sandbox", "records: jobs.csv")
    assert found.verdict is Verdict.ERROR
    assert "suite.yaml:4: checks[0].trust: is missing" in found.message


def test_a_line_that_is_no_key_is_named(desk):
    check(desk, GOOD)
    (desk.folder / "keys.txt").write_text("# keys\nplatform+0000+AAAA\n")
    found = desk.run("sandbox", "records: jobs.csv, trust: keys.txt")
    assert found.message.startswith("keys.txt: line 2: not an Ed25519 verifier key")


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("b,perhaps,0,no", "jobs.csv: row 2: 'network' is 'perhaps'; expected true or false"),
        ("b,,0,no", "jobs.csv: row 2: 'network' is empty; expected true or false"),
        ("b,no,1.5,no", "jobs.csv: row 2: 'host_mounts' is '1.5'; expected a whole number"),
        (f"b,no,{'9' * 60},no", "jobs.csv: row 2: 'host_mounts' is"),
    ],
)
def test_a_malformed_row_is_named_by_file_and_number(desk, row, complaint):
    found = check(desk, f"{JOBS}a,no,0,no\n{row}\n")
    assert found.verdict is Verdict.ERROR
    assert complaint in found.message


def test_a_missing_column_is_named_with_what_it_is_for(desk):
    found = check(desk, "job,network,root\na,no,no\n")
    assert found.verdict is Verdict.ERROR
    assert "the column 'host_mounts' is not in jobs.csv" in found.message
    assert "the column is for how many folders of the host it could write to" in found.message


def test_columns_may_have_names_of_their_own(desk):
    path = desk.folder / "export.csv"
    path.write_text("Name;x,egress,mounts,privileged\ntrain,yes,0,no\n")
    names = 'fields: {job: "Name;x", network: egress, host_mounts: mounts, root: privileged}'
    found = desk.run("sandbox", f"records: export.csv, signature: none, {names}")
    assert metric(found, "open_network").value == 1


@pytest.mark.parametrize(("name", "text"), [("jobs.csv", JOBS), ("jobs.jsonl", ""), ("jobs.json", "[]")])
def test_an_empty_file_never_passes(desk, name, text):
    found = check(desk, text, name=name)
    assert found.verdict in {Verdict.INSUFFICIENT, Verdict.ERROR}


def test_json_is_read_as_a_list_of_records(desk):
    text = '[{"job": "a", "network": true, "host_mounts": 0, "root": false}]'
    assert metric(check(desk, text, name="jobs.json"), "open_network").value == 1


def test_a_glob_is_refused_since_a_row_could_not_be_named(desk):
    with pytest.raises(SuiteError, match=r"checks\[0\]\.records"):
        desk.run("sandbox", 'records: "*.csv", signature: none')


def test_a_day_that_is_none_is_refused_with_its_line(desk):
    check(desk, GOOD)
    found = desk.run("sandbox", 'records: jobs.csv, signature: none, as_of: "2026-02-31"')
    assert "suite.yaml:4: checks[0].as_of: 2026-02-31 is no date or time" in found.message


def test_times_with_a_zone_are_compared_in_utc(desk):
    rows = [{"party": "p", "effective": "2027-01-15T00:30:00+02:00", "informed": "2026-12-15T22:29:00Z"}]
    assert desk.held("notice", rows).verdict is Verdict.PASS
    rows[0]["informed"] = "2026-12-15T22:31:00Z"
    assert desk.held("notice", rows).verdict is Verdict.FAIL


def test_the_command_seals_and_prints_the_line_to_trust(desk):
    (desk.folder / "jobs.csv").write_text(GOOD)
    file, key = str(desk.folder / "jobs.csv"), str(desk.folder / "key.pem")
    told = CliRunner().invoke(main, ["seal", file, "--key", key, "--by", "platform"])
    assert told.exit_code == 0
    (desk.folder / "keys.txt").write_text(told.stdout)
    assert desk.run("sandbox", f'records: jobs.csv, trust: keys.txt, as_of: "{AS_OF}"').verdict is Verdict.PASS


def test_the_command_refuses_a_name_that_no_key_can_have(desk):
    (desk.folder / "jobs.csv").write_text(GOOD)
    file, key = str(desk.folder / "jobs.csv"), str(desk.folder / "key.pem")
    told = CliRunner().invoke(main, ["seal", file, "--key", key, "--by", "a b"])
    assert told.exit_code == 2
    assert "a name has no blanks and no plus sign" in told.output
    assert not (desk.folder / "key.pem").exists()
