"""What plans and programs do beside deductible, percent and maximum, each by hand or by the published reference curves."""

from datetime import date, timedelta
from decimal import Decimal as D
from typing import Any

import pytest

from costing.domain.claim import Basis, Benefit, ClaimLine, LineKind, Network, Service, SettledLine
from costing.domain.coverage import (
    JANUARY_1,
    Coordination,
    Cover,
    Limit,
    Limits,
    Pool,
    Protection,
    SecondPlan,
    Sharing,
    Supplement,
    Terms,
    Timeline,
    YearTerms,
    one_plan,
)
from costing.domain.help import HelpProgram, Treatment
from costing.domain.ledger import settle
from costing.domain.money import ZERO
from payer_rules.message import say
from tests.domain.builders import SEEN, an_amount

YEAR = date(2026, 1, 1)
DAYS = tuple(date(2026, 1, 5) + timedelta(28 * n) for n in range(13))
TWENTY = Basis(say("coinsurance"), D(20), "percent", YEAR, None, SEEN)


def a_line(on: date, kind: LineKind, allowed: str, **rest: Any) -> ClaimLine:
    return ClaimLine(
        on, 1, kind, kind.value, None, "label", 1, None, D(allowed), an_amount("fee", allowed), TWENTY, **rest
    )


def a_visit(on: date, drug: str = "9000", infusion: str = "600", **rest: Any) -> tuple[ClaimLine, ...]:
    return a_line(on, LineKind.DRUG, drug, **rest), a_line(on, LineKind.FIRST_HOUR, infusion)


LINES = tuple(line for day in DAYS for line in a_visit(day))


def limits(deductible: str | None = None, maximum: str | None = None) -> Limits:
    return Limits(
        (Limit(an_amount("deductible", deductible)),) if deductible else (),
        (Limit(an_amount("maximum", maximum)),) if maximum else (),
    )


def terms(own: Limits | dict[Pool, Limits] | None = None, **rest: Any) -> Terms:
    pools = own if isinstance(own, dict) else {Pool.IN_NETWORK: own or limits("3000", "8000")}
    return Terms(JANUARY_1, {YEAR: YearTerms(pools)}, **rest)


def by_day(settled: tuple[SettledLine, ...], days: tuple[date, ...] = DAYS) -> list[D]:
    return [sum((line.patient or ZERO for line in settled if line.line.on == day), ZERO) for day in days]


def a_program(treatment: Treatment, name: str = "A program", **rest: Any) -> HelpProgram:
    return HelpProgram(name, treatment, an_amount(name, "10000"), **({"yearly_cap": D(10000)} | rest))


@pytest.mark.parametrize(
    ("treatment", "days"),
    [
        (None, ["4320", "1920", "1760"] + ["0"] * 10),
        (Treatment.COUNTS, ["120", "120"] + ["0"] * 11),
        (Treatment.ACCUMULATOR, ["600", "600", "1760", "1952", "1920", "1168"] + ["0"] * 7),
        (Treatment.MAXIMIZER, ["600"] * 5 + ["120"] * 8),
    ],
)
def test_the_four_reference_curves_day_by_day(treatment: Treatment | None, days: list[str]):
    """The year 8,000 none, 240 counts, 8,000 accumulator, 3,960 maximizer of the published worked example."""
    programs = (a_program(treatment),) if treatment else ()
    assert by_day(settle(LINES, one_plan(terms(programs=programs)))) == list(map(D, days))


def test_programs_pay_in_their_rank_whatever_order_they_are_listed_in():
    first = a_program(Treatment.COUNTS, "Zebra", rank=1, claim_cap=D(100), patient_minimum=D(10))
    second = a_program(Treatment.COUNTS, "Ant", rank=2, monthly_cap=D(500), drug_only=False)
    one = settle(LINES, one_plan(terms(programs=(first, second))))
    assert one == settle(LINES, one_plan(terms(programs=(second, first))))
    assert [line.help_paid for line in one[:2]] == [D(600), D(0)]
    assert by_day(one)[0] == D(4320 - 600)


def test_a_program_ends_and_what_it_has_paid_is_gone():
    ends = a_program(Treatment.COUNTS, ends=date(2026, 1, 31), already_paid=D(9900))
    settled = settle(LINES, one_plan(terms(programs=(ends,))))
    assert by_day(settled)[:2] == [D(4220), D(1920)]


def test_a_copay_of_the_day_is_taken_once_over_its_lines_and_the_percent_of_the_rest():
    sharing = {
        (Pool.IN_NETWORK, Service.DRUG): Sharing(copay=an_amount("copay", "250"), percent=an_amount("none", "0")),
        (Pool.IN_NETWORK, Service.ADMINISTRATION): Sharing(copay=an_amount("copay", "40"), deductible_applies=False),
    }
    lines = (*a_visit(DAYS[0], "100"), a_line(DAYS[0], LineKind.WASTE, "400"))
    settled = settle(lines, one_plan(terms(limits(), sharing=sharing)))
    assert [line.copay for line in settled] == [D(100), D(150), D(40)]
    assert settled[-1].coinsurance == D(112)  # 20% of 600 less 40


def test_first_visits_are_free_of_the_deductible():
    sharing = {
        (Pool.IN_NETWORK, service): Sharing(percent=TWENTY, first_visits_free_of_deductible=2) for service in Service
    }
    assert by_day(settle(LINES, one_plan(terms(limits("3000"), sharing=sharing))))[:4] == list(
        map(D, ["1920", "1920", "4320", "1920"])
    )


def test_an_embedded_family_limit_ends_the_patients_share_early_and_an_aggregate_one_late():
    own, family = Limit(an_amount("own", "3000")), Limit(an_amount("family", "6000"), D(5000))
    embedded = Limits((own, family), ())
    met = date(2026, 1, 1)
    assert by_day(settle(LINES, one_plan(terms(embedded, met_as_of=met))))[0] == D(1000 + 1720)
    aggregate = Limits((Limit(an_amount("family", "6000")),), ())
    assert by_day(settle(LINES, one_plan(terms(aggregate))))[0] == D(6000 + 720)


def test_out_of_network_and_pharmacy_have_counters_of_their_own():
    pools = {
        Pool.IN_NETWORK: limits("500"),
        Pool.OUT_OF_NETWORK: limits("1000"),
        Pool.PHARMACY: limits("615", "2100"),
    }
    lines = (
        a_line(DAYS[0], LineKind.DRUG, "9000", benefit=Benefit.PHARMACY),
        a_line(DAYS[0], LineKind.FIRST_HOUR, "600"),
        a_line(DAYS[0], LineKind.ADDED_HOUR, "600", network=Network.OUT),
    )
    settled = settle(lines, one_plan(terms(pools)))
    assert [line.patient for line in settled] == [D(2100 - 0), D(520), D(600)]
    assert [line.pool for line in settled] == ["pharmacy", "in_network", "out_of_network"]


def test_amounts_met_in_the_midst_leave_the_lesser_of_both():
    met = Limits((Limit(an_amount("deductible", "3000"), D(2000)),), (Limit(an_amount("maximum", "8000"), D(7000)),))
    settled = settle(LINES, one_plan(terms(met, met_as_of=DAYS[0])))
    assert by_day(settled)[:3] == [D(4320), D(1000), D(0)]


def test_medigap_k_pays_half_until_its_yearly_limit():
    half = Supplement(
        an_amount("Plan K", "50"), D(50), pays_deductible=False, limits={YEAR: an_amount("limit", "3000")}
    )
    assert by_day(settle(LINES, one_plan(terms(limits("283"), second=half))))[:4] == [
        D("1214.70"), D("960.00"), D("825.30"), D("0.00")
    ]  # fmt: skip


def test_a_protected_patient_owes_the_spend_down_and_the_copay_only():
    medicaid = Protection(an_amount("Medicaid", "4"), D(4), D(300))
    settled = settle(LINES, one_plan(terms(limits("283"), second=medicaid)))
    assert by_day(settled)[:2] == [D(304), D(304)]
    assert all(line.line.allowed == line.plan + line.second_payer + line.patient for line in settled)


@pytest.mark.parametrize(("how", "patient"), [(Coordination.STANDARD, "0"), (Coordination.NON_DUPLICATION, "2160")])
def test_a_second_plan_pays_up_to_what_is_left_or_only_above_the_first(how: Coordination, patient: str):
    """First: 3,000 and 20%, leaves 4,320 of 9,600. Second: 300 and 20%, own share 2,160, benefit 7,440."""
    behind = SecondPlan(terms(limits("300")), how, an_amount("second", "0"))
    assert by_day(settle(LINES, one_plan(terms(second=behind))))[0] == D(patient)


def test_a_change_of_plan_opens_new_counters_and_a_gap_is_the_patients():
    gap = Terms(JANUARY_1, {}, patient_pays_all=True)
    covers = Timeline((Cover(date.min, terms()), Cover(DAYS[1], gap), Cover(DAYS[2], terms(limits("100", "500")))))
    assert by_day(settle(LINES, covers))[:4] == [D(4320), D(9600), D(500), D(0)]
