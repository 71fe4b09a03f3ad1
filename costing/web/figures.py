"""An estimate as a page shows it: which columns it needs, how a price and its dates read, and each line's working in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask.sansio.app import App

from costing.case.fields import plain
from costing.domain.charges import DOLLARS, DOLLARS_PER_UNIT, PERCENT
from costing.domain.claim import Basis, SettledLine
from costing.domain.contract import A_DAY, A_DAY_AT_MOST_CHARGE
from costing.domain.estimate import Estimate, PlanYear
from costing.domain.money import ZERO, cents, percent_of
from costing.web.curve import curve
from costing.web.shown import dollars
from payer_rules.message import Message, long_date, say

A_YEAR = f"{DOLLARS} a "  # the unit of a limit that holds for a year or a benefit period


@dataclass(frozen=True, slots=True)
class Column:
    """One column of sums: its head, and the part of `Totals` it shows."""

    head: str
    part: str


def set_up(app: App) -> None:
    """Register what the estimate's macros call."""
    app.jinja_env.filters.update(
        sum_columns=sum_columns,
        working=working,
        price_per=price_per,
        in_force=in_force,
        plan_year_name=plan_year_name,
        sentence=sentence,
        curve=curve,
    )
    app.jinja_env.tests["billed"] = is_billed


def is_billed(estimate: Estimate) -> bool:
    """Whether the practice entered any charge."""
    return any(settled.line.billed is not None for settled in _lines(estimate))


def sum_columns(estimate: Estimate) -> tuple[Column, ...]:
    """The columns that say something: charges only when some are entered, a second payer only when it pays."""
    columns = [Column("Allowed", "allowed"), Column("Plan", "plan")]
    if is_billed(estimate):
        columns.insert(0, Column("Billed", "billed"))
    if any(settled.second_payer for settled in _lines(estimate)):
        columns.append(Column("Second payer", "second_payer"))
    if any(settled.help_paid for settled in _lines(estimate)):
        columns.append(Column("Programs", "help_paid"))
    return (*columns, Column("Patient", "patient"))


def _lines(estimate: Estimate) -> Iterator[SettledLine]:
    return (settled for visit in estimate.visits for settled in visit.lines)


def plan_year_name(year: PlanYear) -> str:
    """`2026`, or both dates of a year that does not start in January."""
    if (year.starts.month, year.starts.day) == (1, 1):
        return str(year.starts.year)
    return f"{long_date(year.starts)} to {long_date(year.ends)}"


def sentence(words: str) -> str:
    """The same words with a capital first letter."""
    return words[:1].upper() + words[1:]


def price(basis: Basis) -> str:
    """A value with its unit and at least two decimals: `$47.133`, `$283.00`, `20%`."""
    if basis.unit == PERCENT:
        return f"{plain(basis.value)}%"
    whole_cents = cents(basis.value)
    return f"${whole_cents if whole_cents == basis.value else basis.value.normalize():,f}"


def price_per(basis: Basis) -> str:
    """The same with what it is the price of: `$47.133 per 500 mg`, `$283.00 a year`."""
    if basis.unit.startswith(A_YEAR):
        return f"{price(basis)} {basis.unit.removeprefix(DOLLARS).strip()}"
    return price(basis) if basis.unit in (PERCENT, DOLLARS, DOLLARS_PER_UNIT) else f"{price(basis)} per {basis.unit}"


def in_force(basis: Basis) -> str:
    """The dates of a value: `October 1, 2026 to December 31, 2026`; empty for one that always holds."""
    if basis.starts == date.min:
        return ""
    if basis.ends is None:
        return f"from {long_date(basis.starts)}"
    return f"{long_date(basis.starts)} to {long_date(basis.ends)}"


def working(settled: SettledLine) -> tuple[Message, ...]:
    """How one line came to its figures, sentence by sentence, in the order of the calculation."""
    return tuple(_working(settled))


def _working(settled: SettledLine) -> Iterator[Message]:
    line = settled.line
    if line.allowed is not None and line.allowed_basis:
        yield _allowed(line.units, line.allowed_basis, line.allowed)
    unknown = settled.unknown or line.unknown
    if unknown:
        yield unknown
    elif line.allowed is not None and settled.deductible is not None and settled.coinsurance is not None:
        yield from _shares(settled, line.allowed, settled.deductible, settled.coinsurance)
    if line.billed is not None and line.allowed is not None:
        yield say(
            "The practice charges {billed}; {adjustment} of it is its adjustment.",
            billed=dollars(line.billed),
            adjustment=dollars(line.billed - line.allowed),
        )


def _allowed(units: int, basis: Basis, allowed: Decimal) -> Message:
    if basis.unit in (A_DAY, A_DAY_AT_MOST_CHARGE):
        return say("One price for the day, whatever the units: {allowed} allowed.", allowed=dollars(allowed))
    exact = basis.value * units
    template = "{units} \N{MULTIPLICATION SIGN} {price} = {allowed} allowed."
    if exact != allowed:
        template = "{units} \N{MULTIPLICATION SIGN} {price} = ${exact}, rounded half up to {allowed} allowed."
    counted = f"{units:,} unit" if units == 1 else f"{units:,} units"
    return say(template, units=counted, price=price(basis), exact=plain(exact), allowed=dollars(allowed))


def _shares(settled: SettledLine, allowed: Decimal, deductible: Decimal, coinsurance: Decimal) -> Iterator[Message]:
    if settled.patient == allowed and not deductible and not coinsurance and not settled.copay:
        if allowed:
            yield say("No plan shares it: the patient pays all {allowed}.", allowed=dollars(allowed))
        return
    left = allowed - deductible
    if deductible:
        yield say(
            "The deductible takes {deductible}, which leaves {left}.",
            deductible=dollars(deductible),
            left=dollars(left),
        )
    if settled.copay:
        left -= settled.copay
        yield say(
            "The copay of the day takes {copay}, which leaves {left}.", copay=dollars(settled.copay), left=dollars(left)
        )
    yield from _coinsurance(settled, left, coinsurance)
    yield from _payers(settled)


def _coinsurance(settled: SettledLine, left: Decimal, coinsurance: Decimal) -> Iterator[Message]:
    """The patient's percent or copayment of what is left, and what a limit of the day or year cut off."""
    basis, limit = settled.coinsurance_basis or settled.line.coinsurance_basis, settled.line.coinsurance_limit
    if settled.outside_limits:
        yield say(
            "By a maximizer the plan asks {coinsurance} for the drug, outside deductible and maximum.",
            coinsurance=dollars(coinsurance),
        )
        return
    if basis is None or left == ZERO or (basis.value == 0 and not coinsurance):
        return
    if basis.unit != PERCENT:
        yield say(
            "The schedule's copayment is {price} a unit, {coinsurance} for this line.",
            price=price(basis),
            coinsurance=dollars(coinsurance),
        )
    else:
        full = percent_of(left, basis.value)
        words = "Coinsurance of {percent} on {left} is {full}."
        yield say(words, percent=price(basis), left=dollars(left), full=dollars(full))
        if coinsurance < full and limit not in settled.share_basis:
            yield say("The yearly maximum leaves {coinsurance} of that.", coinsurance=dollars(coinsurance))
    if limit and limit in settled.share_basis:
        words = "The day's outpatient coinsurance is limited to {limit}, which leaves {coinsurance} for this line."
        yield say(words, limit=price(limit), coinsurance=dollars(coinsurance))


def _payers(settled: SettledLine) -> Iterator[Message]:
    if settled.second_payer:
        yield say("The second payer takes over {second}.", second=dollars(settled.second_payer))
    if settled.help_paid:
        yield say("Programs pay {help} of the patient's share.", help=dollars(settled.help_paid))
    if settled.plan is not None and settled.patient is not None:
        yield say(
            "The plan pays {plan}, the patient {patient}.", plan=dollars(settled.plan), patient=dollars(settled.patient)
        )
