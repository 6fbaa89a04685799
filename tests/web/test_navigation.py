"""The side navigation, the panels and the frame: what rooms register is what is shown, in the order of the clauses."""

import pytest
from django.test import RequestFactory, override_settings
from django.urls import path

from assentian.web.context import current_address, sections, shell
from assentian.web.registry import Count, Entry, Frame, FrameSource, Navigation, Panel, Panels, Section

urlpatterns = [
    path("", lambda _: None, name="overview"),
    path("o/<slug:organisation>/systems/", lambda _: None, name="systems"),
    path("o/<slug:organisation>/evidence/", lambda _: None, name="evidence"),
    path("standards/", lambda _: None, name="standards"),
]
here = override_settings(ROOT_URLCONF=__name__)
INSIDE = Frame(organisation="Northwind", url_kwargs={"organisation": "northwind"})


@pytest.fixture
def navigation():
    registered = Navigation()
    registered.add(Entry(Section.STANDARDS, "Catalogue", "standards", everywhere=True))
    registered.add(Entry(Section.OPERATION, "Evidence", "evidence", order=20, count=lambda _: Count(1, "stale", "bad")))
    registered.add(Entry(Section.OPERATION, "AI systems", "systems", order=10, count=lambda _: Count(4, "open")))
    registered.add(Entry(Section.OVERVIEW, "Overview", "overview", everywhere=True, exact=True))
    return registered


def shown(navigation, address, frame=INSIDE):
    with here:
        return sections(RequestFactory().get(address), navigation, frame)


def test_sections_follow_the_clauses_whatever_the_order_of_registering(navigation):
    found = shown(navigation, "/")
    assert [view.section for view in found] == [Section.OVERVIEW, Section.OPERATION, Section.STANDARDS]
    assert [place.label for place in found[1].places] == ["AI systems", "Evidence"]
    assert found[1].url == "/o/northwind/systems/"


def test_the_page_one_is_on_is_marked_and_so_are_pages_below_it(navigation):
    current = [view.section for view in shown(navigation, "/o/northwind/evidence/17/") if view.current]
    assert current == [Section.OPERATION]


def test_the_overview_is_marked_only_when_one_is_there(navigation):
    assert [view.current for view in shown(navigation, "/")] == [True, False, False]
    assert not any(view.current for view in shown(navigation, "/elsewhere/"))


def test_a_section_shows_its_most_pressing_count(navigation):
    assert shown(navigation, "/")[1].count == Count(1, "stale", "bad")


def test_outside_an_organisation_its_entries_are_not_shown(navigation):
    found = shown(navigation, "/", Frame())
    assert [view.section for view in found] == [Section.OVERVIEW, Section.STANDARDS]


def test_the_longest_address_wins():
    entries = {"/o/n/": Entry(Section.OVERVIEW, "a", "a"), "/o/n/risks/": Entry(Section.PLANNING, "b", "b")}
    assert current_address("/o/n/risks/4/", entries) == "/o/n/risks/"
    assert current_address("/x/", entries) == ""


def test_the_same_entry_twice_is_an_error(navigation):
    with pytest.raises(ValueError, match="registered twice"):
        navigation.add(Entry(Section.OVERVIEW, "Again", "overview"))


def test_panels_come_in_their_order_and_only_once():
    panels = Panels()
    panels.add(Panel("system", "threats", "t.html", lambda *_: {}, order=20))
    panels.add(Panel("system", "evidence", "e.html", lambda *_: {}, order=10))
    panels.add(Panel("footer", "ledger", "l.html", lambda *_: {}))
    assert [panel.key for panel in panels.of("system")] == ["evidence", "threats"]
    with pytest.raises(ValueError, match="registered twice"):
        panels.add(Panel("system", "threats", "t.html", lambda *_: {}))


def test_one_room_says_who_is_looking():
    source = FrameSource()
    request = RequestFactory().get("/")
    assert source.of(request) == Frame()
    source.provide(lambda _: INSIDE)
    assert source.of(request).organisation == "Northwind"
    with pytest.raises(ValueError, match="already has a provider"):
        source.provide(lambda _: Frame())


def test_the_shell_knows_where_it_is_and_in_which_theme():
    request = RequestFactory().get("/systems/?page=2", headers={"cookie": "theme=dark"})
    found = shell(request)["shell"]
    assert (found.theme, found.path) == ("dark", "/systems/?page=2")
