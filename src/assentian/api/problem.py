"""Every refusal as a problem document (RFC 9457): what is wrong, in a sentence, and where, for a form or a script.

Says no more to a stranger than that the token is not valid: not whether the organisation exists. What nobody expected
is left to Django, which logs it.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from assentian.accounts.rules import NotPermittedError
from assentian.evidence.received import EvidenceError
from assentian.impact.services import ImpactError
from assentian.inventory.services import InventoryError
from assentian.ledger.checkpoint import SignerRefusalError
from assentian.monitoring.rows import RowsError
from assentian.monitoring.services import MonitoringError
from assentian.standards.vocabulary import UnknownWordError

CONTENT_TYPE = "application/problem+json"


class RequestError(ValueError):
    """A request that is well formed and cannot be met; the message says what would do."""


def problem(status: HTTPStatus, detail: str, **more: Any) -> HttpResponse:
    """`more` are further members; `errors` is a list of `{"where", "message"}`."""
    content = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail, **more}
    return JsonResponse(content, status=status, content_type=CONTENT_TYPE)


def nowhere(_request: HttpRequest, address: str = "") -> HttpResponse:
    """The view of every address that is none of the API's."""
    return problem(HTTPStatus.NOT_FOUND, f"there is nothing at {address or 'this address'}; see openapi.json")


def by_method(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`view`, whose refusal of a method is a problem document as well."""

    @wraps(view)
    def asked(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        answer = view(request, *arguments, **options)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return answer
        refusal = problem(HTTPStatus.METHOD_NOT_ALLOWED, f"this address takes {answer['Allow']}")
        refusal["Allow"] = answer["Allow"]
        return refusal

    return asked


def explain_errors(api: NinjaAPI) -> None:
    """Let `api` answer each error that a caller can cause with its problem document."""
    for error, status in _STATUS.items():
        api.add_exception_handler(error, _said(status))
    api.add_exception_handler(AuthenticationError, _unauthorised)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(InventoryError, _refused_field)
    api.add_exception_handler(MonitoringError, _refused_field)
    api.add_exception_handler(ImpactError, _refused_field)
    api.add_exception_handler(RowsError, _refused_rows)
    api.add_exception_handler(HttpError, _not_read)


_STATUS: dict[type[Exception], HTTPStatus] = {
    NotPermittedError: HTTPStatus.FORBIDDEN,
    Http404: HTTPStatus.NOT_FOUND,
    RequestDataTooBig: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    RequestError: HTTPStatus.UNPROCESSABLE_ENTITY,
    EvidenceError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownWordError: HTTPStatus.UNPROCESSABLE_ENTITY,
    SignerRefusalError: HTTPStatus.SERVICE_UNAVAILABLE,
}

Handler = Callable[[HttpRequest, Any], HttpResponse]


def _said(status: HTTPStatus) -> Handler:
    return lambda _request, error: problem(status, str(error) or status.description)


def _unauthorised(_request: HttpRequest, _error: Any) -> HttpResponse:
    answer = problem(HTTPStatus.UNAUTHORIZED, "send a token of this organisation: `Authorization: Bearer <token>`")
    answer["WWW-Authenticate"] = 'Bearer realm="Assentian"'
    return answer


def _invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    errors = [{"where": ".".join(map(str, found["loc"])), "message": found["msg"]} for found in error.errors]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "the request is not understood", errors=errors)


def _refused_field(_request: HttpRequest, error: Any) -> HttpResponse:
    errors = [{"where": error.field, "message": str(error)}]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), errors=errors)


def _refused_rows(_request: HttpRequest, error: Any) -> HttpResponse:
    errors = [{"where": f"rows.{wrong.row}", "message": wrong.message} for wrong in error.errors]
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), errors=errors)


def _not_read(_request: HttpRequest, error: Any) -> HttpResponse:
    """What ninja itself refuses: a body that is no JSON."""
    return problem(HTTPStatus(error.status_code), str(error))
