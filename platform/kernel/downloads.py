"""Files as answers: always a download under a name of its own, never shown by the browser as a page of this site."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def download(content: bytes | str, *, name: str, content_type: str) -> HttpResponse:
    """The answer that a browser saves as `name`, in whatever script that is written.

    Line breaks and other unprintable characters, which no header may hold, are left out of the name.
    """
    response = HttpResponse(content, content_type=content_type)
    printable = "".join(char for char in name if char.isprintable())
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=printable) or "attachment"
    return response
