"""The OpenAPI document as rows for a page: each operation with an example request, its answers and refusals."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from costing.web.api.bodies import FORM, JSON, PDF
from costing.web.api.describing import EXAMPLE, OTHER_SUBJECT, SUBJECTS

CASE_FILE = f"costing/examples/{EXAMPLE}.json"
IN_ADDRESS = re.compile(r"\{(\w+?)(_id)?\}")  # {case_id} is $CASE in a command


@dataclass(frozen=True, slots=True)
class Answered:
    """One status an operation can answer with."""

    code: str
    said: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that may stand behind the question mark of the address."""

    name: str
    said: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address; `example` is a command for a terminal."""

    id: str
    subject: str
    method: str
    path: str
    summary: str
    description: str
    needs_token: bool
    takes_a_case: bool
    example: str
    parameters: tuple[Parameter, ...]
    answers: tuple[Answered, ...]
    refusals: tuple[Answered, ...]


def operations(document: Mapping[str, Any]) -> Mapping[str, Sequence[Operation]]:
    """Every operation under its subject: the case first, then what is done with it, then what the practice keeps."""
    found: dict[str, list[Operation]] = {subject: [] for subject in (*SUBJECTS.values(), OTHER_SUBJECT)}
    for one in _operations(document):
        found[one.subject].append(one)
    return {subject: held for subject, held in found.items() if held}


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            if method != "parameters":
                yield _operation(document, path, method.upper(), described)


def _operation(document: Mapping[str, Any], path: str, method: str, described: Mapping[str, Any]) -> Operation:
    answered = [_answered(document, code, response) for code, response in described["responses"].items()]
    needs_token = described.get("security") != []
    content = described.get("requestBody", {}).get("content", {})
    return Operation(
        id=f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}".lower(),
        subject=described["tags"][0],
        method=method,
        path=path,
        summary=described["summary"],
        description=described.get("description", ""),
        needs_token=needs_token,
        takes_a_case="examples" in content.get(JSON, {}),
        example=_curl(path, method, described, needs_token),
        parameters=tuple(_parameters_of(described)),
        answers=tuple(one for one in answered if one.code < "400"),
        refusals=tuple(one for one in answered if one.code >= "400"),
    )


def _answered(document: Mapping[str, Any], code: str, response: Mapping[str, Any]) -> Answered:
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rsplit("/", 1)[-1]]
    return Answered(str(code), response["description"], tuple(response.get("content", {})))


def _curl(path: str, method: str, described: Mapping[str, Any], needs_token: bool) -> str:
    """A command that can be pasted, with the address of this server and a token to fill in."""
    command = "curl" if method == "GET" else f"curl -X {method}"
    parts = [f'{command} "$IGPATH{IN_ADDRESS.sub(_variable, path)}"']
    if needs_token:
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if any(one["name"] == "If-Match" for one in _parameters(described)):
        parts.append("-H 'If-Match: \"1\"'")
    parts += _sends(described.get("requestBody", {}).get("content", {}))
    parts += _keeps(described["responses"].get("200", {}).get("content", {}))
    return " \\\n  ".join(parts)


def _variable(found: re.Match[str]) -> str:
    return f"${found[1].upper()}"


def _sends(content: Mapping[str, Any]) -> Iterator[str]:
    """A form with a file and its texts, or JSON: an example case where the body is one."""
    if FORM in content:
        schema = content[FORM]["schema"]
        for name in schema["required"]:
            example = schema["properties"][name]["examples"][0]
            yield f"-F file=@{example}" if name == "file" else f"-F '{name}={example}'"
    elif JSON in content:
        yield f"-H 'Content-Type: {JSON}'"
        yield f"--data {_typed(content[JSON].get('example'))}"


def _typed(body: Any) -> str:
    """JSON as it is typed in a terminal; a case comes from its file."""
    if body is None:
        return f"@{CASE_FILE}"
    beside = {key: value for key, value in body.items() if key != "case"}
    text = json.dumps(beside, ensure_ascii=False, indent=2)
    return f"'{text}'" if "case" not in body else f"""'{text[:-2]},\n  "case": '"$(cat {CASE_FILE})"'\n}}'"""


def _keeps(content: Mapping[str, Any]) -> Iterator[str]:
    """Where a file goes; it is asked for where the answer is JSON too."""
    if PDF in content:
        yield f"-H 'Accept: {PDF}' --output answer.pdf"
    elif content and JSON not in content:
        yield "--output answer"


def _parameters(described: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = described.get("parameters", [])
    return found


def _parameters_of(described: Mapping[str, Any]) -> Iterator[Parameter]:
    for one in _parameters(described):
        if one["in"] == "query":
            yield Parameter(one["name"], one["description"], tuple(one["schema"]["enum"]))
