"""The API, version 1: what each word of the field offers to machines, behind one token and one way to refuse."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from assentian import __version__
from assentian.api import (
    batches,
    events,
    evidence,
    ledger,
    monitoring,
    operation,
    requirements,
    risks,
    statement,
    systems,
)
from assentian.api.access import ORGANISATION, Token
from assentian.api.problem import explain_errors

_ORGANISATION_PARAMETER = {
    "name": ORGANISATION,
    "in": "path",
    "required": True,
    "description": "The key of the organisation, as in the addresses of its pages.",
    "schema": {"type": "string"},
}


class Api(NinjaAPI):
    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The schema, with the parameter that every path shares said once for each path."""
        schema = super().get_openapi_schema(**options)
        for path in schema["paths"].values():
            path["parameters"] = [_ORGANISATION_PARAMETER]
        return schema


api = Api(
    title="Assentian",
    version=__version__,
    description="What is claimed of an AI management system, and beside it what is proved.",
    urls_namespace="api",
    docs_url=None,
    auth=Token(),
)
explain_errors(api)
for room in (evidence, batches, systems, risks, monitoring, operation, events, requirements, statement, ledger):
    api.add_router(f"{{slug:{ORGANISATION}}}", room.router)
