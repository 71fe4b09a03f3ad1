"""What programs ask of a household: income and savings against the limits that are loaded, and what it is enrolled in."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import ROUND_CEILING, Decimal

from costing.case.help_shapes import MONTHS_IN_YEAR, Help
from costing.reference.load import reference
from payer_rules.chart import Evidence, Fact, FactValue
from payer_rules.dated import NotInEffect

HOUSEHOLD = Evidence("From the household's answers")
POVERTY_REGIONS = {"AK": "alaska", "HI": "hawaii"}
NO_GUIDELINE = frozenset({"PR", "VI", "GU", "AS", "MP"})  # the guidelines are not defined for them
HUNDREDTH = Decimal("0.01")  # rounded up, so that a cent too much is never rounded back to a limit
PERCENT = Decimal(100)


def household_facts(help_: Help, state: str | None, on: date) -> Iterator[Fact]:
    """The facts that follow from the household's answers, as of a day; silent where an answer or a figure is missing."""
    answers: dict[str, FactValue | None] = {
        "us_resident": help_.us_resident,
        "qmb_enrolled": help_.qmb,
        "premium_program": _premium_program(help_),
        "extra_help_enrolled": help_.extra_help,
        "other_government_program": help_.other_government_program,
        "insurer_denied": help_.insurer_denied,
    }
    if help_.qmb or answers["premium_program"] in (
        "slmb",
        "qi",
    ):  # these programs are part of Medicaid, beside Medicare
        answers["other_government_program"] = True
    elif help_.other_government_program is False:
        answers["medicaid_enrolled"] = False
    yield from (Fact(name, value, HOUSEHOLD) for name, value in answers.items() if value is not None)
    income = help_.income_a_year
    if state and help_.household_size is not None and income is not None:
        yield from _of_income(income, help_.household_size, state, on)
    if state and help_.savings is not None:
        yield from _of_savings(help_.savings, help_.household_size, state, on)


def _premium_program(help_: Help) -> str | None:
    """Whoever is in QMB is in neither SLMB nor QI."""
    if help_.premium_program is not None:
        return help_.premium_program.value
    return "none" if help_.qmb else None


def _of_income(income: Decimal, size: int, state: str, on: date) -> Iterator[Fact]:
    """Yearly income as a percent of the guideline, and the best Medicare Savings Program that it fits."""
    guideline = poverty_guideline(size, state, on)
    if guideline is None:
        return
    exact = (income * PERCENT / guideline).quantize(HUNDREDTH, ROUND_CEILING)
    yield Fact("income_percent_of_poverty", exact, HOUSEHOLD, "percent")
    with suppress(NotInEffect):
        yield Fact("medicare_savings_level", _savings_level(income, guideline, on), HOUSEHOLD)


def poverty_guideline(size: int, state: str, on: date) -> Decimal | None:
    """Dollars a year of a household of `size` in a state; None where no guideline is defined or loaded."""
    if state in NO_GUIDELINE:
        return None
    try:
        return reference().poverty[POVERTY_REGIONS.get(state, "contiguous")].on(on).value.for_household(size)
    except NotInEffect:
        return None


def _savings_level(income: Decimal, guideline: Decimal, on: date) -> str:
    known = reference().medicare_savings
    for name, percents in known.percents.items():
        if income <= monthly_limit(guideline, percents.on(on).value, known.disregard.on(on).value) * MONTHS_IN_YEAR:
            return name
    return "above"


def monthly_limit(guideline: Decimal, percent: Decimal, disregard: Decimal) -> Decimal:
    """The monthly income limit of a Medicare Savings Program: a month of the guideline's percent, up to a dollar, plus the disregard.

    Worked example: 120% of 15,960 a year is 1,596 a month; with 20 it is 1,616.
    """
    month = guideline * percent / PERCENT / MONTHS_IN_YEAR
    return month.to_integral_value(ROUND_CEILING) + disregard


def _of_savings(savings: Decimal, size: int | None, state: str, on: date) -> Iterator[Fact]:
    """Within the limit of one person or a couple, or of a state that has none; unclear where the lists of states disagree."""
    known = reference().medicare_savings
    asks = known.asks_savings.get(state)
    no_longer = asks is not None and asks.covers(on)
    limits = known.resources_one if size == 1 else known.resources_couple
    with suppress(NotInEffect):
        if size is not None and savings <= limits.on(on).value:
            yield Fact("medicare_savings_resources", "within", HOUSEHOLD)
        elif size is not None or no_longer:
            said = {"no": "within", "unclear": "unclear"}.get(asks.value) if asks and no_longer else None
            yield Fact("medicare_savings_resources", said or "above", HOUSEHOLD)
