"""Downloads of what was put together for readers outside: for now the audit pack."""

import tempfile
from pathlib import Path

from django.http import FileResponse
from django.views.decorators.http import require_GET

from assentian.reports import services
from assentian.web.access import OrganisationRequest, requires


@requires("pack.export")
@require_GET
def pack(request: OrganisationRequest) -> FileResponse:
    """The audit pack, written aside and streamed; where an open file's folder can go, nothing stays behind."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = services.export_pack(request.actor, Path(folder))
        file = path.open("rb")
    return FileResponse(file, as_attachment=True, filename=path.name)
