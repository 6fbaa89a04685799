import json
import shutil

import pytest

from assentian.standards.catalogue import UnknownNodeError, load
from assentian.standards.compile import compiled
from assentian.standards.packs import DATA


def test_the_compiled_files_are_what_the_yaml_says():
    stale = [str(path) for path, text in compiled().items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run python -m assentian.standards.compile"


def test_the_pack_of_iso_standards_says_that_it_holds_no_iso_text():
    notice = (DATA / "iso" / "NOTICE").read_text(encoding="utf-8")
    for statement in ("identifier and short title only", "own words", "trade marks", "Neither ISO nor IEC endorses"):
        assert statement in " ".join(notice.split())


def test_iso_editions_live_in_their_pack_and_nowhere_else():
    base = json.loads((DATA / "catalogue.json").read_text(encoding="utf-8"))
    assert {edition["edition"]["key"] for edition in base["editions"]} == {
        "eu-ai-act",
        "gdpr",
        "nist-ai-rmf",
        "oecd-ai",
    }


def test_without_the_iso_pack_the_rest_still_stands(data):
    shutil.rmtree(data / "iso")
    rest = load(data)
    assert set(rest.editions) == {"eu-ai-act", "gdpr", "nist-ai-rmf", "oecd-ai"}
    assert rest.requirements("iso42001") == ()
    assert rest.find("iso42001:A.7.4") is None
    assert {(row.source.short, row.target.short) for row in rest.mapping_rows} == {
        ("eu-ai-act:art-26(9)", "gdpr:35"),
        ("eu-ai-act:art-27(4)", "gdpr:35"),
    }
    assert rest.gap_rows == ()
    assert [row.as_written for row in rest.guide_rows()] == ["A.8.1", "A.9.1", "A.7.1", "A.5.1", "A.10.3", "A.8.6"]
    with pytest.raises(UnknownNodeError, match="iso42001: not installed"):
        rest.node("iso42001:A.7.4")


def test_an_empty_folder_is_an_empty_catalogue(tmp_path):
    assert not load(tmp_path).nodes
