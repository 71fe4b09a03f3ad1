"""From a JSON document to a case that every question can take: the schema's rules, then the names it mentions."""

from collections.abc import Mapping

from marshmallow import ValidationError

from costing.case.schema import flat_messages, load_case
from costing.case.shapes import Case
from costing.questions.assumptions import BY_NAME, CHOICES
from costing.questions.refused import Refused
from costing.reference.load import reference
from payer_rules.policies import policies


def read_case(document: object) -> Case:
    """Read a case document. Raises Refused with a sentence for every field that is wrong."""
    if not isinstance(document, Mapping):
        raise Refused({"document": ['The case document must be a JSON object, such as {"version": 1}.']})
    try:
        case = load_case(document)
    except ValidationError as error:
        raise Refused(flat_messages(error.messages)) from None
    if unknown := _unknown_names(case):
        raise Refused(unknown)
    return case


def _unknown_names(case: Case) -> dict[str, list[str]]:
    """Products, payers and assumptions that nobody knows."""
    found: dict[str, list[str]] = {}
    if case.order and case.order.product not in reference().products:
        found["order.product"] = [_unknown("product", case.order.product, "octagam_10")]
    if case.order and case.order.locality and case.order.locality not in reference().localities:
        found["order.locality"] = [_unknown("locality", case.order.locality, "11502-00")]
    plan = case.coverage.primary if case.coverage else None
    if plan and plan.payer_id and plan.payer_id not in policies().payers():
        found["coverage.primary.payer_id"] = [
            _unknown("payer", plan.payer_id, "bcbsnc") + " Leave it empty for another payer."
        ]
    for place, name in enumerate(case.assumptions):
        if name not in BY_NAME or not BY_NAME[name].chosen:
            found[f"assumptions.{place}"] = [_unknown("assumption", name, CHOICES[0].name)]
    return found


def _unknown(what: str, name: str, example: str) -> str:
    return f"There is no {what} {name!r}. Choose one from the list, such as {example}."
