"""Errors as programs get them: RFC 9457 problem details, one clear line each."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from chat.server.errors import Busy, NotReady
from chat.server.programs.asked import said
from qa import NoteMissing, NotesError, QuestionError, StoreLocked

MEDIA = "application/problem+json"
NO_JSON = 'the body is no JSON; send an object such as {"question": "…"}'
RETRY_AFTER = 1  # seconds, for what may work a little later
# The first that fits; any other error of galpi's own is 500.
_STATUS: tuple[tuple[type[NotesError], int], ...] = (
    (NoteMissing, 404),
    (QuestionError, 422),
    (StoreLocked, 409),
    (NotReady, 503),
    (Busy, 503),
)


class Problem(BaseModel):
    type: str = "about:blank"
    title: str  # the status in words
    status: int
    detail: str  # what was found, what was expected, what to do next


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    content = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    extra = {"Retry-After": str(RETRY_AFTER)} if status == 503 else {}
    return JSONResponse(
        content.model_dump(), status, headers={**extra, **(headers or {})}, media_type=MEDIA
    )


def one_line(error: NotesError) -> str:
    return " ".join(error.english.split())


def of_error(error: NotesError) -> Response:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    return problem(status, one_line(error))


def add_handlers(app: FastAPI) -> None:
    app.add_exception_handler(NotesError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_request)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _of_any)


async def _of_ours(request: Request, error: Any) -> Response:
    return of_error(error)


async def _of_request(request: Request, error: Any) -> Response:
    found = error.errors()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and kind != "application/json" and not kind.endswith("+json"):
        return problem(415, f"the body is {kind or 'of no stated type'}; send application/json")
    if any(one["type"] == "json_invalid" for one in found):
        return problem(400, NO_JSON)
    return problem(422, said(found))


async def _of_http(request: Request, error: Any) -> Response:
    told = {
        400: NO_JSON,
        404: "there is nothing at this address",
        405: f"the method {request.method} is not for this address",
    }
    detail = told.get(error.status_code, str(error.detail))
    return problem(error.status_code, detail, dict(error.headers or {}))


async def _of_any(request: Request, error: Any) -> Response:
    return problem(500, "something broke while answering; what, is told where galpi was started")
