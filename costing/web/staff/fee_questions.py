"""The questions about one of the practice's own prices: what it is, and the rarer terms of a contract, folded."""

from collections.abc import Mapping
from typing import Any

from costing.domain.contract import TermKind
from costing.questions.prices import ADDED_HOUR, FIRST_HOUR
from costing.reference.load import reference
from costing.web.forms import Field, Group, Option, value_at
from costing.web.staff.order_questions import SITES, product_options
from costing.web.staff.words import DATE_HINT, YES_NO

FEE_KINDS = (
    Option("billed", "Billed charge", "What the claim asks for. The payer allows less."),
    Option("contract", "Contract rate", "What this payer allows by contract."),
    Option("cash", "Cash price", "What a patient without insurance owes."),
    Option("acquisition", "Purchase price", "What the practice pays for the drug. It decides the margin only."),
)
BASES = (
    Option(TermKind.PER_UNIT, "Dollars for one billing unit"),
    Option(TermKind.PERCENT_OF_LIMIT, "Percent of Medicare’s payment limit"),
    Option(TermKind.PERCENT_OF_AWP, "Percent of the average wholesale price (AWP)"),
    Option(TermKind.PERCENT_OF_WAC, "Percent of the wholesale acquisition cost (WAC)"),
    Option(TermKind.PERCENT_OF_CHARGE, "Percent of the billed charge"),
    Option(TermKind.PER_DAY, "Dollars for this code on an infusion day"),
    Option(TermKind.PER_HOUR, "Dollars for each hour of infusion"),
    Option(TermKind.PER_DIEM, "Dollars for the whole infusion of a day (per diem)"),
)


def fee_groups(_: Mapping[str, Any], document: Mapping[str, Any]) -> tuple[Group, ...]:
    """A price in dollars a unit needs the first group only."""
    return (
        Group(
            (
                Field("code", "Code", hint=_codes(document), width=10),
                Field("kind", "What price is it?", "radios", options=FEE_KINDS),
                Field("per_unit", "Price in dollars", "money", "Of one billing unit, such as 47.133."),
                Field("starts", "Holds from", "date", DATE_HINT),
                Field("ends", "Holds to", "date", "Leave it empty while the price holds."),
            )
        ),
        Group(
            (
                Field("basis", "What is the rate of?", "select", "Dollars for one billing unit when nothing is chosen.", BASES),
                Field("percent", "Percent", "number", "Such as 150. Leave the price in dollars empty then.", suffix="%", width=5),
                Field("list_price", "AWP or WAC of one billing unit", "money", "Only for a percent of AWP or WAC."),
                Field("at_most_charge", "Is never more than the billed charge allowed (lesser of)?", "radios", options=YES_NO, inline=True),
            ),
            "Other contract terms",
            folded=True,
        ),
        Group(
            (
                Field("payer", "Only for this payer", hint="As the coverage names it. Every payer when empty."),
                Field("plan_name", "Only for this plan", hint="As the coverage names it. Every plan when empty."),
                Field("site", "Only at this site of care", "radios", "Every site when nothing is chosen.", SITES),
                Field("product", "Only for this product", "select", "For a purchase price. Payers pay by code.", product_options()),
            ),
            "Only for one payer, plan, site or product",
            folded=True,
        ),
    )  # fmt: skip


def _codes(document: Mapping[str, Any]) -> str:
    product = reference().products.get(str(value_at(document, "order.product")))
    drug = (
        f"{product.hcpcs} for {product.name} (a unit is {product.billing_unit_mg} mg)" if product else "such as J1568"
    )
    return f"The drug’s code, {drug}; {FIRST_HOUR} for the first hour; {ADDED_HOUR} for each added hour."
