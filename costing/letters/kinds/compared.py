"""What was authorized so far, and what a change asks beside it."""

from collections.abc import Iterator

from costing.case.request_shapes import EarlierAuthorization, PreviousRegimen
from costing.domain.therapy import Interval
from costing.letters.backing import case_field
from costing.letters.course import DOSE_WORDS, dose_text
from costing.letters.figures import number
from costing.letters.matter import Matter
from costing.letters.parts import Block, Gap, Grid, Origin, Row, Section, Sentence
from costing.letters.regimen import SITE_WORDS
from payer_rules.message import long_date


def earlier(matter: Matter) -> Iterator[Section]:
    """The authorization that was given before, as far as it is entered."""
    authorization = matter.request.authorization if matter.request else None
    if authorization:
        yield Section(
            "Earlier authorization",
            "authorization",
            blocks=(Block("Authorization so far", tuple(_rows(authorization))),),
        )


def _rows(given: EarlierAuthorization) -> Iterator[Row]:
    backing = (case_field(Origin.COVERAGE, "request.authorization"),)
    told = (
        ("Number", given.number),
        ("Given by", given.payer),
        ("First day", long_date(given.starts) if given.starts else None),
        ("Last day", long_date(given.ends) if given.ends else None),
    )
    for label, value in told:
        if value:
            yield Row(label, Sentence(value, backing))


def changes(matter: Matter) -> Iterator[Section]:
    """What was authorized so far beside what is asked now; only what differs."""
    yield from earlier(matter)
    rows = tuple(_changed(matter))
    if rows:
        grid = Grid("changes", "What changes", ("Part of the order", "Authorized so far", "Asked now"), rows)
        yield Section("Change asked for", "changes", grids=(grid,))


def change_gaps(matter: Matter) -> Iterator[Gap]:
    """A change needs what was before."""
    if not any(True for _ in _changed(matter)):
        what = "Enter what was authorized so far (product, dose, schedule or site), where the order differs from it."
        yield Gap(what, "Request", "request.previous")


def _changed(matter: Matter) -> Iterator[tuple[Sentence, ...]]:
    before = matter.request.previous if matter.request else None
    for label, was, now in _told(matter, before) if before else ():
        if was and was != now:
            yield (
                Sentence(label),
                Sentence(was, (case_field(Origin.COVERAGE, "request.previous"),)),
                Sentence(now, (case_field(Origin.ORDER, "order"),)),
            )


def _told(matter: Matter, before: PreviousRegimen) -> Iterator[tuple[str, str | None, str]]:
    order = matter.order
    product = before.product.replace("_", " ") if before.product else None
    yield "Product", None if before.product == matter.product.id else product, matter.product.name
    dose = f"{number(before.dose)} {DOSE_WORDS[before.dose_unit]}" if before.dose and before.dose_unit else None
    yield "Dose", dose, dose_text(order)
    days = f"{before.days_per_cycle} a cycle" if before.days_per_cycle else None
    yield "Infusion days", days, f"{order.days_per_cycle} a cycle"
    yield "Interval", _often(before.interval) if before.interval else None, _often(order.interval)
    yield "Site", SITE_WORDS[before.site] if before.site else None, SITE_WORDS[order.site]


def _often(interval: Interval) -> str:
    every, unit = interval.every, str(interval.unit)
    return f"every {every} {unit}" if every > 1 else f"every {unit.removesuffix('s')}"
