"""Which assumptions an estimate rests on: the chosen ones that can touch it, and those that always stand."""

from costing.domain.coverage import PlanKind
from costing.domain.estimate import NamedAssumption
from costing.domain.pricing import NEWEST_LOADED_VALUE
from costing.domain.sites import SiteKind
from costing.questions.assumptions import ADDED_HOUR_RULE, ADVANTAGE_AT_MEDICARE_RATES, BY_NAME, MIDDLE_STEP
from costing.questions.shop import Shop, has_daily_limit, pays_medicare_rates


def assumptions_of(shop: Shop) -> tuple[NamedAssumption, ...]:
    """The chosen ones that this estimate rests on, then those that always stand."""
    names = [name for name in shop.case.assumptions if name in _rests_on(shop)]
    names.append("added_hours_as_one_line")
    if pays_medicare_rates(shop):
        names += _place_of(shop)
    if has_daily_limit(shop):
        names.append("daily_coinsurance_limit")
    if shop.plan.kind is PlanKind.MEDICARE_PART_B:
        names += _participation(shop)
    else:
        names.append("waste_as_in_medicare")
    return tuple(BY_NAME[name].named() for name in dict.fromkeys(names))


def _participation(shop: Shop) -> list[str]:
    """Nothing is taken as given once the practice says whether it takes part."""
    stated = shop.case.practice and shop.case.practice.participating
    return ["participating"] if stated is None else ([] if stated else ["accepts_assignment"])


def _place_of(shop: Shop) -> list[str]:
    """What is taken as given about the place of service."""
    if shop.order.site is SiteKind.HOSPITAL_OUTPATIENT:
        return [] if shop.order.hospital else ["on_campus"]
    suite = ["suite_as_office"] if shop.order.site is SiteKind.INFUSION_SUITE else []
    return suite if shop.order.locality else [*suite, "national_fees"]


def _rests_on(shop: Shop) -> set[str]:
    """Which chosen assumptions can touch this estimate at all."""
    relevant = {NEWEST_LOADED_VALUE, ADDED_HOUR_RULE}
    if shop.order.infusion_minutes is None:
        relevant.add(MIDDLE_STEP)
    if shop.plan.kind is PlanKind.MEDICARE_ADVANTAGE:
        relevant.add(ADVANTAGE_AT_MEDICARE_RATES)
    return relevant
