"""The JSON API: the same questions as the pages, for programs, with its OpenAPI document and the page about it."""

from typing import Any

from flask import Flask, Response
from flask_smorest import Api  # type: ignore[import-untyped]  # it ships no types

from costing.case.json_schema import marshmallow_plugin
from costing.case.payer_entry import PayerEntrySchema
from costing.case.schema import CaseSchema
from costing.domain.estimate import Estimate
from costing.domain.margin import Margin
from costing.domain.remittance import Remittance
from costing.domain.why import Step
from costing.letters.document import Letter
from costing.questions import Refused
from costing.questions.alternatives import AlternativesSchema
from costing.questions.compare import Comparison
from costing.questions.help_course import HelpCourse
from costing.questions.sending import Destination
from costing.store.cases import Stale
from costing.web.api import (
    asked,
    case_forms,
    enclosures,
    fees,
    forms,
    letter_jobs,
    papers,
    payers,
    practice,
    published,
    saved,
    signing,
    words,
)
from costing.web.api.admission import door
from costing.web.api.described import describe
from costing.web.api.describing import EXAMPLES
from costing.web.api.problems import Problem, ProblemSchema, components, refused
from payer_rules.findings import PolicyAnswer, ProgramAnswer
from payer_rules.safety import ProductSafety

ANSWERS = (
    Estimate,
    Step,
    Remittance,
    Comparison,
    Margin,
    PolicyAnswer,
    ProductSafety,
    ProgramAnswer,
    Letter,
    published.LoadedPolicy,
    published.LoadedProgram,
    HelpCourse,
    Destination,
    *words.ANSWERS,
    *forms.ANSWERS,
    *case_forms.ANSWERS,
    signing.LetterToSign,
    signing.Signed,
    letter_jobs.LetterJob,
)
BODIES = (
    CaseSchema,
    AlternativesSchema,
    PayerEntrySchema,
    enclosures.EnclosureTitleSchema,
    words.WordsSentSchema,
    forms.TiesSchema,
    signing.SignatureSchema,
)
# importing them has put their routes on the door
OPERATIONS = (
    asked,
    saved,
    papers,
    words,
    enclosures,
    case_forms,
    signing,
    letter_jobs,
    practice,
    payers,
    forms,
    published,
)  # importing them has put their routes on the door


class OpenApi(Api):  # type: ignore[misc]  # flask-smorest is untyped
    """flask-smorest without its error handlers, which would answer for the whole site, and without its own pages."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        return

    def _register_doc_blueprint(self) -> None:
        return


def set_up(app: Flask) -> None:
    """Register the operations and describe them."""
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of Flask's own provider: answers keep the order of their shapes
    api = OpenApi(app, spec_kwargs={"marshmallow_plugin": marshmallow_plugin(), "security": [{"token": []}]})
    app.extensions["igpath-api"] = api
    _describe(api.spec.components)
    api.register_blueprint(door)


def _describe(parts: Any) -> None:
    """The document, the answers, the refusals, the token and the examples, by name."""
    parts.security_scheme("token", {"type": "http", "scheme": "bearer", "description": "A token of your practice."})
    for body in BODIES:
        parts.schema(body.__name__.removesuffix("Schema"), schema=body)
    known: dict[str, dict[str, Any]] = {}
    for module in (saved, enclosures, letter_jobs, practice, payers, fees):
        known |= module.SCHEMAS
    for answer in ANSWERS:
        describe(answer, known)
    for name, schema in known.items():
        parts.schema(name, schema)
    for name, response in components().items():
        parts.response(name, response)
    for name, document in EXAMPLES.items():
        parts.example(name, {"summary": str(document.get("label", "")), "value": document})


def _problem(problem: Problem) -> Response:
    return problem.response()


def _refused(error: Refused) -> Response:
    return refused(error.messages).response()


def _stale(_: Stale) -> Response:
    return Problem(
        412, "It was changed since you read it", "Read it again, then send your change with what it says now."
    ).response()


door.register_error_handler(Problem, _problem)
door.register_error_handler(Refused, _refused)
door.register_error_handler(Stale, _stale)
