"""The rules of the order: product, dose and schedule, a loading before it, and what changes from a date on."""

from collections.abc import Sequence
from typing import Any

from marshmallow import ValidationError, fields, post_load, validates_schema

from costing.case import shapes
from costing.case.fee_schema import CODE
from costing.case.fields import Choice, Clock, Count, Day, ExactNumber, Text, YesNo
from costing.case.part import NOT_A_LIST, NOT_AN_OBJECT, Part, needed
from costing.case.people_schema import WeightSchema
from costing.domain.sites import ConversionFactor, DrugFrom, HospitalKind, SiteKind
from costing.domain.therapy import Conversion, DoseUnit, GivenBy, Interval, IntervalUnit, Route
from costing.domain.weights import WeightBasis

MOST_ALSO_GIVEN = 30
OVERLAP = "The cycles overlap: the interval is shorter than the infusion days."

IN_MILLIGRAMS = "Is the order in milligrams? Enter grams: 140,000 mg are 140 g."


class IntervalSchema(Part):
    """From one cycle's first day to the next's."""

    makes = Interval

    every = Count(
        what="the interval", example="4", low=1, high=365, required=True, error_messages=needed("the interval")
    )
    unit = Choice(
        IntervalUnit,
        what="the unit of the interval",
        required=True,
        error_messages={"required": "Choose days, weeks or months."},
    )


class ConversionSchema(Part):
    """From a dose into a vein to one under the skin."""

    makes = Conversion

    factor = ExactNumber(
        what="the conversion factor of the dose", example="1.37 or 1", above=True, high="3", required=True,
        error_messages={"required": "Enter the factor that the prescriber chose, such as 1. None is assumed."},
    )  # fmt: skip
    from_interval = fields.Nested(
        IntervalSchema, required=True, error_messages={**needed("the interval of the IV dose")}
    )


class LoadingSchema(Part):
    """The cycles before the order's own dose."""

    makes = shapes.Loading

    dose = ExactNumber(
        what="the loading dose",
        example="2",
        above=True,
        high="1000",
        required=True,
        error_messages=needed("the loading dose"),
    )
    dose_unit = Choice(
        DoseUnit,
        what="what the loading dose means",
        required=True,
        error_messages={"required": "Choose what the loading dose means."},
    )
    days_per_cycle = Count(
        what="the infusion days of a loading cycle",
        example="2",
        low=1,
        high=5,
        required=True,
        error_messages=needed("the infusion days of a loading cycle"),
    )
    cycles = Count(
        what="the number of loading cycles",
        example="1",
        low=1,
        high=26,
        required=True,
        error_messages=needed("the number of loading cycles"),
    )
    interval = fields.Nested(IntervalSchema)


class ChangeSchema(Part):
    """What is different from the first cycle that starts on or after a date."""

    makes = shapes.Change

    on = Day(what="the date of the change", required=True, error_messages=needed("the date of the change"))
    product = Text(what="the product", longest=60)
    dose = ExactNumber(what="the dose", example="2 or 0.4", above=True, high="1000")
    dose_unit = Choice(DoseUnit, what="what the dose means")
    days_per_cycle = Count(what="the infusion days per cycle", example="2", low=1, high=5)
    interval = fields.Nested(IntervalSchema)
    site = Choice(SiteKind, what="the site of care")
    weight = fields.Nested(WeightSchema)
    infusion_minutes = Count(what="the infusion minutes", example="300", low=1, high=1440)

    @validates_schema
    def something_changes(self, change: dict[str, Any], **_: Any) -> None:
        """A date alone changes nothing."""
        if set(change) == {"on"}:
            raise ValidationError("Enter what changes on that date, such as the weight.", "on")


class AlsoGivenSchema(Part):
    """Another drug or service of every infusion day."""

    makes = shapes.AlsoGiven

    code = Text(what="the code", pattern=CODE, example="J1200", required=True, error_messages=needed("the code"))
    units = Count(
        what="the units of an infusion day",
        example="1",
        low=1,
        high=999,
        required=True,
        error_messages=needed("the units of an infusion day"),
    )
    label = Text(what="what it is", longest=60)


class DocumentedVisitSchema(Part):
    """When the infusion of one day began and ended."""

    makes = shapes.DocumentedVisit

    on = Day(what="the infusion day", required=True, error_messages=needed("the infusion day"))
    began = Clock(
        what="the time at which the infusion began",
        required=True,
        error_messages=needed("the time at which the infusion began"),
    )
    ended = Clock(
        what="the time at which the infusion ended",
        required=True,
        error_messages=needed("the time at which the infusion ended"),
    )

    @validates_schema
    def it_takes_time(self, visit: dict[str, Any], **_: Any) -> None:
        """The same time twice is a slip."""
        if visit["began"] == visit["ended"]:
            raise ValidationError("The infusion ends when it begins. Check both times.", "ended")


def _one_visit_a_day(visits: Sequence[shapes.DocumentedVisit]) -> None:
    if len({visit.on for visit in visits}) < len(visits):
        raise ValidationError("Two visits have the same day. Put them into one.")


def _must_fit(days: int, interval: Interval, where: str) -> None:
    if interval.shortest_days < days:
        raise ValidationError(OVERLAP, where)


def _one_a_day(changes: Sequence[shapes.Change]) -> None:
    if len({change.on for change in changes}) < len(changes):
        raise ValidationError("Two changes have the same date. Put them into one.")


def _few_enough(also: Sequence[shapes.AlsoGiven]) -> None:
    if len(also) > MOST_ALSO_GIVEN:
        raise ValidationError(
            f"An order may list {MOST_ALSO_GIVEN} things given besides. Put those of one code together."
        )


class OrderSchema(Part):
    """The prescription."""

    makes = shapes.Order

    product = Text(what="the product", longest=60, required=True, error_messages={"required": "Choose the product."})
    dose = ExactNumber(
        what="the dose", example="2 or 0.4", above=True, high="1000", beyond=IN_MILLIGRAMS, required=True,
        error_messages=needed("the dose"),
    )  # fmt: skip
    dose_unit = Choice(
        DoseUnit, what="what the dose means", required=True, error_messages={"required": "Choose what the dose means."}
    )
    days_per_cycle = Count(
        what="the infusion days per cycle",
        example="2",
        low=1,
        high=5,
        required=True,
        error_messages=needed("the infusion days per cycle"),
    )
    interval = fields.Nested(
        IntervalSchema, required=True, error_messages={**needed("the interval"), "type": NOT_AN_OBJECT}
    )
    cycles = Count(
        what="the number of cycles",
        example="13",
        low=1,
        high=60,
        required=True,
        error_messages=needed("the number of cycles"),
    )
    first_infusion = Day(
        what="the first infusion date", required=True, error_messages=needed("the first infusion date")
    )
    site = Choice(
        SiteKind, what="the site of care", required=True, error_messages={"required": "Choose the site of care."}
    )
    conversion_factor = Choice(ConversionFactor, what="the conversion factor")
    locality = Text(what="the Medicare locality", pattern=r"\d{5}-\d{2}", example="11502-00")
    hospital = Choice(HospitalKind, what="the kind of hospital department")
    infusion_minutes = Count(what="the infusion minutes", example="300", low=1, high=1440)
    slow_rate = YesNo(what="slower rate")
    loading = fields.Nested(LoadingSchema)
    changes = fields.List(fields.Nested(ChangeSchema), error_messages={"invalid": NOT_A_LIST}, validate=_one_a_day)
    ends = Day(what="the stop date")
    route = Choice(Route, what="the route")
    given_by = Choice(GivenBy, what="who gives it")
    drug_from = Choice(DrugFrom, what="who buys the drug", load_default=DrugFrom.PRACTICE)
    conversion = fields.Nested(ConversionSchema)
    weight_basis = Choice(WeightBasis, what="the weight to dose by")
    round_within_percent = ExactNumber(what="the percentage for rounding", example="5", above=True, high="20")
    stocked_grams = fields.List(
        ExactNumber(what="a stocked vial size", example="10", above=True, high="100"),
        error_messages={"invalid": NOT_A_LIST},
    )

    also_given = fields.List(
        fields.Nested(AlsoGivenSchema), error_messages={"invalid": NOT_A_LIST}, validate=_few_enough
    )
    pump_setups = Count(what="the further pump set-ups", example="1", low=1, high=8)
    visits = fields.List(
        fields.Nested(DocumentedVisitSchema), error_messages={"invalid": NOT_A_LIST}, validate=_one_visit_a_day
    )

    days_per_cycle_to = Count(what="the most infusion days per cycle", example="5", low=2, high=5)
    interval_every_to = Count(what="the longest interval", example="4", low=2, high=60)

    @validates_schema
    def ranges_go_up(self, order: dict[str, Any], **_: Any) -> None:
        """A range ends above its start, and a dose of the day would be another dose on other days."""
        most = order.get("days_per_cycle_to")
        if most is not None and most <= order["days_per_cycle"]:
            raise ValidationError("Enter more days than the first number, or leave it empty.", "days_per_cycle_to")
        if most is not None and order["dose_unit"] is DoseUnit.G_PER_KG_PER_DAY:
            raise ValidationError(
                "The dose is per infusion day: with more days it would be another dose. Leave this empty.",
                "days_per_cycle_to",
            )
        if (longest := order.get("interval_every_to")) is not None and longest <= order["interval"].every:
            raise ValidationError("Enter a longer interval than the first one, or leave it empty.", "interval_every_to")
        if most is not None and order["interval"].shortest_days < most:
            raise ValidationError(OVERLAP, "days_per_cycle_to")

    @validates_schema
    def days_fit_the_interval(self, order: dict[str, Any], **_: Any) -> None:
        """A cycle ends before the next one starts, whatever is in force."""
        days, interval = order["days_per_cycle"], order["interval"]
        _must_fit(days, interval, "interval")
        if loading := order.get("loading"):
            _must_fit(loading.days_per_cycle, loading.interval or interval, "loading")
        for place, change in sorted(enumerate(order.get("changes", ())), key=lambda one: one[1].on):
            days, interval = change.days_per_cycle or days, change.interval or interval
            if interval.shortest_days < days:
                raise ValidationError({"changes": {place: {"interval": [OVERLAP]}}})

    @validates_schema
    def conversion_counts_days(self, order: dict[str, Any], **_: Any) -> None:
        """A dose is converted from cycle to cycle in days, so neither interval may be in months, nor the dose per day."""
        if "conversion" not in order:
            return
        if IntervalUnit.MONTHS in (order["interval"].unit, order["conversion"].from_interval.unit):
            raise ValidationError("Enter both intervals in days or weeks: a dose is converted by days.", "conversion")
        if order["dose_unit"] is DoseUnit.G_PER_KG_PER_DAY:
            raise ValidationError(
                "Enter the IV dose for its whole cycle, such as 140 g or 2 g/kg per cycle.", "dose_unit"
            )

    @validates_schema
    def something_is_given(self, order: dict[str, Any], **_: Any) -> None:
        """The stop date leaves at least the first infusion."""
        if "ends" in order and order["ends"] < order["first_infusion"]:
            raise ValidationError("The stop date is before the first infusion. Check both dates.", "ends")

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> shapes.Order:
        """Freeze the lists, changes in the order of their dates."""
        changes = tuple(sorted(loaded.pop("changes", ()), key=lambda one: one.on))
        for name in ("stocked_grams", "also_given"):
            loaded[name] = tuple(loaded.get(name, ()))
        loaded["visits"] = tuple(sorted(loaded.pop("visits", ()), key=lambda one: one.on))
        return shapes.Order(**loaded, changes=changes)
