"""Small builders for pricing tests: a value for everything, each changed by name."""

from datetime import date
from decimal import Decimal as D
from typing import Any

from costing.domain.charges import DOLLARS, PERCENT, Coinsurance, Price, PriceList
from costing.domain.claim import Basis
from costing.domain.coverage import (
    JANUARY_1,
    Limit,
    Limits,
    MonthDay,
    Pool,
    Terms,
    YearTerms,
    one_plan,
    plan_year_start,
)
from costing.domain.infusion_time import Ramp, RampStep
from costing.domain.pricing import Course
from costing.domain.therapy import DoseUnit, Interval, IntervalUnit, Regimen, infusion_days
from costing.domain.vials import VialSize
from payer_rules.dated import Dated, History, Provenance, Source, Status
from payer_rules.message import say

SEEN = Provenance(Status.PUBLISHED, Source("A test's own sheet", date(2026, 11, 22)))
OCTAGAM_SIZES = tuple(VialSize(grams * 1000, (f"68982-0850-{grams:02}",)) for grams in (2, 5, 10, 20, 30))
DM_RAMP = Ramp((RampStep(D(30), D(1)), RampStep(D(30), D(2))), D(4))


def always(name: str, value: Any, unit: str = DOLLARS) -> History[Any]:
    """A value without end."""
    return History(name, (Dated(value, unit, date(2020, 1, 1), None, SEEN),))


def nothing(name: str) -> History[Any]:
    """No value at all."""
    return History(name, ())


def a_price(code: str, per_unit: str, percent: str = "20", **changes: Any) -> Price:
    """One code at one allowed amount."""
    share = always(f"coinsurance of {code}", Coinsurance(percent=D(percent)), PERCENT)
    given = {
        "allowed": always(f"limit of {code}", D(per_unit)),
        "coinsurance": share,
        "billed": nothing(f"charge of {code}"),
    }
    return Price(code=code, label=code, **(given | changes))


def prices(**changes: Any) -> PriceList:
    """October 2026 limit of J1568 and the national non-QP office fees of 2026."""
    given = {
        "drug": a_price("J1568", "47.133"),
        "first_hour": a_price("96365", "67.14"),
        "added_hour": a_price("96366", "21.38"),
        "billing_unit_mg": 500,
        "stretch": False,
    }
    return PriceList(**(given | changes))


def a_regimen(**changes: Any) -> Regimen:
    """2 g/kg over 2 days every 4 weeks, 13 times from January 5, 2026."""
    given = {
        "dose": D(2),
        "dose_unit": DoseUnit.G_PER_KG_PER_CYCLE,
        "days_per_cycle": 2,
        "interval": Interval(4, IntervalUnit.WEEKS),
        "cycles": 13,
        "first_infusion": date(2026, 1, 5),
    }
    return Regimen(**(given | changes))


def an_amount(what: str, dollars: str) -> Basis:
    """A limit of a plan year."""
    return Basis(say(what), D(dollars), DOLLARS, date(2020, 1, 1), None, SEEN)


def some_terms(
    deductible: str | None = None,
    maximum: str | None = None,
    starts: MonthDay = JANUARY_1,
    met_as_of: date | None = None,
    met: tuple[str, str] = ("0", "0"),
    **rest: Any,
) -> Terms:
    """The same limits in every plan year from 2015 to 2039; `met` is (deductible, maximum)."""
    limits = Limits(
        (Limit(an_amount("deductible", deductible), D(met[0])),) if deductible else (),
        (Limit(an_amount("maximum", maximum), D(met[1])),) if maximum else (),
    )
    year = YearTerms({Pool.IN_NETWORK: limits})
    years = {plan_year_start(starts.in_year(number), starts): year for number in range(2015, 2040)}
    return Terms(starts, years, met_as_of=met_as_of, **rest)


def a_course(**changes: Any) -> Course:
    """The reference course: 70 kg, Octagam 10%, Part B alone in 2026."""
    given = {
        "product_name": "Octagam 10%",
        "regimen": a_regimen(),
        "weight_kg": D(70),
        "sizes": OCTAGAM_SIZES,
        "minutes": D("287.5"),
        "prices": prices(),
        "timeline": one_plan(some_terms(deductible="283")),
        "newest": {},
    }
    return Course(**(given | changes))


def dates(regimen: Regimen) -> list[date]:
    """The visit dates of a 70 kg patient."""
    return [day.on for day in infusion_days(regimen, D(70))]
