"""What the ordered course costs, and who pays: the case document and the reference to a priced estimate."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

from costing.case.fields import plain
from costing.case.phases import FIVE_FEET_CM, OrderedPhase, ordered_phases, regimen_of
from costing.case.plan_shapes import Coverage
from costing.case.shapes import Case, Order, Patient
from costing.domain.charges import PriceList
from costing.domain.coverage import Timeline
from costing.domain.estimate import Estimate
from costing.domain.pricing import Course, PricedPhase, price
from costing.domain.rounding import rounded_dose_mg
from costing.domain.therapy import MG_PER_G, DoseUnit, Route
from costing.domain.vials import VialSize
from costing.domain.weights import WeightBasis
from costing.questions.minutes import infusion_minutes
from costing.questions.notes import after_pricing, notes
from costing.questions.payable import must_be_payable
from costing.questions.payment_plan import spread_bills
from costing.questions.prices import price_list
from costing.questions.product import infused_product, stocked_sizes
from costing.questions.ranges import with_ranges
from costing.questions.refused import Refused, refuse
from costing.questions.rests_on import assumptions_of
from costing.questions.shop import Shop, route_of
from costing.questions.spread import with_spread
from costing.questions.terms import in_words
from costing.questions.timeline import plan_held_on, stretches, timeline
from costing.reference.load import reference
from costing.reference.shapes import Reference
from payer_rules.dated import History
from payer_rules.message import Message, long_date, say

T = TypeVar("T", bound=Hashable)


def estimate(case: Case, known: Reference | None = None) -> Estimate:
    """Price every infusion day of the order by what is `known` (default: what is loaded).

    Raises Refused when the order, weight, coverage or a needed choice is missing.
    """
    by_days = partial(_priced, known=known or reference())
    return with_spread(case, by_days(case), by_days)


def _priced(case: Case, known: Reference) -> Estimate:
    """The order by its own days and interval."""
    order, coverage = _asked(case)
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
            assumptions=_once(one for part in parts for one in assumptions_of(part.shop)),
            notes=_once(note for part in parts for note in _notes(part, covers)),
            phases=tuple(part.priced for part in parts),
        )
    )
    after = _once(note for part in parts for note in after_pricing(part.shop, _of_phase(priced, part.priced)))
    missing = with_ranges(priced.missing, coverage.primary.kind, known)
    return replace(priced, notes=(*priced.notes, *after), missing=missing, bills=spread_bills(coverage, priced, covers))


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
    _must_be_infusion_days(order, {on for phase in phases for on, _, _ in phase.phase.dates()})
    return tuple(part for phase in phases for part in _parts_of(case, phase, coverage, known))


def _must_be_infusion_days(order: Order, days: set[date]) -> None:
    """A documented visit on another day would be left out in silence."""
    for place, visit in enumerate(order.visits):
        if visit.on not in days:
            raise refuse(
                f"order.visits.{place}.on",
                f"{long_date(visit.on)} is no infusion day of the order. Correct the date, or change the order from its cycle on.",
            )


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
    minutes = infusion_minutes(case, order, product, ordered.weight_kg)
    documented = {visit.on: visit.minutes for visit in order.visits}
    held = stretches(coverage)
    for starts, days in groupby(given.phase.days(), key=lambda day: plan_held_on(held, day.on)[0]):
        own = dict(held)[starts]
        shop = Shop(case, order, own.primary, product, known, own.second)
        must_be_payable(shop)
        phase = PricedPhase(
            product_name=product.name,
            regimen=regimen_of(order),
            weight_kg=ordered.weight_kg,
            days=tuple(days),
            sizes=sizes,
            minutes=minutes,
            prices=price_list(shop),
            documented=documented,
            site=order.site.value,
            plan=in_words(own.primary) if coverage.changes else None,
        )
        yield _Part(shop, phase, ordered.phase.dose_mg)


def _weighed(ordered: OrderedPhase) -> OrderedPhase:
    """The phase, where its dose can be reckoned. Raises Refused without a weight for a dose per kilogram."""
    if ordered.weight_kg is None and ordered.order.dose_unit is not DoseUnit.G_PER_CYCLE:
        raise refuse("patient.weight", "Enter the weight: the dose is per kilogram.")
    return ordered


def rounded(ordered: OrderedPhase, sizes: tuple[VialSize, ...]) -> OrderedPhase:
    """The phase with its dose rounded to whole vials, where the order allows it and they are near enough."""
    percent, dose_mg = ordered.order.round_within_percent, ordered.phase.dose_mg
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
    return tuple(dict.fromkeys(said))


def _of_phase(priced: Estimate, phase: PricedPhase) -> Estimate:
    """The estimate with the visits of one phase only."""
    if len(phase.days) == len(priced.visits):
        return priced
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


def _newest(shop: Shop, prices: PriceList) -> dict[str, date]:
    """When the newest loaded value of everything that changes over time starts, by name."""
    histories: list[History[Any]] = [shop.known.part_b_deductible]
    for one in prices.every_price():
        histories += [one.allowed, one.coinsurance]
    return {history.name: history.newest().starts for history in histories if history.entries}
