"""Files coming in: tus 1.0.0, batches of small files, and a plain form.

Every address exists twice: below a case, for people with an account, and by itself, for the
browser in which a one-time link was opened.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop
from django.views.decorators.http import require_http_methods, require_POST

from huizhen.core.errors import HuizhenError
from huizhen.ground.files import tus
from huizhen.ground.files.actions import (
    Small,
    Taken,
    append_part,
    begin_upload,
    end_upload,
    finish_batch,
    receive_small,
    receive_stream,
    upload_of,
)
from huizhen.ground.files.models import Upload
from huizhen.ground.files.queries import files_received, known_hashes, quota_bytes
from huizhen.ground.files.request_bytes import RequestBytes
from huizhen.ground.files.senders import Sender, sender_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
_INDEX_BYTES = 1024 * 1024
_LENGTH_BYTES = 8


def told_in_json(view: View[P]) -> View[P]:
    """Errors as problem+json (RFC 9457) with the status that tus clients know."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except HuizhenError as error:
            response = JsonResponse(
                _told(error), status=_status(error), content_type="application/problem+json"
            )
        response["Tus-Resumable"] = tus.VERSION
        return response

    return answer


def _status(error: HuizhenError) -> int:
    return error.status if isinstance(error, tus.Refused) else 400


def _told(error: HuizhenError) -> dict[str, object]:
    return {
        "code": error.code,
        "status": _status(error),
        "title": _(error.message),
        "detail": _(error.remedy) if error.remedy else "",
    }


def _address(sender: Sender, name: str, *args: object) -> str:
    """The address of a view, below the case for people with an account."""
    if sender.link is not None:
        return reverse(f"link_{name}", args=args)
    return reverse(name, args=(sender.case.pk, *args))


def _body(request: HttpRequest, most: int = tus.PART_BYTES) -> bytes:
    """The request's bytes, never more than one part."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise tus.too_large_part()
    data: bytes = request.read(most + 1)
    if len(data) > most:
        raise tus.too_large_part()
    return data


@require_http_methods(["OPTIONS", "POST"])
@told_in_json
def uploads(request: HttpRequest, case_id: UUID | None = None) -> HttpResponse:
    """Begin a file (tus: creation, with its first part where it is sent along)."""
    sender = sender_of(request, case_id)
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Tus-Version"] = tus.VERSION
        response["Tus-Extension"] = tus.EXTENSIONS
        response["Tus-Max-Size"] = str(quota_bytes())
        response["Tus-Checksum-Algorithm"] = "sha256,sha1"
        return response
    tus.check_version(request.headers)
    length = tus.number(request.headers.get("Upload-Length"))
    told = tus.metadata(request.headers.get("Upload-Metadata"))
    upload = begin_upload(
        sender,
        told.get("filename", ""),
        length,
        told.get("sha256", ""),
        told.get("about", ""),
    )
    if length and request.content_type == tus.BODY_TYPE and (data := _body(request)):
        upload = append_part(sender, upload, 0, data, request.headers.get("Upload-Checksum"))
    response = HttpResponse(status=201)
    response["Location"] = _address(sender, "upload", upload.pk)
    response["Upload-Offset"] = str(upload.offset_bytes)
    return response


@require_http_methods(["HEAD", "PATCH", "DELETE", "POST"])
@told_in_json
def upload(request: HttpRequest, upload_id: UUID, case_id: UUID | None = None) -> HttpResponse:
    """How far a file is, its next part, or giving it up (tus: core protocol, termination)."""
    tus.check_version(request.headers)
    sender = sender_of(request, case_id)
    found = upload_of(sender, upload_id)
    method = request.headers.get("X-HTTP-Method-Override", request.method)
    if method == "PATCH":
        return _patched(request, sender, found)
    if method == "DELETE":
        end_upload(sender, found)
        return HttpResponse(status=204)
    if request.method == "POST":
        return HttpResponse(status=405)
    response = HttpResponse(status=200)
    response["Upload-Offset"] = str(found.offset_bytes)
    response["Upload-Length"] = str(found.size_bytes)
    response["Cache-Control"] = "no-store"
    return response


def _patched(request: HttpRequest, sender: Sender, found: Upload) -> HttpResponse:
    if request.content_type != tus.BODY_TYPE:
        raise tus.Refused(
            415,
            "part_type_wrong",
            _noop("A part of a file is sent as application/offset+octet-stream."),
            _noop("Load the page again, or use a program that speaks tus 1.0.0."),
        )
    offset = tus.number(request.headers.get("Upload-Offset"), "offset_wrong")
    data = _body(request)
    found = append_part(sender, found, offset, data, request.headers.get("Upload-Checksum"))
    response = HttpResponse(status=204)
    response["Upload-Offset"] = str(found.offset_bytes)
    return response


@require_POST
@told_in_json
def known(request: HttpRequest, case_id: UUID | None = None) -> HttpResponse:
    """Which of the listed SHA-256 are there already: they need not travel."""
    sender = sender_of(request, case_id)
    asked = _json(_body(request, _INDEX_BYTES))
    if not isinstance(asked, list):
        raise _malformed()
    return JsonResponse({"known": known_hashes(sender, asked)})


@require_POST
@told_in_json
def batch(request: HttpRequest, case_id: UUID | None = None) -> HttpResponse:
    """Many small files at once: the index's length (8 bytes, big end first), the index (JSON: name,
    size, sha256 of each), and the files one after the other."""
    sender = sender_of(request, case_id)
    body = RequestBytes(request)
    index = _index(request, body)
    files = (Small(one.name, body.exactly(one.size), one.sha256) for one in index)
    about = request.headers.get("Upload-About", "")
    size = sum(one.size for one in index)
    results = receive_stream(sender, files, size, [one.sha256 for one in index], about)
    return JsonResponse({"results": [_result(one) for one in results]})


def _result(one: Taken) -> dict[str, object]:
    return {"state": one.state, **(_told(one.error) if one.error else {})}


class _Announced(NamedTuple):
    """A file of a batch, before it has come."""

    name: str
    size: int
    sha256: str


def _index(request: HttpRequest, body: RequestBytes) -> list[_Announced]:
    """The files that follow in the request; Refused unless they are all that follows."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > tus.BATCH_BYTES + _INDEX_BYTES:
        raise tus.too_large_part()
    if length < _LENGTH_BYTES:
        raise _malformed()
    told = int.from_bytes(body.exactly(_LENGTH_BYTES), "big")
    if told > min(_INDEX_BYTES, length - _LENGTH_BYTES):
        raise _malformed()
    try:
        index = [
            _Announced(str(one["name"]), int(one["size"]), str(one.get("sha256", "")))
            for one in _json(body.exactly(told))
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _malformed() from error
    sizes = [one.size for one in index]
    if any(size < 0 for size in sizes) or _LENGTH_BYTES + told + sum(sizes) != length:
        raise _malformed()
    if any(size > tus.PART_BYTES for size in sizes):
        raise tus.too_large_part()
    return index


def _json(data: bytes | memoryview) -> Any:
    try:
        return json.loads(bytes(data))
    except ValueError as error:
        raise _malformed() from error


def _malformed() -> tus.Refused:
    return tus.Refused(
        400,
        "batch_malformed",
        _noop("The list of files and what came with it do not fit together."),
        _noop("Send the files again; nothing of this request was taken in."),
    )


@require_POST
@told_in_json
def done(request: HttpRequest, case_id: UUID | None = None) -> HttpResponse:
    """The sender says that nothing more follows."""
    sender = sender_of(request, case_id)
    finish_batch(sender.case)
    return JsonResponse({"files": files_received(sender.case) if sender.user else 0})


@require_POST
def plain_form(request: HttpRequest, case_id: UUID | None = None) -> HttpResponse:
    """Files by a plain form, for browsers without scripts."""
    sender = sender_of(request, case_id)
    files = [
        Small(file.name or "", file.read())
        for field in request.FILES
        for file in request.FILES.getlist(field)
    ]
    about = str(request.POST.get("about", ""))
    if not files:
        messages.error(request, _("No file arrived: choose one, of at most 16 MB in this form."))
    for file, one in zip(files, receive_small(sender, files, about), strict=True):
        _say(request, file, one)
    finish_batch(sender.case)
    if sender.link is not None:
        return HttpResponseRedirect(reverse("send_files"))
    return HttpResponseRedirect(reverse("intake", args=[sender.case.pk]))


def _say(request: HttpRequest, file: Small, one: Taken) -> None:
    if one.error is not None:
        text = f"{file.name}: {_(one.error.message)} {_(one.error.remedy)}"
        messages.error(request, text)
    elif one.state == "known":
        messages.info(request, _("%(name)s is there already.") % {"name": file.name})
    else:
        messages.success(request, _("%(name)s has arrived.") % {"name": file.name})
