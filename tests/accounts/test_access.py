"""Signing in, and who gets past the middleware: outsiders learn nothing, members see what they may."""

import os
import subprocess
import sys
from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from assentian.accounts.middleware import OrganisationMiddleware
from assentian.accounts.rules import NotPermittedError
from assentian.web.access import OrganisationRequest, requires
from tests.cast import PASSWORD, Cast

FAILURES = 8


@requires("members.manage")
def managed(request: OrganisationRequest) -> HttpResponse:
    return HttpResponse(f"{request.actor.name} in {request.organisation_name}")


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to all")


def asked(cast: Cast, part: str, view: object = managed, organisation: str = "northwind") -> HttpRequest:
    """A request of `part` that has passed the middleware."""
    request = RequestFactory().get("/")
    request.user, request.session = cast.people[part], {}
    middleware = OrganisationMiddleware(lambda _: HttpResponse())
    middleware.process_view(request, view, [], {"organisation": organisation})
    return request


def test_a_member_acts_in_the_organisation_of_the_address(cast: Cast) -> None:
    request = asked(cast, "manager")
    assert managed(request).content.decode() == f"{cast.people['manager'].actor} in Northwind"


def test_an_outsider_gets_404_as_for_an_organisation_that_is_not_there(cast: Cast) -> None:
    for organisation in ("northwind", "nowhere"):
        with pytest.raises(Http404):
            asked(cast, "outsider", organisation=organisation)


def test_a_member_without_the_permission_gets_403(cast: Cast) -> None:
    request = asked(cast, "auditor")
    with pytest.raises(NotPermittedError) as refusal:
        managed(request)
    with pytest.raises(PermissionDenied, match=r"members\.manage"):
        OrganisationMiddleware(lambda _: HttpResponse()).process_exception(request, refusal.value)


def test_other_errors_are_left_as_they_are(cast: Cast) -> None:
    OrganisationMiddleware(lambda _: HttpResponse()).process_exception(asked(cast, "manager"), ValueError("other"))


def test_a_view_that_declares_nothing_is_refused_to_everybody(cast: Cast) -> None:
    with pytest.raises(PermissionDenied, match="declares no permission"):
        asked(cast, "manager", undeclared)


@pytest.mark.parametrize(
    ("part", "status"),
    [("manager", HTTPStatus.OK), ("auditor", HTTPStatus.OK), ("outsider", HTTPStatus.NOT_FOUND)],
)
def test_the_people_of_an_organisation_are_shown_to_its_members(part: str, status: HTTPStatus, cast: Cast) -> None:
    assert cast.client(part).get("/o/northwind/people/").status_code == status


def test_nobody_is_led_to_the_sign_in(cast: Cast) -> None:
    response = cast.client("anonymous").get("/o/northwind/people/")
    assert (response.status_code, response.headers["Location"].split("?")[0]) == (HTTPStatus.FOUND, "/sign-in/")


def sign_in(client: Client, password: str) -> int:
    return client.post("/sign-in/", {"username": "owner@example.org", "password": password}).status_code


def test_signing_in_asks_for_address_and_password(cast: Cast) -> None:
    client = cast.client("anonymous")
    assert sign_in(client, "wrong") == HTTPStatus.OK
    assert "_auth_user_id" not in client.session
    assert sign_in(client, PASSWORD) == HTTPStatus.FOUND
    assert client.session["_auth_user_id"] == str(cast.people["owner"].pk)


def test_the_address_may_be_written_in_capitals(cast: Cast) -> None:
    client = cast.client("anonymous")
    response = client.post("/sign-in/", {"username": "OWNER@example.org", "password": PASSWORD})
    assert response.status_code == HTTPStatus.FOUND


def test_after_eight_failures_the_right_password_is_locked_out_too(cast: Cast) -> None:
    client = cast.client("anonymous")
    for _ in range(FAILURES - 1):
        assert sign_in(client, "wrong") == HTTPStatus.OK
    assert sign_in(client, "wrong") == HTTPStatus.TOO_MANY_REQUESTS
    assert sign_in(client, PASSWORD) == HTTPStatus.TOO_MANY_REQUESTS
    assert "_auth_user_id" not in client.session


def test_a_lock_is_for_one_name_at_one_address(cast: Cast) -> None:
    client = cast.client("anonymous")
    for _ in range(FAILURES):
        sign_in(client, "wrong")
    other = client.post("/sign-in/", {"username": "manager@example.org", "password": PASSWORD})
    assert other.status_code == HTTPStatus.FOUND


def test_signing_out_needs_a_post(cast: Cast) -> None:
    client = cast.client("owner")
    assert client.get("/sign-out/").status_code == HTTPStatus.METHOD_NOT_ALLOWED
    client.post("/sign-out/")
    assert "_auth_user_id" not in client.session


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(cast: Cast) -> None:
    client = cast.client("anonymous")
    sign_in(client, PASSWORD)
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_over_https_cookies_are_secure_and_the_site_stays_on_https() -> None:
    """The tests' own settings are for plain HTTP; the product's are asked in a process of their own."""
    names = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE CSRF_COOKIE_HTTPONLY SECURE_SSL_REDIRECT SESSION_COOKIE_HTTPONLY"
    script = f"from assentian.server import settings as s; print(all(getattr(s, n) for n in {names.split()!r}))"
    environment = {**os.environ, "ASSENTIAN_HTTPS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    asked_of = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    assert asked_of.stdout.strip() == "True"
