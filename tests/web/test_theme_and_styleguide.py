"""The shell's own two addresses."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from assentian.web import views
from assentian.web.theme import theme_of


def choose(**sent):
    return views.choose_theme(RequestFactory().post("/theme/", sent))


def test_a_chosen_theme_is_kept_and_one_goes_back():
    answer = choose(theme="dark", next="/systems/?page=2")
    assert answer["Location"] == "/systems/?page=2"
    cookie = answer.cookies["theme"]
    assert (cookie.value, cookie["samesite"], bool(cookie["httponly"])) == ("dark", "Lax", True)


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_one_never_goes_to_another_site(elsewhere):
    assert choose(theme="dark", next=elsewhere)["Location"] == "/"


def test_an_unknown_theme_changes_nothing():
    assert not choose(theme="sepia").cookies
    assert theme_of(RequestFactory().get("/", headers={"cookie": "theme=sepia"})) == "auto"


def test_only_posting_changes_the_theme():
    assert views.choose_theme(RequestFactory().get("/theme/")).status_code == 405


def test_the_style_guide_is_there_only_while_debugging(settings):
    settings.DEBUG = False
    with pytest.raises(Http404):
        views.styleguide(RequestFactory().get("/styleguide/"))


def test_the_style_guide_shows_every_component(settings):
    settings.DEBUG = True
    page = views.styleguide(RequestFactory().get("/styleguide/?sort=-value")).content.decode()
    for piece in (
        'class="matrix"',
        'class="pair"',
        'class="tasks"',
        'class="seal"',
        "<figure",
        'class="errors"',
        'class="pager"',
    ):
        assert piece in page
    assert page.count("<h1>") == 1
    assert "style=" not in page
