"""Office files are zip archives: written again with one time for all members, so that equal input gives equal bytes."""

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO

_CORE = "docProps/core.xml"
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def steady(content: bytes, at: datetime) -> bytes:
    """The same archive with the document's time for that of its members and of its properties."""
    moment, parcel = at.astimezone(UTC), BytesIO()
    stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(BytesIO(content)) as found, zipfile.ZipFile(parcel, "w", zipfile.ZIP_DEFLATED) as new:
        for name in found.namelist():
            data = found.read(name)
            if name == _CORE:
                data = _MOMENT.sub(rb"\g<1>" + stamp + rb"\g<2>", data)
            member = zipfile.ZipInfo(name, moment.timetuple()[:6])
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(member, data)
    return parcel.getvalue()
