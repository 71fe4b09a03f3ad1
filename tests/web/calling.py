"""What the tests of the API share: forms with files, answers held against their description, people who may not."""

from io import BytesIO
from typing import Any

import jsonschema
from flask import Flask
from pypdf import PdfReader
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

NOBODYS = "00000000-0000-4000-8000-000000000000"
AS_PDF = {"Accept": "application/pdf"}
NO_OBJECTS = (b"{", b"[]", b'"x"', b"null", b"7", b"[" * 100_000, b'{"a": 1, "a": 2}')


def with_file(raw: bytes, name: str = "x.pdf", **texts: str) -> dict[str, Any]:
    """A form with a file as a client sends it, held in memory."""
    boundary, body = encode_multipart({**texts, "file": FileStorage(BytesIO(raw), name)})
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


def text_of(answer: TestResponse) -> str:
    """The words of a PDF."""
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages).split())


def fits(app: Flask, answer: TestResponse, path: str, method: str) -> None:
    """Hold an answer against what the description says of it."""
    spec: Any = app.test_client().get("/api/v1/openapi.json").json
    described = spec["paths"][f"/api/v1{path}"][method]["responses"][str(answer.status_code)]
    schema = described["content"]["application/json"]["schema"]
    jsonschema.validate(answer.json, {**schema, "components": spec["components"]})
