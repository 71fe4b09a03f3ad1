"""Answers as text for a terminal: plain tables, every unknown said so."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from costing.domain.estimate import Estimate, SettledLine, Totals, Visit
from costing.letters.document import Letter, LetterKind
from payer_rules.findings import Finding, PolicyAnswer, ProgramAnswer, Reading

WORDS = {"met": "MET", "not_met": "NOT MET", "open": "OPEN", "not_applicable": "does not apply"}


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


def told_estimate(estimate: Estimate) -> str:
    """The whole estimate: totals first, then the working."""
    parts = [
        f"{estimate.product_name}: {estimate.grams_per_cycle.normalize():f} g per cycle, "
        f"{estimate.grams_per_28_days.normalize():f} g per 28 days, {len(estimate.visits)} infusion days",
        "\n".join(
            f"NOT PRICED: {missing.why} ({len(missing.days)} days). {missing.offer or ''}".rstrip()
            for missing in estimate.missing
        ),
        "Plan years\n" + _years(estimate),
        "Cycles\n" + _cycles(estimate),
        "First visit, line by line\n" + _visit(estimate.visits[0]),
        "Assumptions\n"
        + "\n".join(
            f"- {one.sentence} [{one.provenance.status}: {one.provenance.reason}]" for one in estimate.assumptions
        ),
        "\n".join(f"Note: {note}" for note in estimate.notes),
        "An estimate, not a bill and not a promise of coverage.",
    ]
    return "\n\n".join(part for part in parts if part)


def _sums(totals: Totals) -> tuple[str, ...]:
    return tuple(
        dollars(part) for part in (totals.billed, totals.allowed, totals.plan, totals.second_payer, totals.patient)
    )


SUMS = ("Billed", "Allowed", "Plan", "Second payer", "Patient")


def _years(estimate: Estimate) -> str:
    rows = [
        (f"{year.starts} to {year.ends}", str(year.visits), *_sums(year.totals), str(year.maximum_reached_on or "-"))
        for year in estimate.plan_years
    ]
    return table(("Plan year", "Visits", *SUMS, "Maximum reached"), rows, range(1, 7))


def _cycles(estimate: Estimate) -> str:
    rows = [
        (str(cycle.number), str(cycle.starts), *_sums(cycle.totals), dollars(cycle.patient_so_far))
        for cycle in estimate.cycles
    ]
    return table(("Cycle", "Starts", *SUMS, "Patient so far"), rows, (0, *range(2, 8)))


def _visit(visit: Visit) -> str:
    vials = " + ".join(f"{vial.count} x {vial.grams:f} g" for vial in visit.vials)
    head = f"{visit.on}: {visit.dose_mg / 1000:g} g from {vials}, {visit.minutes:.1f} minutes"
    return f"{head}\n{table(('Code', 'Units', *SUMS, 'Price from'), map(_line, visit.lines), range(1, 7))}"


def _line(settled: SettledLine) -> tuple[str, ...]:
    line = settled.line
    code = f"{line.code}-{line.modifier}" if line.modifier else line.code
    shares = (line.billed, line.allowed, settled.plan, settled.second_payer, settled.patient)
    return code, str(line.units), *map(dollars, shares), _origin(settled)


def _origin(settled: SettledLine) -> str:
    """The price's source and date, its status unless published, and whether it was borrowed."""
    basis = settled.line.allowed_basis
    if basis is None:
        return str(settled.unknown)
    provenance = basis.provenance
    title = provenance.source.title if provenance.source else provenance.reason or ""
    mark = "" if provenance.status == "published" else f" [{provenance.status}]"
    borrowed = " (newest loaded value, borrowed)" if basis.stands_in_for else ""
    return f"{basis.value:f} {basis.unit} from {basis.starts}{borrowed}: {title[:70]}{mark}"


def told_policies(answer: PolicyAnswer) -> str:
    """Authorization first, then each layer with its trail."""
    authorization = answer.authorization
    head = f"Authorization: {authorization.required.replace('_', ' ')}. {authorization.why}\nNext: {authorization.next_step}"
    return "\n\n".join([head, *map(_reading, answer.readings)])


def _reading(reading: Reading) -> str:
    head = f"{reading.payer}: {reading.title} ({reading.layer}, {reading.tree.replace('_', ' ')})"
    if reading.not_loaded:
        return f"{head}\n  not loaded{f': {reading.why_not}' if reading.why_not else ''}"
    if reading.finding is None:
        return f"{head}\n  does not apply, which is not coverage: {reading.why_not}"
    return "\n".join([head, *_trail(reading.finding, 1), *(f"  Note: {note}" for note in reading.notes)])


def _trail(finding: Finding, depth: int) -> list[str]:
    causes = f" ({', '.join(cause.replace('_', ' ') for cause in finding.causes)})" if finding.causes else ""
    cite = f" [{finding.cite}]" if finding.cite else ""
    own = f"{'  ' * depth}{WORDS[finding.verdict]}{causes}: {finding.text}{cite}"
    why = [] if finding.parts else [f"{'  ' * (depth + 2)}{finding.reason}"]
    return [own, *why, *(line for part in finding.parts for line in _trail(part, depth + 1))]


def told_programs(answers: Sequence[ProgramAnswer]) -> str:
    """Each program with its answer, reason and next step."""
    return "\n\n".join(
        f"{answer.eligibility.replace('_', ' ').upper()}: {answer.name} ({answer.sponsor})\n  {answer.reason}\n"
        f"  Pays: {answer.pays} Limit: {answer.limit}\n  Next: {answer.next_step}\n"
        f"  Checked {answer.verified} [{answer.provenance.status}]"
        for answer in answers
    )


def told_letter(letter: Letter, target: Path | None) -> str:
    """What was written and why, and what it still lacks."""
    state = "a draft, not ready to send" if letter.is_draft else "ready to sign"
    lines = [f"{letter.title}: {state}.", f"Written to {target}." if target else ""]
    if letter.kind is LetterKind.MEDICAL_NECESSITY_RECORD:
        lines.insert(0, letter.opening[0].text)
    lines += ["Still missing:"] if letter.gaps else []
    lines += [f"- {gap.what} ({gap.where})" for gap in letter.gaps]
    return "\n".join(line for line in lines if line)
