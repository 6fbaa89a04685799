"""The headers that every response carries."""

from django.http import HttpResponse
from django.test import RequestFactory

from assentian.web.csp import EXCEPTIONS, ContentSecurityMiddleware, Widened, policy_for


def response_with(**headers):
    answer = HttpResponse("ok", headers=headers)
    return ContentSecurityMiddleware(lambda _: answer)(RequestFactory().get("/"))


def test_nothing_inline_and_nothing_from_elsewhere_is_allowed():
    policy = response_with().headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "data:" not in policy


def test_no_page_is_framed_and_no_form_posts_elsewhere():
    policy = response_with().headers["Content-Security-Policy"]
    for directive in ("frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'", "object-src 'none'"):
        assert directive in policy


def test_the_other_headers_are_there():
    headers = response_with().headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_policy_that_a_response_brings_is_kept():
    answer = response_with(**{"Content-Security-Policy": "sandbox"})
    assert answer.headers["Content-Security-Policy"] == "sandbox"


def test_every_exception_has_its_reason():
    assert all(widened.reason for widened in EXCEPTIONS)


def test_an_exception_widens_its_own_path_only():
    widened = (Widened("/api/docs", "img-src", "'self' data:", "the schema's logo"),)
    assert "img-src 'self' data:" in policy_for("/api/docs", widened)
    assert "data:" not in policy_for("/systems/", widened)
