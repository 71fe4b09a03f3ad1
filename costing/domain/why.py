"""The working of any figure of an estimate: a sum down to its lines, a line down to the values that decided it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise

from costing.domain.charges import PERCENT
from costing.domain.claim import Basis, SettledLine
from costing.domain.contract import A_DAY, A_DAY_AT_MOST_CHARGE
from costing.domain.estimate import Estimate, Totals, Visit
from costing.domain.money import ZERO, known_sum, percent_of
from payer_rules.message import Message, say

PARTS = ("allowed", "billed", "plan", "second_payer", "help_paid", "patient")
FIGURE = re.compile(r"(course|year|month|cycle|day|line)((?:\.[1-9][0-9]{0,3}){0,2})\.([a-z_]+)")
PLACES = {"course": 0, "year": 1, "month": 1, "cycle": 1, "day": 1, "line": 2}


@dataclass(frozen=True, slots=True)
class Step:
    """One figure with its working. Known `parts` add up to `dollars` to the cent; a step without parts rests on its `bases` alone."""

    figure: str | None  # its name, such as day.1.patient; None for a part of a line
    what: Message
    dollars: Decimal | None
    how: Message | None = None
    bases: tuple[Basis, ...] = ()
    parts: tuple["Step", ...] = ()
    unknown: Message | None = None


class NoSuchFigure(LookupError):
    """The estimate has no figure of that name."""


def why(estimate: Estimate, figure: str) -> Step:
    """The working of a figure by its name: `course.plan`, `year.1.patient`, `month.3.allowed`, `cycle.1.patient`, `day.2.patient`,
    `line.1.2.patient` (the second line of the first day). Raises NoSuchFigure.
    """
    found = FIGURE.fullmatch(figure)
    places = [int(place) - 1 for place in found[2].split(".")[1:]] if found else []
    if found is None or found[3] not in PARTS or len(places) != PLACES[found[1]]:
        raise NoSuchFigure(figure)
    try:
        return _step(estimate, found[1], places, found[3])
    except IndexError:
        raise NoSuchFigure(figure) from None


def figures_of(estimate: Estimate, dollars: Decimal) -> tuple[str, ...]:
    """The names of all figures of so many dollars, the widest first."""
    return tuple(name for name, value in _figures(estimate) if value == dollars)


def _figures(estimate: Estimate) -> Iterator[tuple[str, Decimal | None]]:
    groups: list[tuple[str, Sequence[Totals]]] = [
        ("year", [one.totals for one in estimate.plan_years]),
        ("month", [one.totals for one in estimate.months]),
        ("cycle", [one.totals for one in estimate.cycles]),
        ("day", [one.totals for one in estimate.visits]),
    ]
    yield from ((f"course.{part}", getattr(estimate.course, part)) for part in PARTS)
    for kind, totals in groups:
        for place, one in enumerate(totals, 1):
            yield from ((f"{kind}.{place}.{part}", getattr(one, part)) for part in PARTS)
    for day, visit in enumerate(estimate.visits, 1):
        for place, line in enumerate(visit.lines, 1):
            yield from ((f"line.{day}.{place}.{part}", _of_line(line, part)) for part in PARTS)


def _of_line(line: SettledLine, part: str) -> Decimal | None:
    value: Decimal | None = getattr(line.line if part in ("allowed", "billed") else line, part)
    return value


def _step(estimate: Estimate, kind: str, places: Sequence[int], part: str) -> Step:
    match kind:
        case "course":
            years = (_step(estimate, "year", [place], part) for place in range(len(estimate.plan_years)))
            return _sum("course", say("The whole course"), part, years)
        case "year":
            what = say("The plan year from {starts}", starts=estimate.plan_years[places[0]].starts)
            return _run(estimate, kind, what, part, [one.visits for one in estimate.plan_years], places[0])
        case "month":
            what = say("{month}", month=f"{estimate.months[places[0]].starts:%B %Y}")
            return _run(estimate, kind, what, part, [one.visits for one in estimate.months], places[0])
        case "cycle":
            number = estimate.cycles[places[0]].number
            own = [place for place, visit in enumerate(estimate.visits) if visit.cycle == number]
            return _days(estimate, f"cycle.{places[0] + 1}", say("Cycle {number}", number=number), part, own)
        case "day":
            return _day(estimate.visits[places[0]], places[0], part)
    return _line(estimate.visits[places[0]].lines[places[1]], f"line.{places[0] + 1}.{places[1] + 1}", part)


def _run(estimate: Estimate, kind: str, what: Message, part: str, counts: Iterable[int], place: int) -> Step:
    """One of several groups of infusion days that follow each other, by how many days each has."""
    first, after = list(pairwise(accumulate(counts, initial=0)))[place]
    return _days(estimate, f"{kind}.{place + 1}", what, part, range(first, after))


def _days(estimate: Estimate, name: str, what: Message, part: str, places: Iterable[int]) -> Step:
    return _sum(name, what, part, (_day(estimate.visits[place], place, part) for place in places))


def _day(visit: Visit, place: int, part: str) -> Step:
    lines = (_line(line, f"line.{place + 1}.{at}", part) for at, line in enumerate(visit.lines, 1))
    return _sum(f"day.{place + 1}", say("Infusion day {day}", day=visit.on), part, lines)


def _sum(name: str, what: Message, part: str, parts: Iterable[Step]) -> Step:
    steps = tuple(parts)
    return Step(f"{name}.{part}", what, known_sum(step.dollars for step in steps), parts=steps)


def _line(line: SettledLine, name: str, part: str) -> Step:
    what = say(
        "{code}, {label}", code="-".join(filter(None, (line.line.code, line.line.modifier))), label=line.line.label
    )
    dollars = _of_line(line, part)
    if dollars is None:
        unknown = line.unknown or line.line.unknown or say("The practice entered no charge.")
        return Step(f"{name}.{part}", what, None, unknown=unknown)
    if part == "allowed":
        basis = line.line.allowed_basis
        return Step(f"{name}.{part}", what, dollars, _price(line), (basis,) if basis else ())
    if part == "billed":
        return Step(f"{name}.{part}", what, dollars, say("The practice's charge, as entered."))
    how, bases = _of_allowed(line) if part == "patient" else (None, ())
    return Step(f"{name}.{part}", what, dollars, how, bases, tuple(_shares(line, name, part)))


def _of_allowed(line: SettledLine) -> tuple[Message | None, tuple[Basis, ...]]:
    """The allowed amount of which a share is taken, with its price."""
    basis, allowed = line.line.allowed_basis, line.line.allowed
    if basis is None or allowed is None:
        return None, ()
    return say("Of ${allowed} allowed: {price}", allowed=f"{allowed:,}", price=str(_price(line))), (basis,)


def _price(line: SettledLine) -> Message:
    basis, claim = line.line.allowed_basis, line.line
    if basis is None or claim.allowed is None:
        return say("As entered.")
    if basis.unit in (A_DAY, A_DAY_AT_MOST_CHARGE):
        return say("One price for the day, whatever the units.")
    exact = basis.value * claim.units
    return say(
        "{units} x ${price} = ${exact}{rounded}.",
        units=claim.units,
        price=f"{basis.value.normalize():f}",
        exact=f"{exact.normalize():,f}" if exact != claim.allowed else f"{claim.allowed:,}",
        rounded="" if exact == claim.allowed else f", rounded half up to ${claim.allowed:,}",
    )


def _shares(line: SettledLine, name: str, part: str) -> Iterator[Step]:
    """Signed parts of what one payer pays of a line."""
    taken = tuple(_taken(line))
    if part == "patient":
        if (
            line.deductible == line.coinsurance == line.copay == ZERO
            and line.patient == line.line.allowed
            and not taken
        ):
            yield _line(line, name, "allowed")
            return
        yield from taken
        yield from _less(say("What the second payer takes over"), line.second_payer)
        yield from _less(say("What programs pay"), line.help_paid)
    elif part == "plan":
        if not taken and not line.plan:
            return  # no plan shares the line
        yield _line(line, name, "allowed")
        for step in taken:
            yield from _less(step.what, step.dollars, step.how, step.bases)
    else:
        yield Step(None, say("As its terms say, of the patient's share"), _of_line(line, part), bases=line.share_basis)


def _taken(line: SettledLine) -> Iterator[Step]:
    """Deductible, copay and coinsurance, with the values that decided each."""
    left = list(line.share_basis)
    if line.deductible:
        yield Step(None, say("Deductible"), line.deductible, _remaining(line.deductible_left), tuple(left[:1]))
        left = left[1:]
    if line.copay:
        yield Step(None, say("Copay of the day"), line.copay, None, tuple(left[:1]))
        left = left[1:]
    if line.coinsurance:
        yield Step(None, say("Coinsurance"), line.coinsurance, _percent(line), tuple(left))


def _remaining(left: Decimal | None) -> Message | None:
    return None if left is None else say("${left} of it are left after this line.", left=f"{left:,}")


def _percent(line: SettledLine) -> Message | None:
    if line.outside_limits:
        return say("Set by a maximizer, outside deductible and maximum.")
    basis = line.coinsurance_basis
    if basis is None or line.line.allowed is None:
        return None
    after = line.line.allowed - (line.deductible or ZERO) - (line.copay or ZERO)
    value, left = f"{basis.value.normalize():f}", f"{after:,}"
    if basis.unit != PERCENT:
        return say("${value} a unit as the schedule prints it, of ${left}.", value=value, left=left)
    if percent_of(after, basis.value) == line.coinsurance:
        return say("{value}% of ${left}.", value=value, left=left)
    return say("{value}% of ${left}, cut by the limits named here.", value=value, left=left)


def _less(
    what: Message, dollars: Decimal | None, how: Message | None = None, bases: tuple[Basis, ...] = ()
) -> Iterator[Step]:
    if dollars:
        yield Step(None, say("less {what}", what=str(what)), -dollars, how, bases)
