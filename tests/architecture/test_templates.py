"""Templates stay short, and keep to the strict content security policy: no inline style, script or handler."""

import re

import pytest

from tests.architecture.house import lines, name, templates

LIMIT = 200
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "unescaped value": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
}


def test_a_template_is_short() -> None:
    assert not {name(path): lines(path) for path in templates() if lines(path) > LIMIT}


def test_a_template_has_nothing_inline() -> None:
    texts = {name(path): path.read_text(encoding="utf-8") for path in templates()}
    assert not [(path, what) for path, text in texts.items() for what, rule in INLINE.items() if rule.search(text)]


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("style attribute", '<p class="a"\n style="color:red">'),
        ("style element", "<style>p{}</style>"),
        ("inline script", "<script defer>go()</script>"),
        ("event handler", '<a href="#" onclick="go()">'),
        ("script address", '<a href="javascript:go()">'),
        ("unescaped value", "{{ note|safe }}"),
    ],
)
def test_what_is_forbidden_would_be_seen(what: str, text: str) -> None:
    assert [found for found, pattern in INLINE.items() if pattern.search(text)] == [what]


def test_a_script_file_is_allowed() -> None:
    assert not any(pattern.search('<script src="/static/app.js" defer></script>') for pattern in INLINE.values())
