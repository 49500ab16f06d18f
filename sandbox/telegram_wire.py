"""How a Bot API call arrives and how it is answered: parameters, files, refusals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse

_PREFIX = {400: "Bad Request: ", 403: "Forbidden: ", 409: "Conflict: "}


class Refused(Exception):
    """A call Telegram would not carry out; `parameters` are its machine-readable hints."""

    def __init__(self, code: int, reason: str, **parameters: int) -> None:
        self.code = code
        self.description = _PREFIX.get(code, "") + reason
        self.parameters = parameters
        super().__init__(self.description)

    def answer(self) -> JSONResponse:
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return JSONResponse(body, status_code=self.code)


@dataclass(frozen=True)
class Upload:
    """A file of a multipart call."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Params:
    """The parameters of one call. Scalars come as text, objects as JSON text, whatever the content type was."""

    values: Mapping[str, str]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "1", "yes")

    def number(self, name: str) -> int | None:
        """None when missing. Raises Refused for anything that is not a whole number."""
        value = self.text(name)
        if not value:
            return None
        try:
            return int(value)
        except ValueError as error:
            raise Refused(400, f"parameter {name} must be an integer") from error

    def data(self, name: str) -> Any:
        """A JSON parameter; None when missing."""
        value = self.text(name)
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise Refused(400, f"can't parse {name}: the JSON object is broken") from error


async def read(request: Request) -> Params:
    """Query string, form, multipart or JSON body of a call."""
    values: dict[str, str] = dict(request.query_params)
    files: dict[str, Upload] = {}
    if request.headers.get("content-type", "").startswith("application/json"):
        body = await request.json()
        values |= {name: value if isinstance(value, str) else json.dumps(value) for name, value in body.items()}
        return Params(values)
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime = value.content_type or "application/octet-stream"
                files[name] = Upload(value.filename or name, mime, await value.read())
            else:
                values[name] = value
    return Params(values, files)
