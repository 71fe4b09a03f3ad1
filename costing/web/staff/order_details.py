"""What only some orders say: a loading, a stop date, under the skin, the weight to dose by, vials; and changes from a date on."""

from collections.abc import Mapping
from typing import Any

from costing.case.fields import plain
from costing.domain.therapy import GivenBy, Route
from costing.domain.weights import WeightBasis
from costing.reference.load import reference
from costing.web.forms import Field, Group, Option, value_at
from costing.web.staff.order_questions import DOSE_UNITS, INTERVAL_UNITS, SITES, product_options
from costing.web.staff.words import DATE_HINT

WEIGHT_BASES = (
    Option(WeightBasis.ACTUAL, "Actual"),
    Option(WeightBasis.IDEAL, "Ideal", "By Devine’s formula of 1974, told from memory."),
    Option(WeightBasis.ADJUSTED, "Adjusted", "Ideal weight and 40% of what is above it, told from memory."),
)


def detail_groups(document: Mapping[str, Any]) -> tuple[Group, ...]:
    """What some orders say beyond dose and schedule."""
    return (*_loading(), *_under_the_skin(), *_weight_basis(), *_vials(document))


TYPED = {
    ("order", "loading"): ("dose", "days_per_cycle", "cycles", "interval.every"),
    ("order", "loading", "interval"): ("every",),
    ("order", "conversion"): ("factor", "from_interval.every"),
    ("patient", "height"): ("value",),
}  # the typed answers of each block: radios alone cannot be taken back


def without_lone_choices(document: dict[str, Any]) -> dict[str, Any]:
    """Drop a block of which only radios are left, so that emptying its fields takes it out of the order."""
    for path, typed in TYPED.items():
        if all(value_at(document, ".".join((*path, field))) == "" for field in typed):
            parent = value_at(document, ".".join(path[:-1]), {})
            parent.pop(path[-1], None)
    return document


def _loading() -> tuple[Group, ...]:
    return (
        Group(
            (
                Field("order.loading.dose", "Loading dose", "number", "The number only, such as 2.", width=5),
                Field("order.loading.dose_unit", "What does the loading dose mean?", "radios", options=DOSE_UNITS),
                Field("order.loading.days_per_cycle", "Infusion days in each loading cycle", "number", "From 1 to 5.", width=3),
                Field("order.loading.cycles", "Number of loading cycles", "number", "They come before the cycles of the order.", width=3),
            ),
            "Loading",
            "Leave it empty when the order has one dose from the start.",
        ),
        Group(
            (
                Field("order.loading.interval.every", "A loading cycle starts every", "number", "Empty: as in the order.", width=3),
                Field("order.loading.interval.unit", "Weeks, days or months", "radios", options=INTERVAL_UNITS, inline=True),
            ),
            row=True,
        ),
        Group(
            (Field("order.ends", "Last day on which anything is given", "date", f"{DATE_HINT} Empty: all cycles are given."),),
            "Stop date",
        ),
    )  # fmt: skip


def _weight_basis() -> tuple[Group, ...]:
    return (
        Group(
            (
                Field(
                    "order.weight_basis", "Which weight does a dose per kilogram go by?", "radios", "Actual when nothing is chosen.",
                    WEIGHT_BASES,
                ),
                Field("patient.height.value", "Height", "number", "Needed for ideal and adjusted weight. Such as 170.", width=5),
                Field("patient.height.unit", "In", "radios", options=(Option("cm", "cm"), Option("in", "inches")), inline=True),
                Field(
                    "patient.sex", "Sex, for the ideal weight", "radios", options=(Option("female", "Female"), Option("male", "Male")),
                    inline=True,
                ),
            ),
            "Weight to dose by",
        ),
    )  # fmt: skip


def _vials(document: Mapping[str, Any]) -> tuple[Group, ...]:
    return (
        Group(
            (
                _stocked(document),
                Field(
                    "order.round_within_percent", "Round a day’s dose to whole vials within", "number",
                    "Only when the prescriber allows it, such as 5. The dose is not rounded when this is empty.", suffix="%", width=3,
                ),
            ),
            "Vials",
        ),
        Group(
            (
                Field(
                    "order.drug_from", "Who buys the drug?", "radios", "The practice when nothing is chosen.",
                    (
                        Option("practice", "The practice", "It bills the drug and what is left over (buy and bill)."),
                        Option("pharmacy", "A pharmacy sends it", "The pharmacy bills whole vials to the plan (white or brown bag)."),
                    ),
                ),
            )
        ),
    )  # fmt: skip


def _under_the_skin() -> tuple[Group, ...]:
    return (
        Group(
            (
                Field(
                    "order.route", "Route", "radios", "Only for a product that is given both ways. Into a vein when nothing is chosen.",
                    (Option(Route.IV, "Into a vein"), Option(Route.SC, "Under the skin")),
                ),
                Field(
                    "order.given_by", "Who infuses under the skin?", "radios", "Staff when nothing is chosen.",
                    (Option(GivenBy.STAFF, "Staff", "Their time is billed."), Option(GivenBy.SELF, "The patient", "No time is billed.")),
                ),
                Field(
                    "order.pump_setups", "Further pump set-ups a day (optional)", "number",
                    "When staff set up another pump with new sites on an infusion day (96371). The first is in the first hour.", width=3,
                ),
                Field(
                    "order.conversion.factor", "Factor from an IV dose (optional)", "number",
                    "Only when the dose of the order is the earlier IV dose. The prescriber chooses the factor; none is assumed.", width=5,
                ),
            ),
            "Under the skin",
        ),
        Group(
            (
                Field("order.conversion.from_interval.every", "The IV dose was given every", "number", "Such as 4.", width=3),
                Field("order.conversion.from_interval.unit", "Weeks or days", "radios", options=INTERVAL_UNITS[:2], inline=True),
            ),
            row=True,
        ),
    )  # fmt: skip


def _stocked(document: Mapping[str, Any]) -> Field:
    """The sizes of the ordered product, or of every product before one is chosen."""
    ordered = reference().products.get(str(value_at(document, "order.product")))
    products = [ordered] if ordered else reference().products.values()
    grams = sorted({package.grams for product in products for package in product.packages})
    hint = "The vials with the least waste are chosen from these. All sizes when nothing is ticked."
    options = tuple(Option(plain(size), f"{plain(size)} g") for size in grams)
    return Field("order.stocked_grams", "Which vial sizes does the office stock?", "checks", hint, options)


def also_given_groups(_: Mapping[str, Any], __: Mapping[str, Any]) -> tuple[Group, ...]:
    """One other drug or service of every infusion day."""
    return (
        Group(
            (
                Field("code", "Code", hint="Such as J1200 for a drug or 96375 for giving it.", width=10),
                Field("units", "Billing units on each infusion day", "number", "Such as 1.", width=3),
                Field("label", "What it is, in your words (optional)", hint="Such as: diphenhydramine 50 mg."),
            )
        ),
    )


def visit_groups(_: Mapping[str, Any], __: Mapping[str, Any]) -> tuple[Group, ...]:
    """The documented times of one infusion day."""
    return (
        Group((Field("on", "Infusion day", "date", DATE_HINT),)),
        Group(
            (
                Field("began", "The infusion began at", hint="Such as 9:10 am.", width=10),
                Field("ended", "The infusion ended at", hint="Such as 2:25 pm. Past midnight counts as the next day.", width=10),
            ),
            row=True,
        ),
    )  # fmt: skip


def change_groups(_: Mapping[str, Any], __: Mapping[str, Any]) -> tuple[Group, ...]:
    """What is different from a date on."""
    units = (Option("kg", "kg"), Option("lb", "lb"))
    return (
        Group((Field("on", "From which date?", "date", f"{DATE_HINT} It holds from the first cycle that starts on or after this date."),)),
        Group(
            (
                Field("weight.value", "New weight", "number", "Such as 70.", width=5),
                Field("weight.unit", "In", "radios", options=units, inline=True),
                Field("weight.on", "Weighed on", "date", "Such as 1/5/2026."),
            ),
            "What changes",
            "Fill in only what changes. The rest stays as it was.",
            row=True,
        ),
        Group(
            (
                Field("dose", "New dose", "number", "The number only, such as 2 or 0.4.", width=5),
                Field("dose_unit", "What does the new dose mean?", "radios", options=DOSE_UNITS),
                Field("days_per_cycle", "Infusion days in each cycle", "number", "From 1 to 5.", width=3),
            )
        ),
        Group(
            (
                Field("interval.every", "A cycle starts every", "number", "Such as 4.", width=3),
                Field("interval.unit", "Weeks, days or months", "radios", options=INTERVAL_UNITS, inline=True),
            ),
            row=True,
        ),
        Group(
            (
                Field("product", "New product", "select", options=product_options()),
                Field("site", "New site of care", "radios", options=SITES),
                Field("infusion_minutes", "Minutes of one infusion day", "number", suffix="minutes", width=4),
            )
        ),
    )  # fmt: skip
