"""Security headers for every response.

Invariants: nothing inline runs or styles (no `unsafe-*`, no `style=`), nothing is loaded from elsewhere, no page is
framed, no form posts elsewhere. `EXCEPTIONS` widens the policy for one path prefix, each with its reason; there are
none today. A response that already carries a policy of its own (a download's sandbox, say) keeps it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "frame-src": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}

OTHER_HEADERS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}


@dataclass(frozen=True)
class Widened:
    """One directive set wider under one path prefix, and why."""

    prefix: str
    directive: str
    sources: str
    reason: str


EXCEPTIONS: tuple[Widened, ...] = ()


def policy_for(path: str, exceptions: tuple[Widened, ...] = EXCEPTIONS) -> str:
    """The `Content-Security-Policy` for a path (W3C CSP level 3, section 2)."""
    directives = dict(POLICY)
    for widened in exceptions:
        if path.startswith(widened.prefix):
            directives[widened.directive] = widened.sources
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


class ContentSecurityMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy_for(request.path))
        for name, value in OTHER_HEADERS.items():
            response.headers.setdefault(name, value)
        return response
