"""The documentation of the ledger's format tells what the verifier does: tables, examples, limits."""

import re
from pathlib import Path

from assentian.ledger import verify
from assentian.ledger.pack import ENTRIES_PER_FILE
from assentian.ledger.verify import VerifierKey, read_checkpoint, verify_pack
from tests.ledger.forger import Forger

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "ledger-format.md").read_text(encoding="utf-8")


def block(language: str, beginning: str = "") -> str:
    return next(
        found for found in re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL) if found.startswith(beginning)
    )


def example() -> Forger:
    return Forger(leaves=[line.encode() for line in block("jsonl").splitlines()])


def test_the_exit_codes_are_those_of_the_verifier():
    assert dict(re.findall(r"^\| (\d+) \| ([^|]+?) \|", PAGE, re.MULTILINE)) == {
        str(code): words for code, words in verify.WORDS.items()
    }


def test_the_order_of_gravity_is_that_of_the_verifier():
    order = re.search(r"(\d+) outweighs (\d+), and \d+ outweighs (\d+), (\d+), (\d+) and (\d+)\.", PAGE)
    assert order
    assert [int(code) for code in order.groups()] == list(verify.WORDS)[::-1]


def test_the_head_of_the_verifier_says_the_same_codes():
    said = re.findall(
        r"\b(\d+) (verified but unanchored|verified|gaps|inconsistent|tampered|cannot check)", verify.__doc__ or ""
    )
    assert [int(code) for code, _ in said] == sorted(verify.WORDS)


def test_the_files_of_a_pack_are_those_that_the_verifier_takes():
    layout = PAGE[PAGE.index("## The audit pack") : PAGE.index("## Verifying")]
    named = re.findall(r"^\| `([^`]+)` \|", layout, re.MULTILINE)
    assert len(named) == 8
    assert all(verify._NAME.fullmatch(name) for name in named)


def test_the_limits_are_those_of_the_verifier():
    assert f"{ENTRIES_PER_FILE:,} a file" in PAGE
    assert f"{verify._MOST_FILES:,} files" in PAGE
    assert f"and {verify._MOST_BYTES >> 30} GiB" in PAGE
    assert f"files of up to {verify._MOST_FILE_BYTES >> 20} MiB" in PAGE
    assert f"`{verify.FORMAT}`" in PAGE


def test_the_example_verifies_under_its_checkpoint(tmp_path: Path):
    key = VerifierKey.parse(block("text", "ledger.example/northwind+").strip())
    note = block("text", "ledger.example/northwind\n")
    forger = example()
    checkpoint = read_checkpoint(note, [key])
    assert (checkpoint.size, note) == (len(forger.leaves), forger.note(len(forger.leaves)))
    forger.sizes = [checkpoint.size]
    forger.state = {"inventory_aisystem": {"1": row(forger)}}
    report = verify_pack(forger.folder(tmp_path), note)
    assert report.code == verify.GAPS
    assert [finding.partition(":")[0] for finding in report.findings] == [
        "erased on 2026-11-23",
        "the evidence that entry 3 sealed on 2026-11-23 is not in the pack",
    ]


def test_every_type_of_leaf_has_an_example():
    types = set(re.findall(r"^\| `([a-z-]+)` \| `", PAGE, re.MULTILINE))
    assert types == {verify.parse_canonical(line)["t"] for line in example().lines()}


def row(forger: Forger) -> dict[str, object]:
    written = next(leaf for leaf in map(verify.parse_canonical, forger.lines()) if leaf["t"] == "state-change")
    return {column: new for column, _, new in written["ch"]}
