"""Before and now: the measures of a renewal side by side, and what a change asks beside what was authorized."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from costing.case.request_shapes import EarlierAuthorization, PreviousRegimen
from costing.domain.therapy import Interval
from costing.letters.backing import case_field, chart
from costing.letters.course import DOSE_WORDS, dose_text
from costing.letters.figures import fact_text, number, numeric_date
from costing.letters.matter import Matter
from costing.letters.parts import Backing, Block, Gap, Grid, Origin, Row, Section, Sentence
from costing.letters.regimen import SITE_WORDS
from costing.letters.said import SILENT, label_of
from payer_rules.chart import Fact
from payer_rules.leaves import place
from payer_rules.message import long_date

MEASURES = (
    "mmt8", "ck", "aldolase", "physician_global", "patient_global", "haq_di", "cdasi_activity", "prednisone_dose",
)  # fmt: skip
IMMUNE_GLOBULIN = "immune_globulin"
NOT_SAID = Sentence(SILENT)


def treated_since(matter: Matter) -> date | None:
    """The first day of immune globulin as the chart gives it, else of the earlier authorization."""
    starts = [
        trial.starts for trial in matter.case.chart.trials if trial.drug_class == IMMUNE_GLOBULIN and trial.starts
    ]
    authorization = matter.request.authorization if matter.request else None
    return min(starts) if starts else authorization.starts if authorization else None


def response(matter: Matter) -> Iterator[Section]:
    """Baseline and follow-up of every measure that the chart has; what was not measured again is not documented."""
    since = treated_since(matter)
    rows = tuple(_measure(matter.case.chart.values(name), since) for name in MEASURES if matter.case.chart.values(name))
    yield from earlier(matter)
    if rows:
        columns = ("Measure", "Before treatment", "Latest", "Difference")
        lead = (
            f"Treatment began on {long_date(since)}."
            if since
            else "The day on which treatment began is not documented."
        )
        backing = (Backing(Origin.CHART, "chart.trials"),)
        yield Section(
            "Response to treatment",
            "response",
            (Sentence(lead, backing),),
            grids=(Grid("response", "Baseline and follow-up", columns, rows),),
        )


def _measure(values: tuple[Fact, ...], since: date | None) -> tuple[Sentence, ...]:
    """The last value before the treatment (the first of all when its day is unknown), and the newest after it."""
    dated = [one for one in values if one.on]
    before = [one for one in dated if since and one.on and one.on <= since] if since else dated[:1]
    after = [one for one in dated if not since or (one.on and one.on > since)]
    first = before[-1] if before else None
    last = next((one for one in reversed(after) if one is not first), None)
    return Sentence(label_of(values[0].name)), _valued(first), _valued(last), _difference(first, last)


def _valued(fact: Fact | None) -> Sentence:
    if fact is None or fact.on is None:
        return NOT_SAID
    return Sentence(f"{fact_text(fact)}, {numeric_date(fact.on)}; {place(fact.evidence)}", (chart(fact.evidence),))


def _difference(first: Fact | None, last: Fact | None) -> Sentence:
    if first is None or last is None or first.unit != last.unit:
        return Sentence("—" if first is None or last is None else "units differ")
    if not isinstance(first.value, Decimal) or not isinstance(last.value, Decimal):
        return Sentence("—")
    by = last.value - first.value
    word = "higher" if by > 0 else "lower" if by < 0 else ""
    text = f"{number(abs(by))} {word}" if word else "unchanged"
    return Sentence(
        text, (Backing(Origin.COMPUTED, "latest less baseline"), chart(first.evidence), chart(last.evidence))
    )


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
