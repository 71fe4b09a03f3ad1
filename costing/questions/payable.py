"""What nobody pays for, or cannot be priced by a published rule: refused with the reason and what can be done instead."""

from costing.domain.coverage import PlanKind
from costing.domain.sites import HospitalKind, SiteKind
from costing.domain.therapy import GivenBy
from costing.questions.refused import refuse
from costing.questions.shop import Shop, pays_medicare_rates, sent_by_part_d


def must_be_payable(shop: Shop) -> None:
    """Raises Refused for an order that its payer does not pay, or pays by a rule that is not modelled."""
    own = shop.order.given_by is GivenBy.SELF and shop.plan.kind is PlanKind.MEDICARE_PART_B
    if own and not sent_by_part_d(shop):
        raise refuse(
            "order.given_by",
            "Part B does not pay for immune globulin that a patient with dermatomyositis infuses without staff: neither of its "
            "home benefits lists the disease. Choose staff in the office or hospital, or ask the Part D plan for the drug.",
        )
    if shop.order.site is SiteKind.HOME and shop.plan.kind is PlanKind.MEDICARE_PART_B and not sent_by_part_d(shop):
        raise refuse(
            "order.site",
            "Part B does not pay for immune globulin at home for dermatomyositis: neither of its home benefits lists the disease. Choose "
            "an office, infusion suite or hospital; or ask the Part D plan for the drug, and choose that a pharmacy sends it.",
        )
    if sent_by_part_d(shop) and not (shop.case.coverage and shop.case.coverage.part_d):
        raise refuse(
            "order.drug_from",
            "Part B pays for a drug that the practice buys and gives. Choose that the practice buys it, or enter the Part D plan that "
            "pays for a drug that a pharmacy sends.",
        )
    if shop.order.site is SiteKind.HOSPITAL_OUTPATIENT and pays_medicare_rates(shop):
        _must_be_modelled(shop)


def _must_be_modelled(shop: Shop) -> None:
    if shop.order.hospital is HospitalKind.OTHER:
        raise refuse(
            "order.hospital",
            "How Medicare pays this kind of hospital department is not modelled. Ask the hospital for its own estimate, or "
            "choose on campus, excepted off campus, or rural sole community if one of them is right.",
        )
