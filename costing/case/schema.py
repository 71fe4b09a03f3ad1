"""The case document's rules: JSON to frozen dataclasses and back, one set for forms, API, files and the store."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, post_load, validate, validates_schema
from marshmallow.exceptions import SCHEMA

from costing.case import shapes
from costing.case.chart_schema import ChartSchema
from costing.case.coverage_schema import CoverageSchema
from costing.case.fee_schema import FeeSchema
from costing.case.fields import Text
from costing.case.help_schema import HelpSchema
from costing.case.order_schema import OrderSchema
from costing.case.part import NOT_A_LIST, Part, Repeated, without_none
from costing.case.people_schema import PatientSchema, PracticeSchema
from costing.case.phases import must_be_plausible
from costing.case.request_schema import RequestSchema


class CaseSchema(Part):
    """The whole document; every part may be absent until a question needs it."""

    makes = shapes.Case

    version = fields.Integer(
        strict=True,
        validate=validate.Equal(shapes.DOCUMENT_VERSION, error="This version of the document is not known."),
    )
    label = Text(what="the label", longest=100)
    practice = Repeated(PracticeSchema)
    patient = fields.Nested(PatientSchema)
    coverage = fields.Nested(CoverageSchema)
    request = fields.Nested(RequestSchema)
    order = fields.Nested(OrderSchema)
    chart = fields.Nested(ChartSchema)
    fees = fields.List(Repeated(FeeSchema), error_messages={"invalid": NOT_A_LIST})
    help = fields.Nested(HelpSchema)
    assumptions = fields.List(Text(what="the assumption", longest=60), error_messages={"invalid": NOT_A_LIST})

    @validates_schema
    def plausible_dose(self, case: dict[str, Any], **_: Any) -> None:
        """A dose per day typed as per cycle, or the other way round, is caught by its total, in every phase."""
        if (order := case.get("order")) is not None:
            must_be_plausible(order, getattr(case.get("patient"), "weight", None))

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> shapes.Case:
        """Freeze the lists."""
        loaded = {**loaded, "fees": tuple(loaded.get("fees", ())), "assumptions": tuple(loaded.get("assumptions", ()))}
        return shapes.Case(**loaded)


_CASE = CaseSchema()


def load_case(document: Mapping[str, Any]) -> shapes.Case:
    """Read a case document. Raises marshmallow's ValidationError with messages nested like the document."""
    return _CASE.load(document)  # type: ignore[no-any-return]  # marshmallow types every load as Any


def dump_case(case: shapes.Case) -> dict[str, Any]:
    """Write a case back as a document that `load_case` reads to the same case."""
    dumped: dict[str, Any] = without_none(_CASE.dump(case))
    return dumped


def flat_messages(nested: Any, path: str = "") -> dict[str, list[str]]:
    """Flatten nested messages to `{"order.dose": [...]}`, lists by index, as forms and API show them."""
    if isinstance(nested, Mapping):
        flat: dict[str, list[str]] = {}
        for key, value in nested.items():
            place = path if key == SCHEMA else f"{path}.{key}".removeprefix(".")
            for where, messages in flat_messages(value, place).items():
                flat.setdefault(where, []).extend(messages)
        return flat
    return {path or "document": [str(message) for message in (nested if isinstance(nested, list) else [nested])]}
