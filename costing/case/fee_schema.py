"""The rules of the practice's own prices: what each is, what it is a price of, and where it holds."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, post_dump, post_load, validates_schema

from costing.case import shapes
from costing.case.fields import Choice, Day, ExactNumber, Text, YesNo
from costing.case.part import Part, needed
from costing.domain.contract import COVERS_ADDED_HOURS, OF_A_LIST_PRICE, PERCENTS, TermKind
from costing.domain.sites import SiteKind

CODE = r"[A-Z]\d{4}|\d{4}[0-9A-Z]"
NOT_FOR_A_DRUG = frozenset("JQ")
DEFAULTS = {"basis": TermKind.PER_UNIT.value, "at_most_charge": False}
PRICE_NEEDED = "Enter the price per unit."


class FeeSchema(Part):
    """One of the practice's own prices."""

    makes = shapes.Fee

    code = Text(what="the code", pattern=CODE, example="J1568", required=True, error_messages=needed("the code"))
    kind = Choice(
        shapes.FeeKind,
        what="the kind of price",
        required=True,
        error_messages={"required": "Choose what kind of price it is."},
    )
    per_unit = ExactNumber(what="the price per unit", example="47.133", high="1000000")
    starts = Day(what="the first day of the price", required=True, error_messages=needed("the first day of the price"))
    ends = Day(what="the last day of the price")
    basis = Choice(TermKind, what="what the price is of")
    percent = ExactNumber(what="the percent", example="150", above=True, high="2000")
    list_price = ExactNumber(what="the list price per unit", example="80.25", above=True, high="1000000")
    at_most_charge = YesNo(what="at most the billed charge")
    payer = Text(what="the payer", longest=100)
    plan_name = Text(what="the plan", longest=100)
    site = Choice(SiteKind, what="the site of care")
    product = Text(what="the product", longest=60)

    @validates_schema(pass_original=True, skip_on_field_errors=False)
    def one_price(self, fee: dict[str, Any], typed: Any, **_: Any) -> None:
        """Dollars or a percent, as the basis says; what was typed wrongly has its own message already."""
        basis = fee.get("basis", TermKind.PER_UNIT)
        given = (
            {key for key, value in typed.items() if value not in (None, "")} if isinstance(typed, Mapping) else set()
        )
        if basis in PERCENTS:
            _must_be_a_percent(given, basis)
        elif given & {"percent", "list_price"}:
            raise ValidationError("Choose what the percent is of, or take it out.", "basis")
        elif "per_unit" not in given:
            raise ValidationError(PRICE_NEEDED, "per_unit")

    @validates_schema
    def only_a_contract_has_terms(self, fee: dict[str, Any], **_: Any) -> None:
        """Charges, cash prices and costs are dollars a unit."""
        basis = fee.get("basis", TermKind.PER_UNIT)
        if fee["kind"] is not shapes.FeeKind.CONTRACT and (
            basis is not TermKind.PER_UNIT or fee.get("at_most_charge") or "plan_name" in fee
        ):
            raise ValidationError("Only a contract rate has such terms. Enter this price in dollars a unit.", "basis")
        if basis in COVERS_ADDED_HOURS and fee["code"][0] in NOT_FOR_A_DRUG:
            raise ValidationError("A drug is not paid by the hour or by diem. Choose another basis.", "basis")
        if basis is TermKind.PER_DIEM and fee.get("at_most_charge"):
            raise ValidationError(
                "A price of all administration of a day is not compared with the charge of one code. Leave this out.",
                "at_most_charge",
            )
        if "product" in fee and fee["kind"] is not shapes.FeeKind.ACQUISITION:
            raise ValidationError("Payers pay by code. Only a purchase price is one of a product.", "product")

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> shapes.Fee:
        """A percent has no dollars of its own."""
        return shapes.Fee(**{"per_unit": None, **loaded})

    @post_dump
    def without_defaults(self, dumped: dict[str, Any], **_: Any) -> dict[str, Any]:
        """A row of dollars a unit is written as it always was."""
        return {key: value for key, value in dumped.items() if DEFAULTS.get(key) != value}


def _must_be_a_percent(given: set[str], basis: TermKind) -> None:
    if "percent" not in given:
        raise ValidationError("Enter the percent, such as 150.", "percent")
    if "per_unit" in given:
        raise ValidationError("Enter the percent or the price per unit, not both.", "per_unit")
    if basis in OF_A_LIST_PRICE and "list_price" not in given:
        raise ValidationError("Enter the list price of one billing unit: it is not loaded.", "list_price")
    if basis not in OF_A_LIST_PRICE and "list_price" in given:
        raise ValidationError("A list price goes with a percent of AWP or WAC only.", "list_price")
