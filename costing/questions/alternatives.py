"""What may be tried in place of an order's own: as a person chooses it, and each alternative as an order of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from marshmallow import ValidationError, fields, post_load

from costing.case.fields import Choice, Count, Day, ExactNumber, Text
from costing.case.order_schema import IntervalSchema
from costing.case.part import NOT_A_LIST, NOT_AN_OBJECT, Part, needed
from costing.case.schema import flat_messages
from costing.case.shapes import Order
from costing.domain.sites import SiteKind
from costing.domain.therapy import Conversion, DoseUnit, GivenBy, Interval, IntervalUnit, Route
from costing.questions.refused import Refused, refuse
from costing.questions.shop import route_of
from costing.reference.load import reference
from costing.reference.shapes import Product

MOST_DAYS = 5
MOST_ALTERNATIVES = 60
USUAL_SITES = (SiteKind.OFFICE, SiteKind.HOSPITAL_OUTPATIENT)
LABELED_DAYS = "dm_days_per_cycle"  # what a label prints for dermatomyositis, such as 2-5


class Rank(StrEnum):
    """By what alternatives are ranked: the least for the patient, the least in total, or the most for the practice."""

    PATIENT = "patient"
    TOTAL = "total"
    MARGIN = "margin"


@dataclass(frozen=True, slots=True)
class UnderTheSkin:
    """The same therapy under the skin: its product and interval, and the factor from the dose into a vein, which nobody assumes."""

    product: str
    interval: Interval
    factor: Decimal
    given_by: GivenBy = GivenBy.SELF
    site: SiteKind = SiteKind.HOME
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What to try in place of the order's own; `minutes` of one infusion day stand where no rate table is loaded."""

    products: tuple[str, ...] = ()
    sites: tuple[SiteKind, ...] = ()
    days: tuple[int, ...] = ()
    starts: tuple[date, ...] = ()
    minutes: int | None = None
    under_the_skin: tuple[UnderTheSkin, ...] = ()
    by: Rank = Rank.PATIENT

    @property
    def chosen(self) -> int:
        """How many alternatives are named."""
        return sum(map(len, (self.products, self.sites, self.days, self.starts, self.under_the_skin)))


class UnderTheSkinSchema(Part):
    """The same therapy under the skin."""

    makes = UnderTheSkin

    product = Text(what="the product under the skin", longest=60, required=True, error_messages=needed("the product"))
    interval = fields.Nested(
        IntervalSchema, required=True, error_messages={**needed("how often it is given"), "type": NOT_AN_OBJECT}
    )
    factor = ExactNumber(
        what="the factor from the dose into a vein",
        example="1.37",
        above=True,
        high="3",
        required=True,
        error_messages={
            "required": "Enter the factor from the dose into a vein: the prescriber chooses it, none is assumed."
        },
    )
    given_by = Choice(GivenBy, what="who gives it")
    site = Choice(SiteKind, what="the site of care")
    minutes = Count(what="the minutes that staff infuse", example="90", low=1, high=1440)


class AlternativesSchema(Part):
    """What to compare with; nothing chosen means the usual alternatives."""

    makes = Alternatives

    products = fields.List(Text(what="the product", longest=60), error_messages={"invalid": NOT_A_LIST})
    sites = fields.List(Choice(SiteKind, what="the site of care"), error_messages={"invalid": NOT_A_LIST})
    days = fields.List(
        Count(what="the infusion days per cycle", example="2", low=1, high=MOST_DAYS),
        error_messages={"invalid": NOT_A_LIST},
    )
    starts = fields.List(Day(what="the first infusion"), error_messages={"invalid": NOT_A_LIST})
    minutes = Count(what="the minutes of one infusion day", example="300", low=1, high=1440)
    under_the_skin = fields.List(fields.Nested(UnderTheSkinSchema), error_messages={"invalid": NOT_A_LIST})
    by = Choice(Rank, what="by what to rank")

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> Alternatives:
        """Freeze the lists."""
        frozen: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in loaded.items()}
        return Alternatives(**frozen)


_ALTERNATIVES = AlternativesSchema()


def read_alternatives(document: object) -> Alternatives:
    """Read what is asked for. Raises Refused with a sentence for every field that is wrong."""
    if not isinstance(document, Mapping):
        raise refuse("alternatives", 'The alternatives must be an object, such as {"days": [2, 3]}.')
    try:
        asked: Alternatives = _ALTERNATIVES.load(document)
    except ValidationError as error:
        raise Refused(flat_messages(error.messages)) from None
    return asked


def must_be_alternatives(asked: Alternatives) -> None:
    """Raises Refused for a product that nobody knows, for days and minutes out of range, and for too many at once."""
    named = (*asked.products, *(one.product for one in asked.under_the_skin))
    unknown = [name for name in named if name not in reference().products]
    if unknown:
        raise refuse("products", f"There is no product {unknown[0]!r}. Choose one from the list, such as octagam_10.")
    if any(not 1 <= day <= MOST_DAYS for day in asked.days):
        raise refuse("days", f"Enter infusion days per cycle from 1 to {MOST_DAYS}, such as 2.")
    if asked.minutes is not None and not 1 <= asked.minutes <= 1440:
        raise refuse("minutes", "Enter the minutes of one infusion day from 1 to 1440, such as 300.")
    if asked.chosen > MOST_ALTERNATIVES:
        raise refuse("alternatives", f"Compare at most {MOST_ALTERNATIVES} alternatives at once.")


def with_usual(order: Order, asked: Alternatives) -> Alternatives:
    """What was asked for; when nothing is named, both sites, every product of the same route, and the days that the label prints."""
    if asked.chosen:
        return asked
    known = reference().products
    route = route_of(order, known[order.product])
    products = tuple(one.id for one in known.values() if one.packages and route.value.upper() in one.routes)
    splits = route is Route.IV and order.dose_unit is not DoseUnit.G_PER_KG_PER_DAY
    days = labeled_days(known[order.product]) if splits else ()
    usual = tuple(day for day in days if day <= order.interval.shortest_days)
    return replace(asked, products=products, sites=USUAL_SITES, days=usual)


def labeled_days(product: Product) -> tuple[int, ...]:
    """The infusion days per cycle that the product's label prints for dermatomyositis; none when it prints none."""
    printed = product.attributes.get(LABELED_DAYS)
    if printed is None:
        return ()
    first, _, last = printed.value.partition("-")
    return tuple(range(int(first), int(last or first) + 1))


def orders(order: Order, asked: Alternatives) -> Iterator[tuple[str, Order]]:
    """The order itself, then each with one change; what would be the order again is left out."""
    yield "as ordered", order
    for site in dict.fromkeys(asked.sites):
        if site is not order.site:
            yield "site", replace(order, site=site)
    for days in dict.fromkeys(asked.days):
        if days != order.days_per_cycle:
            yield "days", _of_other_minutes(replace(order, days_per_cycle=days), asked.minutes)
    for starts in dict.fromkeys(asked.starts):
        if starts != order.first_infusion:
            yield "start", replace(order, first_infusion=starts)
    for product in dict.fromkeys(asked.products):
        if product != order.product:
            yield "product", _of_another_product(order, product, asked.minutes)
    for under in asked.under_the_skin:
        yield "under the skin", _under_the_skin(order, under)


def _of_another_product(order: Order, product: str, minutes: int | None) -> Order:
    """The route stays; the vial sizes were those of the ordered product."""
    route = route_of(order, reference().products[order.product])
    return _of_other_minutes(replace(order, product=product, route=route, stocked_grams=()), minutes)


def _of_other_minutes(order: Order, minutes: int | None) -> Order:
    """Entered and documented minutes were those of another dose or product: the label's rates decide, or else the given minutes."""
    rates = reference().products[order.product].ramp
    return replace(order, infusion_minutes=None if rates else minutes, visits=())


def _under_the_skin(order: Order, under: UnderTheSkin) -> Order:
    """The converted dose on one day of each interval, over the same time."""
    return replace(
        order,
        product=under.product,
        route=Route.SC,
        given_by=under.given_by,
        site=under.site,
        days_per_cycle=1,
        interval=under.interval,
        cycles=max(1, _days(order) // under.interval.shortest_days),
        conversion=Conversion(under.factor, order.interval),
        infusion_minutes=under.minutes,
        stocked_grams=(),
        visits=(),
        pump_setups=None,
    )


def _days(order: Order) -> int:
    return order.cycles * order.interval.shortest_days


def must_stand(change: str, order: Order, ordered: Order) -> None:
    """Raises Refused for what the case document would refuse, and for what is no longer the same therapy."""
    if order.interval.shortest_days < order.days_per_cycle:
        raise refuse("days", "The cycles overlap: the interval is shorter than the infusion days.")
    if order.ends is not None and order.ends < order.first_infusion:
        raise refuse("starts", "The first infusion is after the stop date.")
    if change == "days" and order.dose_unit is DoseUnit.G_PER_KG_PER_DAY:
        raise refuse("days", "The dose is per infusion day: with other days the course would be another dose.")
    if change == "under the skin":
        _must_convert(order, ordered)
    if change != "as ordered" and (ordered.loading or ordered.changes):
        _must_be_free_to_change(change, ordered)


def _must_convert(order: Order, ordered: Order) -> None:
    if route_of(ordered, reference().products[ordered.product]) is Route.SC or ordered.conversion:
        raise refuse("under_the_skin", "The order is under the skin already. Compare products or sites.")
    if IntervalUnit.MONTHS in (order.interval.unit, ordered.interval.unit):
        raise refuse("under_the_skin", "A dose is converted by days: give both intervals in days or weeks.")
    if order.dose_unit is DoseUnit.G_PER_KG_PER_DAY:
        raise refuse("under_the_skin", "Enter the IV dose for its whole cycle, such as 2 g/kg per cycle.")
    if _days(ordered) % order.interval.shortest_days:
        raise refuse(
            "under_the_skin",
            f"The course lasts {_days(ordered)} days, which is no whole number of these intervals: the doses would not compare.",
        )


def _must_be_free_to_change(change: str, ordered: Order) -> None:
    """In a course in phases only what no phase sets can be another."""
    if change == "start":
        raise refuse(
            "starts", "The changes of this course have dates of their own, so another start is another course."
        )
    if change in ("days", "under the skin"):
        raise refuse(
            "days", "The phases of this course have days of their own: take out loading and changes to compare them."
        )
    if any(getattr(one, change) for one in ordered.changes):
        raise refuse(f"{change}s", f"A change of this course sets the {change} itself: take it out to compare.")
