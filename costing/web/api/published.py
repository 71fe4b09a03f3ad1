"""What describes the API itself: the policies, the case document's schema, the OpenAPI document, and the page about them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue

from costing.case.json_schema import case_json_schema
from costing.web.api.admission import door
from costing.web.api.bodies import answered
from costing.web.api.described import named
from costing.web.api.describing import shows
from costing.web.api.operations import operations
from costing.web.api.story import STEPS
from costing.web.auth import public
from payer_rules.dated import Provenance
from payer_rules.policies import Entry, Policy, State, policies, state_of
from payer_rules.programs import programs
from payer_rules.programs.review import Review, review
from payer_rules.programs.shapes import Known


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """One version of one policy, or a document that is only known to exist: its dates, what can be read, and what is missing.

    `starts` is null where no version is loaded; `state` is executable, partly or catalogue.
    """

    id: str
    title: str
    payer: str
    payer_id: str
    layer: str
    number: str | None
    state: State
    starts: date | None
    ends: date | None
    trees: tuple[str, ...]
    not_loaded: tuple[str, ...]
    provenance: Provenance


def _loaded(policy: Policy) -> LoadedPolicy:
    own = (policy.id, policy.title, policy.payer, policy.payer_id, policy.layer, policy.number, state_of(policy))
    return LoadedPolicy(*own, policy.starts, policy.ends, tuple(policy.trees), policy.not_loaded, policy.provenance)


def _known(entry: Entry) -> LoadedPolicy:
    own = (entry.id, entry.title, entry.payer, entry.payer_id, entry.layer, entry.number, entry.state)
    return LoadedPolicy(*own, None, None, (), entry.not_loaded, entry.provenance)


@shows(
    "/policies",
    "List the payer policies",
    {"type": "array", "items": named("LoadedPolicy")},
    "Every loaded policy version, then the documents that are only known to exist.",
)
def list_policies() -> ResponseReturnValue:
    """Which policies can be read, from which date, and what is not loaded of them."""
    known = policies()
    return answered([*map(_loaded, known.all()), *map(_known, known.entries)])


@dataclass(frozen=True, slots=True)
class LoadedProgram:
    """One assistance program: when it was verified, and which of its terms are known, unknown or in conflict."""

    id: str
    name: str
    sponsor: str
    kind: str
    verified: date
    stale: bool  # for more than 90 days: check with the program
    terms_known: tuple[str, ...]
    terms_unknown: tuple[str, ...]
    terms_in_conflict: tuple[str, ...]
    provenance: Provenance


def _program(one: Review) -> LoadedProgram:
    program = one.program
    by = {known: tuple(name for name, term in program.terms.items() if term.known is known) for known in Known}
    return LoadedProgram(
        program.id, program.name, program.sponsor, program.kind.name, program.verified, one.stale,
        by[Known.VALUE] + by[Known.NOT_APPLICABLE], by[Known.UNKNOWN], by[Known.CONFLICTING], program.provenance,
    )  # fmt: skip


@shows(
    "/programs",
    "List the assistance programs",
    {"type": "array", "items": named("LoadedProgram")},
    "Every loaded program, those verified longest ago first.",
)
def list_programs() -> ResponseReturnValue:
    """Which programs are read against a case, how old each is, and what is not known of it."""
    return answered([_program(one) for one in review(programs(), date.today())])


@shows("/schema", "The case document’s JSON Schema", {"type": "object"}, "JSON Schema 2020-12.", open_to_all=True)
def schema() -> ResponseReturnValue:
    """What a case document may hold. No token is needed."""
    return jsonify(case_json_schema())


@shows("/openapi.json", "The OpenAPI document", {"type": "object"}, "OpenAPI 3.1.", open_to_all=True)
def openapi() -> ResponseReturnValue:
    """This API, for programs. No token is needed."""
    return jsonify(_document())


@public
def docs() -> ResponseReturnValue:
    """This API, for people."""
    document = _document()
    return render_template(
        "api/docs.html", operations=operations(document), examples=document["components"]["examples"], steps=STEPS
    )


Blueprint.add_url_rule(door, "/docs", "docs", docs)  # Flask's own: a page is no operation of the OpenAPI document


def _document() -> dict[str, Any]:
    document: dict[str, Any] = current_app.extensions["igpath-api"].spec.to_dict()
    return document
