"""Answers as text for a terminal: plain tables, every unknown said so."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import fill

from costing.case.fields import plain
from costing.case.request_shapes import LetterKind
from costing.domain.claim import Basis, SettledLine
from costing.domain.estimate import (
    Estimate,
    MissingPrice,
    NamedAssumption,
    PhaseOfCourse,
    Spread,
    Totals,
    Variant,
    Visit,
)
from costing.letters.document import Letter
from payer_rules.dated import Status
from payer_rules.findings import ProgramAnswer


def dollars(value: Decimal | None) -> str:
    """Dollars and cents with separators; what is not known says so."""
    return "unknown" if value is None else f"{value:,.2f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> str:
    """Aligned columns; `right` lists those aligned to the right."""
    cells = [tuple(head), *map(tuple, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    flush = set(right)
    lines = [
        "  ".join(c.rjust(w) if i in flush else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        for row in cells
    ]
    return "\n".join(line.rstrip() for line in (lines[0], "-" * len(lines[0]), *lines[1:]))


def told_estimate(estimate: Estimate, every_visit: bool = False, by_month: bool = False) -> str:
    """The whole estimate: what could not be priced, totals, then the working of the first visit or of all."""
    visits = estimate.visits if every_visit else estimate.visits[:1]
    parts = [
        _course(estimate),
        "\n".join(map(_phase, estimate.phases)),
        "\n".join(map(_missing, estimate.missing)),
        _spread(estimate.spread) if estimate.spread else "",
        f"Plan years\n{_years(estimate)}",
        f"Months\n{_months(estimate)}" if by_month else "",
        f"Part D shares spread over the year\n{_bills(estimate)}" if estimate.bills else "",
        f"Cycles\n{_cycles(estimate)}",
        *map(_visit, visits),
        "Assumptions\n" + "\n".join(map(_assumption, estimate.assumptions)),
        "\n".join(f"Note: {note}" for note in estimate.notes),
        "An estimate, not a bill and not a promise of coverage.",
    ]
    return "\n\n".join(part for part in parts if part)


def _course(estimate: Estimate) -> str:
    cycle, days_28 = plain(round(estimate.grams_per_cycle, 3)), plain(round(estimate.grams_per_28_days, 3))
    return (
        f"{estimate.product_name}: {cycle} g per cycle, {days_28} g per 28 days, {len(estimate.visits)} infusion days"
    )


def _phase(phase: PhaseOfCourse) -> str:
    grams = f"{plain(round(phase.grams_per_cycle, 3))} g per cycle, {plain(round(phase.grams_per_28_days, 3))} g per 28 days"
    cycles = "1 cycle" if phase.cycles == 1 else f"{phase.cycles} cycles"
    return f"From {phase.first} to {phase.last}: {phase.product_name}, {cycles}, {grams}"


def _spread(spread: Spread) -> str:
    """Every way to carry the order out, from low to high."""
    rows = [(*_way(one), dollars(one.allowed), dollars(one.patient)) for one in spread.variants]
    told = f"The order leaves a choice\n{table(('Days, interval', 'Cycles', 'Days', 'Allowed', 'Patient'), rows, (1, 2, 3, 4))}"
    if spread.low and spread.high:
        told += f"\nThe patient pays between {dollars(spread.low.patient)} and {dollars(spread.high.patient)}."
    return told


def _way(one: Variant) -> tuple[str, ...]:
    return f"{one.days_per_cycle} days every {one.every} {one.unit}", str(one.cycles), str(one.visits or "-")


def _missing(missing: MissingPrice) -> str:
    days = f"{len(missing.days)} infusion days" if len(missing.days) > 1 else "1 infusion day"
    said = f"NOT PRICED, {days} from {missing.days[0]}: {missing.why} {missing.offer or ''}".rstrip()
    return f"{said}\n  {missing.published.sentence}" if missing.published else said


def _assumption(assumption: NamedAssumption) -> str:
    return f"- {assumption.sentence} [{assumption.provenance.status}: {assumption.provenance.reason}]"


def _sums(totals: Totals) -> tuple[str, ...]:
    return tuple(
        dollars(part)
        for part in (
            totals.billed,
            totals.allowed,
            totals.plan,
            totals.second_payer,
            totals.help_paid,
            totals.patient,
        )
    )


SUMS = ("Billed", "Allowed", "Plan", "Second payer", "Programs", "Patient")


def _years(estimate: Estimate) -> str:
    rows = [
        (f"{year.starts} to {year.ends}", str(year.visits), *_sums(year.totals), str(year.maximum_reached_on or "-"))
        for year in estimate.plan_years
    ]
    return table(("Plan year", "Visits", *SUMS, "Maximum reached"), rows, range(1, 8))


def _months(estimate: Estimate) -> str:
    """A calendar month after the other; the dearest for the patient is marked."""
    rows = [
        (
            f"{one.starts:%Y-%m}",
            str(one.visits),
            *_sums(one.totals),
            "most" if one.starts == estimate.worst_month else "",
        )
        for one in estimate.months
    ]
    return table(("Month", "Days", *SUMS, ""), rows, range(1, 8))


def _bills(estimate: Estimate) -> str:
    rows = [(f"{one.starts:%Y-%m}", dollars(one.owed), dollars(one.billed)) for one in estimate.bills]
    return table(("Month", "Owed", "Billed"), rows, (1, 2))


def _cycles(estimate: Estimate) -> str:
    rows = [
        (str(cycle.number), str(cycle.starts), *_sums(cycle.totals), dollars(cycle.patient_so_far))
        for cycle in estimate.cycles
    ]
    return table(("Cycle", "Starts", *SUMS, "Patient so far"), rows, (0, *range(2, 9)))


def _visit(visit: Visit) -> str:
    """One infusion day: its lines, then where each figure comes from."""
    vials = " + ".join(f"{vial.count} x {plain(vial.grams)} g" for vial in visit.vials)
    grams = plain(Decimal(visit.dose_mg) / 1000)
    head = f"Infusion day {visit.on} (cycle {visit.cycle}, day {visit.day}): {grams} g from {vials}, {visit.minutes:.1f} minutes"
    rows = [*map(_line, visit.lines), ("Total", "", *_sums(visit.totals))]
    sources = dict.fromkeys(source for line in visit.lines for source in _sources(line))
    return "\n".join([head, table(("Code", "Units", *SUMS), rows, range(1, 8)), *sources])


def _line(settled: SettledLine) -> tuple[str, ...]:
    line = settled.line
    code = f"{line.code}-{line.modifier}" if line.modifier else line.code
    shares = (line.billed, line.allowed, settled.plan, settled.second_payer, settled.help_paid, settled.patient)
    return code, str(line.units), *map(dollars, shares)


def _sources(settled: SettledLine) -> Iterator[str]:
    """Each figure behind a line, or why there is none."""
    if settled.unknown:
        yield f"  {settled.line.code}: {settled.unknown}"
    for basis in (settled.line.allowed_basis, *settled.share_basis):
        if basis:
            yield f"  {origin(basis)}"


def origin(basis: Basis) -> str:
    """A figure with its date and source, its status unless published, and whether it was borrowed."""
    provenance = basis.provenance
    source = provenance.source.title if provenance.source else provenance.reason
    mark = "" if provenance.status is Status.PUBLISHED else f" [{provenance.status}]"
    borrowed = " (newest loaded value, borrowed)" if basis.stands_in_for else ""
    since = f" from {basis.starts}" if basis.starts > date.min else ""
    unit = basis.unit if basis.unit.startswith(("dollars", "percent")) else f"dollars per {basis.unit}"
    return f"{basis.what}: {plain(basis.value)} {unit}{since}{borrowed}; {source}{mark}"


def told_programs(answers: Sequence[ProgramAnswer]) -> str:
    """Each program with its answer, reason and next step."""
    return "\n\n".join(map(_program, answers))


COUNTERS = {
    "counts": "Counts toward the plan's deductible and maximum.",
    "does_not_count": "Does not count toward the plan's deductible and maximum.",
    "unknown": "Not known whether it counts toward the plan's deductible and maximum: ask the plan.",
    "not_applicable": "Does not touch the plan's deductible and maximum.",
}


def _known(covers: bool | None) -> str:
    return {True: "yes", False: "no", None: "not known"}[covers]


def _program(answer: ProgramAnswer) -> str:
    lines = (
        str(answer.reason),
        f"Pays: {answer.pays}",
        f"Limit: {answer.limit}",
        f"Covers: drug {_known(answer.covers_drug)}, infusion {_known(answer.covers_administration)}, "
        f"premium {_known(answer.covers_premium)}. {COUNTERS[answer.counts_on_plan]}",
        f"Next: {answer.next_step}",
        f"Papers: {answer.papers or 'not known, ask the program'}",
        f"Reach it: {'; '.join(one for one in (answer.contact, answer.link) if one) or 'not known'}",
        f"Terms read {answer.verified} [{answer.provenance.status}]{', more than 90 days ago' if answer.stale else ''}",
    )
    head = f"{answer.eligibility.replace('_', ' ').upper()}: {answer.name} ({answer.sponsor})"
    return "\n".join([head, *(fill(line, 110, initial_indent="  ", subsequent_indent="    ") for line in lines)])


def told_letter(letter: Letter, target: Path | None) -> str:
    """What was written and why, and what it still lacks."""
    state = "a draft, not ready to send" if letter.is_draft else "ready to sign"
    lines = [f"{letter.title}: {state}.", f"Written to {target}." if target else ""]
    if letter.kind is LetterKind.MEDICAL_NECESSITY_RECORD:
        lines.insert(0, letter.opening[0].text)
    lines += ["Still missing:"] if letter.gaps else []
    lines += [f"- {gap.what} ({gap.where})" for gap in letter.gaps]
    lines += ["Before you send it:"] if letter.advice else []
    lines += [f"- {one.text}" for one in letter.advice]
    return "\n".join(line for line in lines if line)
