"""What must hold for any price, plan and order of lines."""

import random
from datetime import date
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from costing.domain.charges import claim_lines
from costing.domain.claim import ClaimLine
from costing.domain.coverage import MonthDay, Pool, Supplement, Terms, one_plan, plan_year_start
from costing.domain.estimate import Estimate
from costing.domain.ledger import settle
from costing.domain.pricing import price
from costing.domain.therapy import Interval, IntervalUnit, infusion_days
from tests.domain.builders import a_course, a_price, a_regimen, an_amount, prices, some_terms

dollars = st.decimals(0, 9000, places=2).map(str)
percents = st.decimals(0, 100, places=3).map(str)
starts = st.builds(MonthDay, st.integers(1, 12), st.integers(1, 28)) | st.just(MonthDay(2, 29))
regimens = st.builds(
    a_regimen,
    days_per_cycle=st.integers(1, 5),
    interval=st.builds(Interval, st.integers(5, 60), st.just(IntervalUnit.DAYS)),
    cycles=st.integers(1, 20),
    first_infusion=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
)


@st.composite
def seconds(draw: st.DrawFn) -> Supplement | None:
    percent = draw(st.none() | st.sampled_from(["50", "75", "100"]))
    return None if percent is None else Supplement(an_amount("Medigap", percent), D(percent), draw(st.booleans()))


@st.composite
def priced(draw: st.DrawFn) -> tuple[Estimate, Terms]:
    percent = draw(percents)
    rows = prices(
        drug=a_price("J1568", draw(st.decimals(0, 500, places=3).map(str)), percent),
        first_hour=a_price("96365", draw(dollars), percent),
        added_hour=a_price("96366", draw(dollars), percent),
    )
    terms = some_terms(draw(st.none() | dollars), draw(st.none() | dollars), draw(starts), second=draw(seconds()))
    return price(a_course(regimen=draw(regimens), prices=rows, timeline=one_plan(terms))), terms


@given(priced())
def test_every_line_adds_up_to_the_cent(case: tuple[Estimate, Terms]):
    for visit in case[0].visits:
        for line in visit.lines:
            assert line.line.allowed == line.plan + line.second_payer + line.patient
            assert min(line.plan, line.second_payer, line.patient, line.deductible, line.coinsurance) >= 0
            assert line.line.allowed == line.line.allowed.quantize(D("0.01"))


@given(priced())
def test_visits_cycles_and_years_add_up_to_the_course(case: tuple[Estimate, Terms]):
    estimate, _ = case
    for parts in (estimate.visits, estimate.cycles, estimate.plan_years):
        assert sum(part.totals.patient for part in parts) == estimate.course.patient
        assert sum(part.totals.allowed for part in parts) == estimate.course.allowed


@given(priced())
def test_the_patient_never_exceeds_the_maximum_nor_the_deductible_its_limit(case: tuple[Estimate, Terms]):
    estimate, terms = case
    for year in estimate.plan_years:
        limits = terms.years[year.starts].limits[Pool.IN_NETWORK]
        lines = [
            line
            for visit in estimate.visits
            if plan_year_start(visit.on, terms.year_starts) == year.starts
            for line in visit.lines
        ]
        for maximum in limits.maxima:
            assert sum(line.deductible + line.coinsurance for line in lines) <= maximum.basis.value
        assert sum(line.deductible for line in lines) <= sum(limit.basis.value for limit in limits.deductibles)


@given(st.randoms(use_true_random=False), priced())
def test_the_order_in_which_lines_arrive_changes_nothing(shuffled: random.Random, case: tuple[Estimate, Terms]):
    estimate, terms = case
    lines: list[ClaimLine] = [line.line for visit in estimate.visits for line in visit.lines]
    mixed = shuffled.sample(lines, len(lines))
    assert settle(mixed, one_plan(terms)) == settle(lines, one_plan(terms))


@given(st.decimals(1, 200, places=3), st.integers(1, 5), st.integers(0, 600))
def test_administered_and_wasted_never_exceed_what_was_opened(weight: D, days: int, minutes: int):
    for day in infusion_days(a_regimen(days_per_cycle=days, cycles=1), weight):
        opened = day.dose_mg + 1999 - (day.dose_mg + 1999) % 2000
        units = sum(line.units for line in claim_lines(day, opened, D(minutes), prices()) if line.code == "J1568")
        assert units * 500 <= opened or units == -(-day.dose_mg // 500)
