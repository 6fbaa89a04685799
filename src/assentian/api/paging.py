"""Long lists by cursor: a page names the address of the next, so that nothing is skipped while rows are added."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query

Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]
Cursor = Annotated[int | None, Query(description="From the address in `next`; do not make one up.")]
_STORABLE = r"^[^\x00]*$"  # PostgreSQL holds no text with a NUL in it, and finds none by it
Word = Annotated[str, Query(pattern=_STORABLE)]
After = Annotated[str, Query(pattern=_STORABLE, description="From the address in `next`; do not make one up.")]


def next_page(request: HttpRequest, cursor: int | str) -> str:
    """The address of the page after the one that ends at `cursor`."""
    asked = request.GET.copy()
    asked["cursor"] = str(cursor)
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode()}")
