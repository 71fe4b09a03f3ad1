"""The OpenAPI document as rows for a page: each operation with an example request, its answers and refusals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

EXAMPLE = "part-b-office"
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Answered:
    """One status an operation can answer with."""

    code: str
    said: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address; `example` is a command for a terminal."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    needs_token: bool
    takes_a_case: bool
    example: str
    answers: tuple[Answered, ...]
    refusals: tuple[Answered, ...]


def operations(document: Mapping[str, Any]) -> tuple[Operation, ...]:
    """Every operation in the order of the document."""
    return tuple(_operations(document))


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            if method != "parameters":
                yield _operation(document, path, method.upper(), described)


def _operation(document: Mapping[str, Any], path: str, method: str, described: Mapping[str, Any]) -> Operation:
    answered = [_answered(document, code, response) for code, response in described["responses"].items()]
    needs_token = described.get("security") != []
    body = "requestBody" in described
    return Operation(
        id=f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}".lower(),
        method=method,
        path=path,
        summary=described["summary"],
        description=described.get("description", ""),
        needs_token=needs_token,
        takes_a_case=body,
        example=_curl(path, method, described, needs_token, body),
        answers=tuple(one for one in answered if one.code < "400"),
        refusals=tuple(one for one in answered if one.code >= "400"),
    )


def _answered(document: Mapping[str, Any], code: str, response: Mapping[str, Any]) -> Answered:
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rsplit("/", 1)[-1]]
    return Answered(str(code), response["description"], tuple(response.get("content", {})))


def _curl(path: str, method: str, described: Mapping[str, Any], needs_token: bool, body: bool) -> str:
    """A command that can be pasted, with the address of this server and a token to fill in."""
    command = "curl" if method == "GET" else f"curl -X {method}"
    address = path.replace("{case_id}", "$CASE").replace("{enclosure_id}", "$ENCLOSURE")
    parts = [f'{command} "$IGPATH{address}"']
    if needs_token:
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if any(one["name"] == "If-Match" for one in _parameters(described)):
        parts.append("-H 'If-Match: \"1\"'")
    if body:
        parts += _sends(described["requestBody"]["content"])
    if PDF in described["responses"].get("200", {}).get("content", {}):
        parts.append(f"-H 'Accept: {PDF}' --output letter.pdf")
    return " \\\n  ".join(parts)


def _sends(content: Mapping[str, Any]) -> list[str]:
    """A form with a file, or JSON: an example case where the body is one."""
    if "application/json" not in content:
        return ["-F 'title=Laboratory report'", "-F file=@note.pdf"]
    file = f"costing/examples/{EXAMPLE}.json" if "examples" in content["application/json"] else "body.json"
    return ["-H 'Content-Type: application/json'", f"--data @{file}"]


def _parameters(described: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = described.get("parameters", [])
    return found
