"""Where data and models are from: whole records resolve, and each gap is named."""

import hashlib
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assentian.checks.registry import KINDS
from assentian.standards.vocabulary import Verdict
from tests.checks.desk import Desk, metric, told

SOURCE = {
    "source": "loans",
    "origin": "own branch offices",
    "licence": None,
    "legal_basis": "contract",
    "obtained": "2026-01-05",
    "digest": "sha256:" + "ab" * 32,
    "owner": "data office",
    "generated": False,
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def again(kind: str, found: Any, parameters: dict[str, Any] | None = None) -> bool:
    """Whether the metrics follow from the counts as they are stored."""
    return KINDS[kind].evaluate(parameters or {}, json.loads(json.dumps(found.profile.counts))) == found.metrics


def test_a_whole_record_passes_and_each_gap_fails_by_name(desk: Desk) -> None:
    good = desk.held("provenance-record", [SOURCE, {**SOURCE, "licence": "CC BY 4.0", "legal_basis": None}])
    assert (good.verdict, good.message) == (Verdict.PASS, "")
    assert again("provenance-record", good)
    for gap in ("origin", "owner", "obtained", "digest", "legal_basis"):
        found = desk.held("provenance-record", [SOURCE, {**SOURCE, gap: None}])
        assert (found.verdict, told(found)["incomplete"], metric(found, "incomplete").note) == (
            Verdict.FAIL,
            1,
            "row 2",
        )
    assert told(desk.held("provenance-record", [{**SOURCE, "digest": "v1.2"}]))["not_a_digest"] == 1
    assert told(desk.held("provenance-record", [{**SOURCE, "obtained": "2027-01-01"}]))["not_yet_obtained"] == 1
    assert desk.held("provenance-record", []).verdict is Verdict.INSUFFICIENT


def test_data_that_a_model_made_is_told_and_judged_once_it_has_a_limit(desk: Desk) -> None:
    rows = [SOURCE, {**SOURCE, "generated": True}]
    assert metric(desk.held("provenance-record", rows), "generated_share").value == 0.5
    found = desk.held("provenance-record", rows, "metrics: {generated_share: {warn: 0.1, breach: 0.2}}")
    assert found.verdict is Verdict.FAIL


def test_a_file_without_a_record_is_found_by_its_bytes(desk: Desk) -> None:
    (desk.folder / "data").mkdir()
    loans = desk.folder / "data" / "loans.csv"
    loans.write_text("a\n1\n")
    rows = [{**SOURCE, "digest": sha256(loans)}]
    assert desk.held("provenance-record", rows, "data: [data]").verdict is Verdict.PASS
    loans.write_text("a\n2\n")
    found = desk.held("provenance-record", rows, "data: [data]")
    assert (found.verdict, metric(found, "unrecorded").note) == (Verdict.FAIL, "loans.csv")
    assert again("provenance-record", found)


@pytest.fixture
def workshop_of_a_model(desk: Desk) -> dict[str, str]:
    """A model, its data and settings, and a real repository with one commit."""
    for name in ("model.onnx", "train.csv", "parameters.json", "environment.lock"):
        (desk.folder / name).write_text(f"the {name}")
    repository = desk.folder / "code"
    repository.mkdir()
    (repository / "train.py").write_text("print('train')\n")
    as_nobody = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(repository)]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*as_nobody, *command], check=True)
    commit = subprocess.run(
        [*as_nobody, "rev-parse", "HEAD"], check=True, capture_output=True, text=True
    ).stdout.strip()
    return {"commit": commit, **{path.name: sha256(path) for path in desk.folder.iterdir() if path.is_file()}}


LINEAGE = "model: model.onnx, found: [train.csv, parameters.json, environment.lock], repository: code"


def links(made: dict[str, str]) -> list[dict[str, str]]:
    targets = {
        "data": made["train.csv"],
        "code": made["commit"],
        "parameters": made["parameters.json"],
        "environment": "sha256:" + made["environment.lock"],
        "run": "run-17",
    }
    return [{"model": made["model.onnx"], "link": link, "target": target} for link, target in targets.items()]


def test_a_model_that_resolves_to_all_it_was_made_of_passes(desk: Desk, workshop_of_a_model: dict[str, str]) -> None:
    found = desk.held("lineage", links(workshop_of_a_model), LINEAGE)
    assert (found.verdict, found.message, metric(found, "resolved_share").n) == (Verdict.PASS, "", 5)
    assert again("lineage", found)
    subprocess.run(["git", "-C", str(desk.folder / "code"), "gc", "-q", "--aggressive", "--prune=now"], check=True)
    assert list((desk.folder / "code" / ".git" / "objects" / "pack").glob("*.idx"))
    assert desk.held("lineage", links(workshop_of_a_model), LINEAGE).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("link", "target", "note"),
    [
        ("data", "0" * 64, "data 0000"),
        ("code", "1" * 40, "code 1111"),
        ("code", "main", "code main"),
        ("parameters", None, "no parameters"),
    ],
)
def test_a_link_that_leads_nowhere_is_named(
    desk: Desk, workshop_of_a_model: dict[str, str], link: str, target: str | None, note: str
) -> None:
    rows = [one for one in links(workshop_of_a_model) if one["link"] != link]
    rows += [{"model": workshop_of_a_model["model.onnx"], "link": link, "target": target}] if target else []
    found = desk.held("lineage", rows, LINEAGE)
    assert (found.verdict, metric(found, "resolved_share").value) == (Verdict.FAIL, 0.8)
    assert note in metric(found, "resolved_share").note


def test_a_model_that_nobody_recorded_fails(desk: Desk, workshop_of_a_model: dict[str, str]) -> None:
    (desk.folder / "model.onnx").write_text("another")
    found = desk.held("lineage", links(workshop_of_a_model), LINEAGE)
    assert (metric(found, "unknown_models").note, metric(found, "resolved_share").value) == ("model.onnx", 0)


SEAL = (
    'path: eval.csv, seals: "*.dsse.json", trust: keys.txt, training_began: "2026-11-25T00:00:00+00:00", '
    "results: [results.json]"
)


def examined(desk: Desk, sealed: datetime, *, by: str = "examiner"):
    evaluation = desk.folder / "eval.csv"
    evaluation.write_text("q,a\n1,2\n")
    desk.trust("examiner")
    desk.seal(evaluation, by, sealed=sealed)
    (desk.folder / "results.json").write_text(json.dumps({"set": "sha256:" + sha256(evaluation), "accuracy": 0.9}))
    return desk.run("eval-seal", SEAL)


def test_an_examination_that_was_sealed_before_training_passes(desk: Desk) -> None:
    found = examined(desk, datetime(2026, 11, 24, tzinfo=UTC))
    assert (found.verdict, found.message) == (Verdict.PASS, "")
    assert again("eval-seal", found)


def test_one_that_was_sealed_late_changed_or_is_not_what_the_results_are_about_fails(desk: Desk) -> None:
    late = examined(desk, datetime(2026, 11, 25, 9, tzinfo=UTC))
    assert metric(late, "sealed_late").value == 1
    assert metric(examined(desk, datetime(2026, 11, 24, tzinfo=UTC), by="stranger"), "unsealed").value == 1
    examined(desk, datetime(2026, 11, 24, tzinfo=UTC))
    (desk.folder / "eval.csv").write_text("q,a\n1,3\n")
    changed = desk.run("eval-seal", SEAL)
    assert (metric(changed, "unsealed").value, metric(changed, "unbound_results").note) == (1, "results.json")


BEFORE = [{"id": number, "source": "ab"[number % 2], "label": number % 3, "x": number} for number in range(100)]


def compared(desk: Desk, after: list[dict[str, Any]], more: str = ""):
    desk.write("before.jsonl", BEFORE)
    desk.write("after.jsonl", after)
    body = "before: before.jsonl, after: after.jsonl, key: id, source: source, label: label"
    return desk.run("data-diff", body + more)


def test_two_equal_versions_differ_in_nothing(desk: Desk) -> None:
    found = compared(desk, list(reversed(BEFORE)))
    assert (found.verdict, found.profile.counts["cells"]) == (Verdict.PASS, [])
    assert again("data-diff", found)


def test_every_sort_of_change_is_counted_by_source_and_passes_only_where_it_is_explained(desk: Desk) -> None:
    after = [dict(row) for row in BEFORE[:-2]] + [{"id": 200, "source": "c", "label": 0, "x": 1}]
    after[0]["label"] = 2
    after[1]["x"] = 77
    found = compared(desk, after)
    assert found.profile.counts["cells"] == [
        ["a", "relabelled", 1],
        ["a", "removed", 1],
        ["b", "changed", 1],
        ["b", "removed", 1],
        ["c", "added", 1],
    ]
    assert (found.verdict, metric(found, "unexplained").value) == (Verdict.FAIL, 5)
    assert metric(found, "changed_share", "a: removed").value == 0.02
    explained = (
        "{change: relabelled, source: a, most: 1}, {change: removed, most: 1}, {change: changed, most: 5}, "
        "{change: added, source: c, most: 1}"
    )
    assert compared(desk, after, f", explained: [{explained}]").verdict is Verdict.PASS
    fewer = compared(desk, after, f", explained: [{explained.replace('source: c', 'source: d')}]")
    assert (fewer.verdict, metric(fewer, "unexplained").note) == (Verdict.FAIL, "c: 1 added")


def test_versions_that_cannot_be_matched_are_an_error(desk: Desk) -> None:
    assert "'id' is missing or stands twice in 1 rows" in compared(desk, [*BEFORE, BEFORE[0]]).message
    other = compared(desk, [{**row, "y": 1} for row in BEFORE])
    assert "has not the same columns as the version before: y" in other.message


def bill(*components: dict[str, Any], version: str = "1.6") -> str:
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": version, "components": list(components)})


def component(name: str, path: Path, kind: str = "machine-learning-model", **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "hashes": [{"alg": "SHA-256", "content": sha256(path)}], **more}


@pytest.fixture
def deployed(desk: Desk) -> Path:
    folder = desk.folder / "deployed"
    (folder / "prompts").mkdir(parents=True)
    (folder / "model.onnx").write_bytes(b"weights")
    (folder / "prompts" / "system.txt").write_text("You are a clerk.")
    return folder


def inventory(desk: Desk, text: str):
    (desk.folder / "bom.json").write_text(text)
    return desk.run("asset-manifest", "manifest: bom.json, present: [deployed]")


def test_an_inventory_that_equals_what_is_there_passes(desk: Desk, deployed: Path) -> None:
    prompt = component("system prompt", deployed / "prompts" / "system.txt", "data")
    library = {"type": "library", "name": "numpy"}
    found = inventory(desk, bill(component("model.onnx", deployed / "model.onnx", components=[prompt]), library))
    assert (found.verdict, found.message, found.n) == (Verdict.PASS, "", 4)
    assert again("asset-manifest", found)


def test_what_is_undeclared_missing_changed_or_without_digest_is_named(desk: Desk, deployed: Path) -> None:
    text = bill(
        component("model.onnx", deployed / "model.onnx"),
        component("gone", deployed / "prompts" / "system.txt", "file"),
        {"type": "data", "name": "index"},
    )
    (deployed / "model.onnx").write_bytes(b"other weights")
    (deployed / "prompts" / "system.txt").write_text("You are a pirate.")
    found = inventory(desk, text)
    assert {name: metric(found, name).note for name in ("undeclared", "missing", "changed", "without_digest")} == {
        "undeclared": "prompts/system.txt",
        "missing": "gone",
        "changed": "model.onnx",
        "without_digest": "index",
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "is no JSON"),
        ('{"spdxVersion": "SPDX-3.0"}', "is no CycloneDX file"),
        (bill(version="1.4"), "expected 1.5 or later"),
        (bill({"type": "data", "name": "x", "hashes": [{"alg": "SHA-256", "content": "zz"}]}), "more than one SHA-256"),
        (bill({"type": "data", "name": "x", "hashes": ["y"]}), "not of the form of CycloneDX"),
        ('{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": "x"}', "no list of objects"),
    ],
)
def test_a_file_that_is_no_inventory_is_an_error(desk: Desk, deployed: Path, text: str, problem: str) -> None:
    assert deployed.exists()
    assert problem in inventory(desk, text).message


CHUNK = {"chunk": "c1", "source": "handbook", "digest": "ab" * 32, "owner": "hr", "readers": "staff"}
APPROVED = {"source": "handbook", "digest": "sha256:" + "AB" * 32, "approved_by": "lead"}


def indexed(desk: Desk, chunks: list[dict[str, Any]], sources: list[dict[str, Any]]):
    desk.seal(desk.write("sources.jsonl", sources), "system")
    return desk.held("rag-provenance", chunks, "sources: sources.jsonl")


def test_an_index_of_approved_sources_passes(desk: Desk) -> None:
    found = indexed(desk, [CHUNK, {**CHUNK, "chunk": "c2"}], [APPROVED, {**APPROVED, "digest": "cd" * 32}])
    assert (found.verdict, found.message) == (Verdict.PASS, "")
    assert again("rag-provenance", found)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"source": "planted"}, "orphans"),
        ({"source": None}, "orphans"),
        ({"digest": "ef" * 32}, "changed"),
        ({"digest": None}, "changed"),
        ({"owner": " "}, "without_owner"),
        ({"readers": None}, "without_readers"),
    ],
)
def test_a_chunk_that_does_not_resolve_is_named_by_its_row(desk: Desk, change: dict[str, Any], name: str) -> None:
    found = indexed(desk, [CHUNK, {**CHUNK, **change}], [APPROVED])
    assert (found.verdict, metric(found, name).value, metric(found, name).note) == (Verdict.FAIL, 1, "row 2")


def test_a_source_that_nobody_approved_and_an_unsealed_list_fail(desk: Desk) -> None:
    assert told(indexed(desk, [CHUNK], [{**APPROVED, "approved_by": None}]))["unapproved"] == 1
    desk.write("sources.jsonl", [APPROVED, APPROVED])
    found = desk.held("rag-provenance", [CHUNK], "sources: sources.jsonl")
    assert (found.verdict, told(found)["unsigned"]) == (Verdict.FAIL, 1)
    assert indexed(desk, [], [APPROVED]).verdict is Verdict.INSUFFICIENT
