"""Office files without a clock: zip members and document properties carry a given date."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

_PROPERTY_TIME = re.compile(
    rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)"
)


def settled_office_file(data: bytes, on: date) -> bytes:
    """The same DOCX or XLSX with every time in it set to noon of `on`."""
    moment = (on.year, on.month, on.day, 12, 0, 0)
    settled = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(settled, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _PROPERTY_TIME.sub(rb"\g<1>%b\g<3>" % _w3c_time(on), content)
            member = zipfile.ZipInfo(name, moment)
            member.external_attr = 0o600 << 16
            target.writestr(member, content, zipfile.ZIP_DEFLATED, compresslevel=6)
    return settled.getvalue()


def _w3c_time(on: date) -> bytes:
    return f"{on.isoformat()}T12:00:00Z".encode()
