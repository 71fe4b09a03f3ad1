"""What a payer's remittance says against the estimate: line by line, the difference in dollars and the cause that explains it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from costing.domain.claim import SettledLine
from costing.domain.money import ZERO, known_sum
from costing.domain.remit_causes import why_it_differs
from costing.domain.remittance import ByCause, Cause, Known, Paid, Remittance, Remitted, RemittedLine
from payer_rules.message import say


def against(lines: Iterable[SettledLine], remitted: Sequence[Remitted], known: Known) -> Remittance:
    """Compare. The order of the rows is irrelevant; reversals cancel what they reverse. `remitted` holds a row at least."""
    first, last = min(row.on for row in remitted), max(row.on for row in remitted)
    due = [line for line in lines if line.line.on <= last]
    found = tuple(sorted(_compared(due, remitted, known), key=_urgency))
    return Remittance(
        lines=found,
        expected_plan=known_sum(one.expected_plan for one in found if one.cause is not Cause.EXTRA),
        plan=sum((row.paid for row in remitted), ZERO),
        expected_patient=known_sum(one.expected_patient for one in found if one.cause is not Cause.EXTRA),
        patient=known_sum(row.patient for row in remitted),
        causes=tuple(_by_cause(found)),
        first=first,
        last=last,
    )


def _urgency(one: RemittedLine) -> tuple[bool, Decimal, date, str, str]:
    """What differs comes first, the most money first."""
    same = one.cause in (Cause.SAME, Cause.ROUNDING)
    return same, -abs(one.plan_difference), one.on, one.code, one.modifier or ""


def _by_cause(lines: Sequence[RemittedLine]) -> Iterator[ByCause]:
    for cause in Cause:
        own = [one for one in lines if one.cause is cause]
        if own:
            patient = sum(((one.patient or ZERO) - (one.expected_patient or ZERO) for one in own), ZERO)
            yield ByCause(cause, len(own), sum((one.plan_difference for one in own), ZERO), patient)


def _compared(due: Sequence[SettledLine], remitted: Sequence[Remitted], known: Known) -> Iterator[RemittedLine]:
    left = sorted(remitted, key=lambda row: (row.on, row.code, row.modifier or "", row.row))
    for line in due:
        own = _rows_of(line, due, left)
        left = [row for row in left if row not in own]
        yield _of_line(line, own, known)
    by_line: dict[tuple[date, str, str | None], list[Remitted]] = {}
    for row in left:
        by_line.setdefault((row.on, row.code, row.modifier), []).append(row)
    for rows in by_line.values():
        paid = _together(rows)
        if paid.paid or paid.patient or paid.allowed:
            yield _extra(rows[0], paid, due)


def _rows_of(line: SettledLine, due: Sequence[SettledLine], left: Sequence[Remitted]) -> list[Remitted]:
    """Rows of the same day and code with its modifier; without any modifier, those of its units, or all where it is the only line."""
    claim = line.line
    same = [row for row in left if (row.on, row.code) == (claim.on, claim.code)]
    exact = [row for row in same if row.modifier == claim.modifier]
    if exact:
        return exact
    bare = [row for row in same if row.modifier is None]
    others = [one for one in due if (one.line.on, one.line.code) == (claim.on, claim.code)]
    return bare if len(others) == 1 else [row for row in bare if row.units == claim.units]


def _together(rows: Sequence[Remitted]) -> Paid:
    return Paid(
        rows=tuple(sorted(row.row for row in rows)),
        units=None
        if any(row.units is None for row in rows)
        else sum((row.units or Decimal(0) for row in rows), Decimal(0)),
        allowed=known_sum(row.allowed for row in rows),
        paid=sum((row.paid for row in rows), ZERO),
        patient=known_sum(row.patient for row in rows),
        adjustments=tuple(one for row in rows for one in row.adjustments),
        times=sum(1 if row.paid > 0 else -1 if row.paid < 0 else 0 for row in rows),
    )


def _of_line(line: SettledLine, rows: Sequence[Remitted], known: Known) -> RemittedLine:
    claim, paid = line.line, _together(rows) if rows else None
    cause, sentence = why_it_differs(line, paid, known)
    return RemittedLine(
        on=claim.on,
        code=claim.code,
        modifier=claim.modifier,
        rows=paid.rows if paid else (),
        expected_allowed=claim.allowed,
        allowed=paid.allowed if paid else None,
        expected_plan=line.plan,
        plan=paid.paid if paid else None,
        expected_patient=line.patient,
        patient=paid.patient if paid else None,
        cause=cause,
        sentence=sentence,
    )


def _extra(row: Remitted, paid: Paid, due: Sequence[SettledLine]) -> RemittedLine:
    near = sorted({one.line.on for one in due if one.line.code == row.code}, key=lambda on: abs((on - row.on).days))
    sentence = say("No such line was expected.")
    if near and near[0] != row.on:
        sentence = say(
            "No such line was expected on this day. The nearest day of this code is {day}: check the date.", day=near[0]
        )
    elif near:
        sentence = say("The line of this code and day is matched already: a duplicate, or another modifier.")
    return RemittedLine(
        row.on, row.code, row.modifier, paid.rows, None, paid.allowed, None, paid.paid, None, paid.patient, Cause.EXTRA, sentence
    )  # fmt: skip
