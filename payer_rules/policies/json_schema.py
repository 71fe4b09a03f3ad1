"""The published JSON Schema of a policy file, so that an editor completes its keys and values; the loader itself says more."""

from collections.abc import Iterable
from typing import Any

from payer_rules.chart import Outcome, TrialSource
from payer_rules.criteria.classification import shared
from payer_rules.criteria.parse import KEYS_BESIDE, KINDS, MEMBER_KINDS, TEXT_OF, WORD_KEYS
from payer_rules.criteria.parse_leaves import TRIED_KEYS
from payer_rules.criteria.shapes import Comparison, SpanUnit, Which
from payer_rules.dated import Status
from payer_rules.facts import FactType, facts
from payer_rules.findings import Required
from payer_rules.policies.load import AN_ID, KEYS, LAYERS, SCOPE_KEYS, TREES

Schema = dict[str, Any]
TEXT: Schema = {"type": "string", "minLength": 1}
TEXTS: Schema = {"type": "array", "items": TEXT}
DAY: Schema = {"type": "string", "format": "date", "description": "A day, such as 2026-10-01, without quotes."}
NUMBER: Schema = {
    "type": "string",
    "pattern": r"^-?\d+(\.\d+)?$",
    "description": "An exact number in quotes, such as '0.4'.",
}
WHOLE: Schema = {"type": "integer", "minimum": 1}
TRUE: Schema = {"const": True}
CRITERION: Schema = {"$ref": "#/$defs/criterion"}
CRITERIA: Schema = {"type": "array", "items": CRITERION, "minItems": 1}
TRIED: Schema = {"$ref": "#/$defs/tried"}
WITHIN: Schema = {"$ref": "#/$defs/within"}
TELLS = {
    "every": "All of these must be met.",
    "any_one": "One of these is enough.",
    "at_least": "So many of the criteria under `of` are enough.",
    "not": "This must not be met.",
    "when": "If this is met, `then` must be; otherwise the criterion does not apply.",
    "each_of": "The same asked of each member of a set of this file, or of at least so many.",
    "together": "Two to four treatments given at the same time.",
    "in_turn": "Two to four treatments given one after another.",
    "judgment": "Left to a person's judgment; `supported_by` says what the chart can add.",
    "documented": "A yes-or-no fact is documented as yes.",
    "fact": "A code, choice or text is one of these, or starts with one of these.",
    "compare": "A quantity against a bound.",
    "change": "A quantity falls or rises from its baseline up to the day `since` to its newest value after it.",
    "elapsed": "The time from one day to another.",
    "rolling": "What is given in any so many days in a row.",
    "tried": "An earlier treatment.",
    "label": "A tree of the ordered product's label.",
    "document": "A tree of another loaded document.",
    "enclosed": "A kind of document is at hand.",
    "not_loaded": "A part of the text that you do not have.",
    "atom": "A shared criterion of diagnosis, by name.",
    "classified": "A class of a published classification.",
}


def policy_json_schema() -> Schema:
    """JSON Schema 2020-12 of one policy file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A payer policy, one version",
        **_block(_policy(), "id", "title", "payer", "payer_id", "layer", "starts", "status"),
        "$defs": {
            "criterion": _criterion(),
            "tried": _block(_tried()),
            "within": _block(
                {**dict.fromkeys(SpanUnit, WHOLE), "before": _facts(FactType.DAY), "after": _facts(FactType.DAY)}
            ),
            "set": {
                "type": "array",
                "items": _block({**dict.fromkeys(MEMBER_KINDS, TEXT), "starts": DAY, "ends": DAY}),
            },
        },
    }


def _block(properties: Schema, *required: str) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _words(words: Iterable[str]) -> Schema:
    return {"enum": [str(word) for word in words]}


def _facts(*types: FactType) -> Schema:
    return _words(kind.name for kind in facts().values() if kind.type in types)


def _policy() -> Schema:
    special: Schema = {
        "id": {"type": "string", "pattern": f"^{AN_ID.pattern}$"},
        "layer": _words(LAYERS),
        "starts": DAY,
        "ends": DAY,
        "by": _words(("request_date", "date_of_service")),
        "status": _words(Status),
        "source": _block({"title": TEXT, "url": TEXT, "where": TEXT, "read": DAY}, "title", "read"),
        "scope": _block(_scope()),
        "authorization": _block(
            {"required": _words(Required), "why": TEXT, "next_step": TEXT, "cite": TEXT}, "required", "why", "next_step"
        ),
        "sets": {"type": "object", "additionalProperties": {"$ref": "#/$defs/set"}},
        "trees": _block(dict.fromkeys(TREES, CRITERION)),
        "not_loaded": TEXTS,
        "draft": {"type": "boolean"},
    }
    return {
        key: special.get(key, TEXTS if key in ("notes", "lines_of_business", "states", "seen") else TEXT)
        for key in KEYS
    }


def _scope() -> Schema:
    choices = {"insurance_kinds": "insurance_kind", "sites": "site", "not_sites": "site", "routes": "route"}
    return {
        key: {"type": "array", "items": _words(facts()[choices[key]].choices)} if key in choices else TEXTS
        for key in SCOPE_KEYS
        if key != "because"
    } | {"because": TEXT}


def _tried() -> Schema:
    special: Schema = {
        "outcomes": {"type": "array", "items": _words(Outcome)},
        "sources": {"type": "array", "items": _words(TrialSource)},
        "dose": _block({"at_least": NUMBER, "unit": TEXT}, "at_least", "unit"),
        "months": WHOLE,
        "weeks": WHOLE,
        "different": WHOLE,
        "within": WITHIN,
    }
    return {key: special.get(key, TEXTS) for key in TRIED_KEYS}


def _criterion() -> Schema:
    """Exactly one kind, with its own keys beside it."""
    kinds = [_block({**_own_words(), **_kind(kind)}, *_required(kind)) | {"description": TELLS[kind]} for kind in KINDS]
    return {"oneOf": kinds}


def _own_words() -> Schema:
    return dict.fromkeys(WORD_KEYS, TEXT)


def _required(kind: str) -> tuple[str, ...]:
    worded = kind in TEXT_OF or kind in ("atom", "classified")
    beside = {"at_least": ("of",), "when": ("then",), "classified": ("as",), "change": ("since",)}.get(kind, ())
    return (kind, *(() if worded else ("text",)), *beside)


def _kind(kind: str) -> Schema:
    return {
        kind: _own(kind),
        **{key: BESIDE.get((kind, key)) or BESIDE[("", key)] for key in KEYS_BESIDE.get(kind, ())},
    }


def _own(kind: str) -> Schema:
    match kind:
        case "every" | "any_one":
            return CRITERIA
        case "not" | "when":
            return CRITERION
        case "together" | "in_turn":
            return {"type": "array", "items": TRIED, "minItems": 2, "maxItems": 4}
        case "documented":
            return _facts(FactType.BOOLEAN)
        case "fact":
            return _facts(FactType.CODE, FactType.CHOICE, FactType.TEXT)
        case "compare" | "change":
            return _facts(FactType.QUANTITY)
    return _others()[kind]


def _others() -> dict[str, Schema]:
    return {
        "at_least": WHOLE,
        "each_of": _block({"set": TEXT, "tried": TRIED, "at_least": WHOLE}, "set", "tried"),
        "judgment": TRUE,
        "not_loaded": TRUE,
        "elapsed": _block(
            {"since": _facts(FactType.DAY), "until": _facts(FactType.DAY), "unit": _words(SpanUnit), **dict.fromkeys(Comparison, WHOLE)},
            "since", "until", "unit",
        ),
        "rolling": _block({"fact": _facts(FactType.QUANTITY), "days": WHOLE, "at_most": NUMBER, "unit": TEXT}, "fact", "days", "at_most"),
        "tried": TRIED,
        "label": _block({"tree": _words(TREES), "otherwise_fact": _facts(FactType.BOOLEAN)}, "tree"),
        "document": _block({"id": TEXT, "tree": _words(TREES)}, "id", "tree"),
        "enclosed": _words(facts()["document"].choices),
        "atom": _words(shared().atoms),
        "classified": _words(shared().classes),
    }  # fmt: skip


BESIDE: dict[tuple[str, str], Schema] = {
    ("", "of"): CRITERIA,
    ("", "then"): CRITERION,
    ("", "supported_by"): CRITERION,
    ("", "months"): WHOLE,
    ("", "as"): TEXT,
    ("", "within"): WITHIN,
    ("", "which"): _words(Which),
    ("", "unit"): TEXT,
    ("", "is_one_of"): TEXTS,
    ("", "starts_with"): TEXTS,
    ("", "since"): _facts(FactType.DAY),
    ("", "falls_by"): NUMBER,
    ("", "rises_by"): NUMBER,
    **{("", sign): NUMBER for sign in Comparison},
}
