"""What the ordered course costs, and who pays: the case document and the reference to a priced estimate."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, TypeVar

from costing.case.fields import plain
from costing.case.phases import FIVE_FEET_CM, OrderedPhase, ordered_phases, regimen_of
from costing.case.plan_shapes import Coverage
from costing.case.shapes import Case, Order, Patient
from costing.domain.charges import PriceList
from costing.domain.coverage import PlanKind, Timeline
from costing.domain.estimate import Estimate, NamedAssumption
from costing.domain.infusion_time import minutes_by_ramp
from costing.domain.pricing import NEWEST_LOADED_VALUE, Course, PricedPhase, price
from costing.domain.rounding import rounded_dose_mg
from costing.domain.sites import SiteKind
from costing.domain.therapy import MG_PER_G, DoseUnit, GivenBy, Route, daily_dose_mg
from costing.domain.vials import VialSize
from costing.domain.weights import WeightBasis
from costing.questions.assumptions import ADDED_HOUR_RULE, ADVANTAGE_AT_MEDICARE_RATES, BY_NAME, MIDDLE_STEP
from costing.questions.notes import after_pricing, notes
from costing.questions.payable import must_be_payable
from costing.questions.prices import price_list
from costing.questions.ranges import with_ranges
from costing.questions.refused import Refused, refuse
from costing.questions.shop import Shop, has_daily_limit, pays_medicare_rates, route_of
from costing.questions.terms import in_words
from costing.questions.timeline import plan_held_on, stretches, timeline
from costing.reference.load import reference
from costing.reference.shapes import Product, Reference
from payer_rules.dated import History
from payer_rules.message import Message, say

T = TypeVar("T")


def estimate(case: Case) -> Estimate:
    """Price every infusion day of the order. Raises Refused when the order, weight, coverage or a needed choice is missing."""
    order, coverage = _asked(case)
    known = reference()
    parts = _parts(case, order, coverage, known)
    stretch = parts[0].priced.prices.stretch
    days = tuple(day.on for part in parts for day in part.priced.days)
    covers = timeline(case, coverage, days, known, stretch)
    first = parts[0].priced
    priced = price(
        Course(
            product_name=first.product_name,
            regimen=first.regimen,
            weight_kg=first.weight_kg,
            sizes=first.sizes,
            minutes=first.minutes,
            prices=first.prices,
            timeline=covers,
            newest={name: starts for part in parts for name, starts in _newest(part.shop, part.priced.prices).items()},
            assumptions=_once(one for part in parts for one in _assumptions(part.shop)),
            notes=_once(note for part in parts for note in _notes(part, covers)),
            phases=tuple(part.priced for part in parts),
        )
    )
    after = _once(note for part in parts for note in after_pricing(part.shop, _of_phase(priced, part.priced)))
    missing = with_ranges(priced.missing, coverage.primary.kind, known)
    return replace(priced, notes=(*priced.notes, *after), missing=missing)


@dataclass(frozen=True, slots=True)
class _Part:
    """One phase: what its prices are looked up with, and what is priced."""

    shop: Shop
    priced: PricedPhase
    ordered_mg: int  # on each infusion day, before any rounding


def _parts(case: Case, order: Order, coverage: Coverage, known: Reference) -> tuple[_Part, ...]:
    """The order's phases, each priced as an order of its own, and apart for each plan that holds."""
    _must_know_the_weight(order, case.patient)
    phases = ordered_phases(order, case.patient)
    return tuple(part for phase in phases for part in _parts_of(case, phase, coverage, known))


def _must_know_the_weight(order: Order, patient: Patient | None) -> None:
    """Ideal and adjusted weight follow from height and sex."""
    if order.weight_basis is WeightBasis.ACTUAL:
        return
    if patient is None or patient.height is None or patient.sex is None:
        raise refuse("patient.height", "Enter height and sex: the dose goes by the ideal or adjusted weight.")
    if patient.height.cm < FIVE_FEET_CM:
        raise refuse("order.weight_basis", "The formula for ideal weight starts at 5 feet. Choose the actual weight.")


def _parts_of(case: Case, ordered: OrderedPhase, coverage: Coverage, known: Reference) -> Iterator[_Part]:
    """One part for each plan that holds on some of the phase's days."""
    product = infused_product(ordered.order, known)
    sizes = stocked_sizes(ordered.order, product)
    given = rounded(_weighed(ordered), sizes)
    order = given.order
    if case.order and case.order.conversion and route_of(order, product) is Route.IV:
        raise refuse(
            "order.conversion", "Only a dose under the skin is converted from one into a vein. Choose that route."
        )
    minutes = _minutes(case, order, product, ordered.weight_kg)
    held = stretches(coverage)
    for starts, days in groupby(given.phase.days(), key=lambda day: plan_held_on(held, day.on)[0]):
        own = dict(held)[starts]
        shop = Shop(case, order, own.primary, product, known)
        must_be_payable(shop)
        phase = PricedPhase(
            product_name=product.name,
            regimen=regimen_of(order),
            weight_kg=ordered.weight_kg,
            days=tuple(days),
            sizes=sizes,
            minutes=minutes,
            prices=price_list(shop),
            site=order.site.value,
            plan=in_words(own.primary) if coverage.changes else None,
        )
        yield _Part(shop, phase, ordered.phase.days()[0].dose_mg)


def _weighed(ordered: OrderedPhase) -> OrderedPhase:
    """The phase, where its dose can be reckoned. Raises Refused without a weight for a dose per kilogram."""
    if ordered.weight_kg is None and ordered.order.dose_unit is not DoseUnit.G_PER_CYCLE:
        raise refuse("patient.weight", "Enter the weight: the dose is per kilogram.")
    return ordered


def rounded(ordered: OrderedPhase, sizes: tuple[VialSize, ...]) -> OrderedPhase:
    """The phase with its dose rounded to whole vials, where the order allows it and they are near enough."""
    percent, dose_mg = ordered.order.round_within_percent, ordered.phase.days()[0].dose_mg
    nearest = rounded_dose_mg(dose_mg, sizes, percent) if percent else dose_mg
    return ordered if nearest == dose_mg else ordered.given(nearest)


def _notes(part: _Part, covers: Timeline) -> Iterator[Message]:
    basis, weight_kg = part.shop.order.weight_basis, part.priced.weight_kg
    if basis is not WeightBasis.ACTUAL and weight_kg is not None:
        yield say(
            "The dose goes by the {basis} weight of {kg} kg, by Devine's formula of 1974 and, for adjusted weight, 40% of what "
            "is above it. Both are told from memory: check them.",
            basis=basis.value,
            kg=plain(round(weight_kg, 2)),
        )
    given_mg = part.priced.days[0].dose_mg
    if given_mg != part.ordered_mg:
        yield say(
            "The dose of an infusion day is rounded to whole vials: {given} g are given, {ordered} g were ordered "
            "({percent}% are allowed).",
            given=plain(Decimal(given_mg) / MG_PER_G),
            ordered=plain(Decimal(part.ordered_mg) / MG_PER_G),
            percent=plain(part.shop.order.round_within_percent or Decimal(0)),
        )
    days = tuple(day.on for day in part.priced.days)
    yield from notes(part.shop, covers.terms_on(days[0]), days, part.priced.minutes)


def _once(said: Iterable[T]) -> tuple[T, ...]:
    """What several phases say alike is said once."""
    return tuple({str(one): one for one in said}.values())


def _of_phase(priced: Estimate, phase: PricedPhase) -> Estimate:
    """The estimate with the visits of one phase only."""
    own = {day.on for day in phase.days}
    return replace(priced, visits=tuple(visit for visit in priced.visits if visit.on in own))


def _asked(case: Case) -> tuple[Order, Coverage]:
    missing = {}
    if case.order is None:
        missing["order"] = ["Enter the order: product, dose, days per cycle, interval, first infusion and site."]
    if case.coverage is None:
        missing["coverage"] = ["Enter the coverage: the kind of plan and its terms."]
    if case.order is None or case.coverage is None:
        raise Refused(missing)
    return case.order, case.coverage


def infused_product(order: Order, known: Reference) -> Product:
    """The ordered product. Raises Refused when it is not given by the ordered route or no package size is loaded."""
    product = known.products.get(order.product)
    if product is None:
        raise refuse(
            "order.product", f"There is no product {order.product!r}. Choose one from the list, such as octagam_10."
        )
    route = route_of(order, product)
    if route.value.upper() not in product.routes:
        way = "into a vein" if route is Route.IV else "under the skin"
        raise refuse("order.route", f"{product.name} is not given {way}. Choose the other route or another product.")
    if order.given_by is GivenBy.SELF and route is Route.IV:
        raise refuse(
            "order.given_by", "An infusion into a vein is given by staff. Choose staff, or a product under the skin."
        )
    if not product.packages:
        limit = (
            "" if product.hcpcs in known.limits else f" Medicare publishes no payment limit for {product.hcpcs} either."
        )
        raise refuse(
            "order.product",
            f"No package sizes are loaded for {product.name}, so its vials cannot be chosen.{limit} Choose another product.",
        )
    return product


def vial_sizes(product: Product) -> tuple[VialSize, ...]:
    """The sizes of a product, each with the package numbers that hold it."""
    by_mg: dict[int, list[str]] = {}
    for package in product.packages:
        by_mg.setdefault(int(package.grams * MG_PER_G), []).append(package.ndc)
    return tuple(VialSize(mg, tuple(ndcs)) for mg, ndcs in sorted(by_mg.items()))


def stocked_sizes(order: Order, product: Product) -> tuple[VialSize, ...]:
    """The sizes that the office stocks, all when none are entered. Raises Refused when it stocks none of this product."""
    sizes = vial_sizes(product)
    if not order.stocked_grams:
        return sizes
    stocked = tuple(size for size in sizes if Decimal(size.mg) / MG_PER_G in order.stocked_grams)
    if not stocked:
        known = ", ".join(plain(Decimal(size.mg) / MG_PER_G) for size in sizes)
        raise refuse(
            "order.stocked_grams", f"{product.name} comes in vials of {known} g. Enter which of them are stocked."
        )
    return stocked


def _minutes(case: Case, order: Order, product: Product, weight_kg: Decimal | None) -> Decimal:
    """Entered minutes, or the label's ramp; 0 when no staff is there. Raises Refused when neither can be used."""
    if order.given_by is GivenBy.SELF:
        return Decimal(0)
    if ADDED_HOUR_RULE not in case.assumptions:
        raise refuse("assumptions", f"Choose the rule for added hours: {BY_NAME[ADDED_HOUR_RULE].sentence}")
    if order.infusion_minutes is not None:
        return Decimal(order.infusion_minutes)
    if route_of(order, product) is Route.SC:
        raise refuse(
            "order.infusion_minutes", "Enter the minutes that staff infuse under the skin on one day, such as 90."
        )
    if product.ramp and weight_kg is None:
        raise refuse(
            "order.infusion_minutes",
            "Enter the minutes of one infusion day, such as 300, or the weight: the label's rates are per kilogram.",
        )
    if product.ramp is None or weight_kg is None:
        raise refuse(
            "order.infusion_minutes",
            f"Enter the minutes of one infusion day, such as 300: no rate table is loaded for {product.name}.",
        )
    if MIDDLE_STEP not in case.assumptions:
        offer = f"Enter the minutes of one infusion day, such as 300, or choose the assumption: {BY_NAME[MIDDLE_STEP].sentence}"
        raise refuse("order.infusion_minutes", offer)
    mg_per_kg = daily_dose_mg(regimen_of(order), weight_kg) / weight_kg
    return minutes_by_ramp(mg_per_kg, product.ramp.slow if order.slow_rate else product.ramp.usual)


def _newest(shop: Shop, prices: PriceList) -> dict[str, date]:
    """When the newest loaded value of everything that changes over time starts, by name."""
    histories: list[History[Any]] = [shop.known.part_b_deductible]
    for one in (prices.drug, prices.first_hour, prices.added_hour):
        histories += [one.allowed, one.coinsurance] if one else []
    return {history.name: history.newest().starts for history in histories if history.entries}


def _assumptions(shop: Shop) -> tuple[NamedAssumption, ...]:
    """The chosen ones that this estimate rests on, then those that always stand."""
    names = [name for name in shop.case.assumptions if name in _rests_on(shop)]
    names.append("added_hours_as_one_line")
    if pays_medicare_rates(shop):
        names += _place_of(shop)
    if has_daily_limit(shop):
        names.append("daily_coinsurance_limit")
    if shop.plan.kind is PlanKind.MEDICARE_PART_B:
        names.append("participating")
    else:
        names.append("waste_as_in_medicare")
    return tuple(BY_NAME[name].named() for name in dict.fromkeys(names))


def _place_of(shop: Shop) -> list[str]:
    """What is taken as given about the place of service."""
    if shop.order.site is not SiteKind.OFFICE:
        return [] if shop.order.hospital else ["on_campus"]
    return [] if shop.order.locality else ["national_fees"]


def _rests_on(shop: Shop) -> set[str]:
    """Which chosen assumptions can touch this estimate at all."""
    relevant = {NEWEST_LOADED_VALUE, ADDED_HOUR_RULE}
    if shop.order.infusion_minutes is None:
        relevant.add(MIDDLE_STEP)
    if shop.plan.kind is PlanKind.MEDICARE_ADVANTAGE:
        relevant.add(ADVANTAGE_AT_MEDICARE_RATES)
    return relevant
