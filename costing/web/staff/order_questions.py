"""The questions about the order: product, dose and what it means, schedule, place and time."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from costing.domain.sites import ConversionFactor, HospitalKind, SiteKind
from costing.domain.therapy import DoseUnit, IntervalUnit
from costing.reference.load import reference
from costing.reference.shapes import Product
from costing.web.forms import Field, Group, Option
from costing.web.staff.words import DATE_HINT, YES_NO

ROUTES = {
    ("IV",): "Into a vein (IV)",
    ("IV", "SC"): "Into a vein or under the skin (IV or SC)",
    ("SC",): "Under the skin (SC)",
}
DOSE_UNITS = (
    Option(DoseUnit.G_PER_KG_PER_CYCLE, "g/kg for the whole cycle", "“2 g/kg over 2 days” is 2 here."),
    Option(DoseUnit.G_PER_KG_PER_DAY, "g/kg on each infusion day", "“0.4 g/kg a day for 5 days” is 0.4 here."),
    Option(DoseUnit.G_PER_CYCLE, "grams for the whole cycle", "“140 g over 2 days” is 140 here; 140,000 mg are 140 g."),
)
SITES = (
    Option(SiteKind.OFFICE, "Physician office"),
    Option(SiteKind.INFUSION_SUITE, "Infusion suite"),
    Option(SiteKind.HOSPITAL_OUTPATIENT, "Hospital outpatient department"),
    Option(SiteKind.HOME, "Home"),
)
HOSPITALS = (
    Option(HospitalKind.ON_CAMPUS, "On campus", "Assumed, and said so, when nothing is chosen."),
    Option(
        HospitalKind.EXCEPTED_OFF_CAMPUS, "Off campus, excepted", "Medicare pays it 40% for giving a drug since 2026."
    ),
    Option(HospitalKind.RURAL_SOLE_COMMUNITY, "Of a rural sole community hospital", "Exempt from the lower rate."),
    Option(HospitalKind.OTHER, "Another kind", "Such as off campus and not excepted: its rates are not modelled."),
)
FACTORS = (
    Option(ConversionFactor.NON_QP, "non-QP", "It holds when nothing is chosen."),
    Option(ConversionFactor.QP, "QP", "For a qualifying APM participant."),
)
INTERVAL_UNITS = (
    Option(IntervalUnit.WEEKS, "weeks"),
    Option(IntervalUnit.DAYS, "days"),
    Option(IntervalUnit.MONTHS, "calendar months"),
)


@cache
def product_options() -> tuple[Option, ...]:
    """Every product, grouped by its routes."""
    order = list(ROUTES)
    known = sorted(reference().products.values(), key=lambda one: (order.index(one.routes), one.name))
    return tuple(Option(one.id, _product_words(one), group=ROUTES[one.routes]) for one in known)


def _localities() -> tuple[Option, ...]:
    return _by_state(reference().content_hash)


@lru_cache(maxsize=1)
def _by_state(_: str) -> tuple[Option, ...]:
    """Localities by state, each by its newest name; they stay while the reference data has the same hash."""
    newest = [(key, history.newest().value) for key, history in reference().localities.items()]
    ordered = sorted(newest, key=lambda pair: (pair[1].state, pair[1].name))
    return tuple(Option(key, f"{place.name} ({key})", group=place.state) for key, place in ordered)


def _product_words(product: Product) -> str:
    label = ", labeled for dermatomyositis" if product.labelled_for_dm else ""
    return f"{product.name} ({product.hcpcs}{label})"


def order_groups(_: Mapping[str, Any]) -> tuple[Group, ...]:
    """All questions of the order."""
    return (
        Group(
            (
                Field("order.product", "Product", "select", options=product_options()),
                Field("order.dose", "Dose", "number", "The number only, such as 2 or 0.4.", width=5),
                Field("order.dose_unit", "What does the dose mean?", "radios", options=DOSE_UNITS),
            ),
            "Product and dose",
        ),
        *_schedule(),
        *_place(),
    )


def _schedule() -> tuple[Group, ...]:
    return (
        Group(
            (
                Field("order.days_per_cycle", "Infusion days in each cycle", "number", "From 1 to 5.", width=3),
                Field("order.days_per_cycle_to", "To (optional)", "number", "For “2 to 5 days”.", width=3),
            ),
            "Schedule",
            "A cycle is one course of infusion days in a row. Its interval is counted in days: every 4 weeks is not every month.",
            row=True,
        ),
        Group(
            (
                Field("order.interval.every", "A cycle starts every", "number", "Such as 4.", width=3),
                Field("order.interval_every_to", "To (optional)", "number", "For “every 3 to 4 weeks”.", width=3),
                Field("order.interval.unit", "Weeks, days or months", "radios", options=INTERVAL_UNITS, inline=True),
            ),
            row=True,
        ),
        Group(
            (
                Field("order.cycles", "Number of cycles", "number", "13 cycles every 4 weeks make a year.", width=3),
                Field("order.first_infusion", "First infusion", "date", DATE_HINT),
            )
        ),
    )


def _place() -> tuple[Group, ...]:
    return (
        Group(
            (
                Field("order.site", "Where is it given?", "radios", options=SITES),
                Field(
                    "order.conversion_factor", "Medicare’s conversion factor", "radios",
                    "It matters only in an office or suite, for Medicare’s fees since 2026.", FACTORS,
                ),
                Field(
                    "order.locality", "Medicare locality of the office", "select",
                    "By contractor and number, as on Medicare’s fee schedule. Leave it empty for the national fee.",
                    _localities(),
                ),
                Field(
                    "order.hospital", "Kind of hospital department", "radios",
                    "It matters only in a hospital.", HOSPITALS,
                ),
            ),
            "Place",
        ),
        Group(
            (
                Field(
                    "order.infusion_minutes", "Minutes of one infusion day (optional)", "number",
                    "They decide how many added hours are billed. Leave it empty to use the label’s rates, where they are loaded.",
                    suffix="minutes", width=4,
                ),
                Field(
                    "order.slow_rate", "Slower rate because of kidney or clotting risk?", "radios",
                    "The label’s lower highest rate. No when nothing is chosen.", YES_NO, inline=True,
                ),
            ),
            "Time",
        ),
    )  # fmt: skip
