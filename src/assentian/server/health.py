"""Whether this process can serve: the database answers and the journal's triggers stand. Says nothing else to a
stranger.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse

from assentian.journal import triggers


@login_not_required
def health(_request: HttpRequest) -> JsonResponse:
    is_whole = not triggers.missing()
    return JsonResponse({"status": "ok" if is_whole else "journal triggers missing"}, status=200 if is_whole else 503)
