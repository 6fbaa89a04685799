"""The catalogue of checks, what is built of it, and the metrics that feed the impact assessment."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assentian.checks.registry import KINDS
from assentian.standards.catalogue import catalogue
from assentian.standards.strict_yaml import ContentError, read
from assentian.threats.compile import check_catalogue
from assentian.threats.library import DATA, cells, checks, leads

FEEDS = [(source, feed) for source in catalogue().evidence_sources for feed in source.feeds]


def test_every_check_that_a_threat_names_is_catalogued_and_the_others_say_what_they_serve() -> None:
    named = {id_ for cell in cells() for threat in cell.threats for id_ in threat.checks}
    assert named <= checks().keys()
    assert (
        {fact.id for fact in checks().values() if fact.serves}
        == checks().keys() - named
        == {"fairness", "training-record"}
    )


def test_a_result_is_fresh_as_long_as_the_catalogue_says() -> None:
    built = {id_: (KINDS[id_].valid_for.days, fact.stale_days) for id_, fact in checks().items() if id_ in KINDS}
    assert not {id_: days for id_, days in built.items() if days[0] != days[1]}


def test_each_of_the_guides_six_cells_has_a_leading_check() -> None:
    leading = {cell for named in leads().values() for cell in named}
    assert leading == {cell.id for cell in cells() if cell.guide}


def test_what_feeds_a_source_is_a_catalogued_check_of_that_source_and_a_metric_of_it(
    record_property: Callable[[str, object], None],
) -> None:
    assert FEEDS
    assert {feed.kind for _, feed in FEEDS} <= checks().keys()
    assert not [source.id for source, feed in FEEDS if feed.kind not in source.checks]
    pending = sorted({feed.kind for _, feed in FEEDS if feed.kind not in KINDS})
    record_property("not built yet", pending)
    assert not [
        (source.id, feed.metric)
        for source, feed in FEEDS
        if feed.kind in KINDS and feed.metric not in KINDS[feed.kind].measures
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ("id: sod,", "id: signoff,", "check signoff stands twice"),
        ("serves: aiia, ", "", "is named by no threat"),
        ("id: sod,", "id: sod, serves: aiia,", "needs no `serves`"),
        ("id: sod,", "id: duties, serves: aiia,", "no check is called sod"),
    ],
)
def test_a_wrong_catalogue_is_named_with_its_line(was: str, becomes: str, complaint: str, tmp_path: Path) -> None:
    text = (DATA / "checks.yaml").read_text(encoding="utf-8")
    assert was in text
    path = tmp_path / "checks.yaml"
    path.write_text(text.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=complaint) as found:
        check_catalogue(read(path), read(DATA / "threats.yaml"))
    assert found.value.line > 1
