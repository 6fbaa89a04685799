"""Components: a word beside every colour, everything escaped, nothing unknown looks like a pass."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from assentian.web.charts import Limits, Point, threshold
from assentian.web.components import lists, status, surfaces, tables, values
from assentian.web.components.figure import figure, spark
from assentian.web.components.icons import icon
from assentian.web.templatetags.web import PIECES, WRAPPERS, message_tone

DIGEST = "sha256:9f2c41d07be2a4c5918f6e3d0cbb7a1290e45f8d6c3b2a190817f6e5d4c3b07e"
NASTY = "<script>alert('1')</script>"


@given(st.text(max_size=20))
def test_an_unknown_status_word_never_looks_like_a_pass(word):
    if status._slug(word) not in status.TONES:
        assert 'class="tag quiet"' in status.tag(word)


@pytest.mark.parametrize(
    ("word", "tone"),
    [("pass", "ok"), ("not_run", "quiet"), ("insufficient", "quiet"), ("error", "bad"), ("At risk", "warn")],
)
def test_a_status_word_has_its_tone(word, tone):
    assert status.tag(word) == f'<span class="tag {tone}">{word.replace("_", " ")}</span>'


def test_a_score_carries_the_word_beside_its_colour():
    assert "<small>critical</small>" in status.score(16, "critical")
    assert 'class="score none"' in status.score(16, "apocalyptic")


def test_what_is_not_shown_is_never_drawn_as_proved():
    pair = status.pair(3, None)
    assert "claimed 3, not shown, of 4" in pair
    assert "cell proved" not in pair
    assert pair.count("cell claimed") == 3
    assert f'<b class="gap">{values.NOTHING}</b>' in pair


def test_a_proof_that_keeps_up_with_the_claim_shows_no_gap():
    pair = status.pair(2, 3)
    assert pair.count("cell proved") == 3
    assert "gap" not in pair


def test_progress_of_nothing_is_empty():
    assert 'width="0"' in status.progress(0, 0)


def test_a_digest_is_shortened_and_keeps_the_whole_in_reach():
    short = values.digest(DIGEST)
    assert ">9f2c41d0…b07e<" in short
    assert f'data-copy="{DIGEST}"' in short
    assert DIGEST.removeprefix("sha256:") + "<" in values.digest(DIGEST, full=True)


def test_moments_are_shown_in_utc_and_say_so():
    paris = datetime(2026, 11, 22, 19, 4, tzinfo=timezone(timedelta(hours=1)))
    assert ">22 Nov 2026 18:04 UTC<" in values.when(paris)
    assert values.when(paris) == values.when(paris.astimezone(UTC))


def test_a_date_is_printed_as_registers_do():
    assert ">2026-12-15<" in values.day(date(2026, 12, 15))
    assert values.day(datetime(2026, 12, 15, 23, tzinfo=UTC)) == values.day(date(2026, 12, 15))


@pytest.mark.parametrize("empty", [values.when(None), values.day(None), values.digest(None), values.number(None)])
def test_nothing_is_a_dash(empty):
    assert values.NOTHING in empty


def test_thousands_stand_apart():
    assert values.number(1284) == "1\N{NO-BREAK SPACE}284"


def test_a_seal_names_its_entry_and_leads_there():
    line = values.seal(1284, DIGEST, datetime(2026, 11, 22, tzinfo=UTC), url="/ledger/1284/", word="verified")
    assert 'href="/ledger/1284/"' in line
    assert 'class="tag ok"' in line


def test_a_silent_icon_is_hidden_and_a_speaking_one_is_named():
    assert 'aria-hidden="true"' in icon("plus")
    assert 'aria-label="Add"' in icon("plus", "Add")


def test_everything_given_to_a_component_is_escaped():
    made = [
        status.tag(NASTY),
        status.score(NASTY, "high"),
        values.digest(NASTY),
        surfaces.card(SafeString(""), NASTY),
        surfaces.kpi(NASTY, NASTY, NASTY),
        surfaces.empty(NASTY, NASTY, url="/", action=NASTY),
        surfaces.notice(NASTY, "bad", NASTY),
        lists.crumbs([lists.Link(NASTY, "/")]),
        lists.tabs([lists.Link(NASTY, "/", current=True)]),
        lists.steps([lists.Step(NASTY, "/"), lists.Step(NASTY, done=True)]),
        lists.tasks([lists.Task(NASTY, NASTY, hint=NASTY)]),
        lists.story([lists.Moment(NASTY, None, NASTY, "/", NASTY)]),
        tables.table(SafeString(""), NASTY, NASTY),
        tables.matrix(tables.Matrix(NASTY, [NASTY], [(NASTY, [tables.Cell(NASTY, NASTY, NASTY, "/")])])),
        figure(threshold([Point(NASTY, 1.0)], Limits(), caption=NASTY, note=NASTY)),
        spark([1.0], NASTY),
    ]
    assert not [html for html in made if "<script" in html]
    assert all(isinstance(html, SafeString) for html in made)


def test_a_matrix_cell_keeps_its_word_when_only_colours_are_shown():
    grid = tables.Matrix("Risks", ["Minor"], [("Rare", [tables.Cell("low", "", "low", framed=True)])], quiet=True)
    html = tables.matrix(grid)
    assert '<td class="low framed">' in html
    assert '<small class="visually-hidden">low</small>' in html


def test_a_step_that_is_done_says_so():
    assert "(done)" in lists.steps([lists.Step("Stakeholders", "/2/", done=True)])
    assert 'aria-current="step"' in lists.steps([lists.Step("Ethics", current=True)])


def test_every_tag_is_there_for_page_authors():
    loaded = Template("{% load web %}").origin.name
    assert loaded
    assert {"card", "table", "kv", "pagehead"} <= WRAPPERS.keys()
    assert {"tag", "pair", "seal", "figure", "matrix"} <= PIECES.keys()


def test_components_work_as_tags():
    source = """{% load web %}{% pagehead "Risks" eyebrow="6.1" %}{% endpagehead %}
    {% card "Register" flush=True span=7 link="/all/" %}
    {% table "All" quiet=True %}<tbody></tbody>{% endtable %}{% endcard %}
    {% keyvalues %}{% kv "Owner" %}{{ owner }}{% endkv %}{% endkeyvalues %}{{ 1284|number }}"""
    html = Template(source).render(Context({"owner": "<A. Okafor>"}))
    assert "<h1>Risks</h1>" in html
    assert '<section class="card flush c7">' in html
    assert "<dd>&lt;A. Okafor&gt;</dd>" in html
    assert 'class="actions"' not in html


def test_messages_have_tones():
    assert [message_tone(level) for level in ("success", "warning", "error", "info")] == ["ok", "warn", "bad", "info"]
