"""What holds for every template and every file that the shell serves."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.urls import include, path

import assentian.web

urlpatterns = [path("", include("assentian.web.urls"))]
ROOM = Path(assentian.web.__file__).parent
TEMPLATES = sorted((ROOM / "templates").rglob("*.html"))
STATIC = ROOM / "static" / "assentian"
INLINE = re.compile(r"""\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:|hx-on""", re.IGNORECASE)
ERROR_PAGES = ("400.html", "403.html", "403_csrf.html", "404.html", "500.html")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_nothing_inline(template):
    assert not INLINE.search(template.read_text())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_compiles_and_stays_short(template):
    assert get_template(str(template.relative_to(ROOM / "templates")))
    assert len(template.read_text().splitlines()) <= 200


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_needs_no_context_and_says_what_to_do(name):
    page = render_to_string(name)
    assert page.count("<h1>") == 1
    assert 'href="/"' in page


@pytest.mark.parametrize("name", ERROR_PAGES)
@pytest.mark.urls(__name__)
def test_an_error_page_works_with_a_request_that_knows_no_user(name):
    assert 'name="theme"' in render_to_string(name, request=RequestFactory().get("/nowhere/"))


def test_every_icon_that_a_template_names_is_in_the_sprite():
    sprite = {node.get("id") for node in ET.parse(STATIC / "icons.svg").getroot()}  # noqa: S314 - our own file
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text())}
    assert named <= sprite


def test_what_is_vendored_comes_with_its_licence():
    assert "SIL Open Font License" in (STATIC / "fonts" / "inter.LICENSE.txt").read_text()
    assert "MIT" in (STATIC / "vendor" / "tabler-icons.LICENSE.txt").read_text()
    assert "Zero-Clause BSD" in (STATIC / "vendor" / "htmx.LICENSE.txt").read_text()


def test_every_stylesheet_is_linked_and_the_layers_come_first():
    linked = re.findall(r"assentian/(\w+)\.css", (ROOM / "templates" / "web" / "stylesheets.html").read_text())
    assert sorted(linked) == sorted(path.stem for path in STATIC.glob("*.css"))
    assert "@layer reset, tokens, base" in (STATIC / f"{linked[0]}.css").read_text()


def test_colours_are_named_in_the_tokens_only():
    for sheet in STATIC.glob("*.css"):
        if sheet.stem != "tokens":
            assert not re.search(r":[^;]*#[0-9a-f]{3,8}\b", sheet.read_text()), sheet.name
