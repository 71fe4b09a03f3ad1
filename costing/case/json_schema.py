"""The case document's JSON Schema, made from the same schema that reads it."""

from functools import cache
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow.fields import Field

from costing.case.fields import Choice, Clock, Count, Day, ExactNumber, Text, YesNo
from costing.case.plan_schema import YearStart
from costing.case.schema import CaseSchema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
REFERENCE = "#/components/schemas/"


@cache
def case_json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of the whole document; parts stand under `$defs`."""
    spec = APISpec(title="case", version="1", openapi_version="3.1.0", plugins=[marshmallow_plugin()])
    spec.components.schema("Case", schema=CaseSchema)
    parts = spec.to_dict()["components"]["schemas"]
    definitions = {name: _local(part) for name, part in parts.items() if name != "Case"}
    return {"$schema": DIALECT, "title": "IgPath case document", **_local(parts["Case"]), "$defs": definitions}


def marshmallow_plugin() -> MarshmallowPlugin:
    """The apispec plugin with our own field types described."""
    plugin = MarshmallowPlugin(schema_name_resolver=lambda schema: _name(schema))
    plugin.Converter = _Converter
    return plugin


class _Converter(OpenAPIConverter):
    """Adds what our fields accept."""

    def init_attribute_functions(self) -> None:
        super().init_attribute_functions()  # type: ignore[no-untyped-call]  # apispec leaves it untyped
        self.attribute_functions.append(_described)


def _described(field: Field[Any], **_: Any) -> dict[str, Any]:
    match field:
        case ExactNumber():
            return {"type": ["string", "number"], "description": _sentence(field.what, field.example)}
        case Count():
            bounds = {"minimum": field.low, "maximum": field.high}
            return {"type": ["integer", "string"], **bounds, "description": _sentence(field.what, field.example)}
        case Day():
            return {"type": "string", "description": _sentence(field.what, field.example)}
        case Clock():
            return {"type": "string", "description": f"{_sentence(field.what)} Such as 14:25 or 2:25 pm."}
        case Choice():
            return {"type": "string", "enum": field.allowed, "description": _sentence(field.what)}
        case YesNo():
            return {"type": ["boolean", "string"], "description": _sentence(field.what)}
        case Text():
            pattern = {"pattern": f"^({field.pattern.pattern})$"} if field.pattern else {}
            described = _sentence(field.what, field.example)
            return {"type": "string", "maxLength": field.longest, **pattern, "description": described}
        case YearStart():
            return {
                "type": "string",
                "pattern": "^[0-9]{1,2}[-/][0-9]{1,2}$",
                "description": "Month and day, such as 01-01.",
            }
    return {}


def _sentence(what: str, example: str | None = None) -> str:
    such_as = f", such as {example}" if example else ""
    return f"{what[0].upper()}{what[1:]}{such_as}."


def _name(schema: Any) -> str:
    """`PlanSchema` is published as `Plan`."""
    made = schema if isinstance(schema, type) else type(schema)
    return str(made.__name__).removesuffix("Schema")


def _local(node: Any) -> Any:
    """Point references at `$defs`."""
    if isinstance(node, dict):
        return {key: _local(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_local(item) for item in node]
    return node.replace(REFERENCE, "#/$defs/") if isinstance(node, str) and node.startswith(REFERENCE) else node
