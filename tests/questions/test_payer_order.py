"""Medicare beside a plan from a job: who pays first by stated facts, and what Medicare pays as the second by its own amounts."""

from datetime import date
from decimal import Decimal as D
from typing import Any

import pytest

from costing.case.plan_shapes import MedicareReason, PayerFacts
from costing.domain.estimate import Estimate
from costing.domain.money import cents
from costing.questions import Refused, estimate, read_case
from costing.questions.payer_order import plan_from_a_job_is_first
from costing.reference.load import reference
from tests.questions.test_documents import example

RULES = reference().secondary_payer
FIRST = date(2026, 1, 5)
JOB = {"medicare_because": "age", "current_employment": True, "employees": 150}


def document(**coverage: Any) -> dict[str, Any]:
    found = example("hdhp-contract")
    found["coverage"] |= {"second": {"kind": "medicare_part_b"}, **coverage}
    found["assumptions"] = example("part-b-office")["assumptions"]
    return found


def priced(**coverage: Any) -> Estimate:
    return estimate(read_case(document(**coverage)))


def said(found: Estimate) -> str:
    return " ".join(map(str, found.notes))


@pytest.mark.parametrize(
    ("facts", "job_first"),
    [
        (None, None),
        (PayerFacts(), None),
        (PayerFacts(MedicareReason.AGE, True, 20), True),
        (PayerFacts(MedicareReason.AGE, True, 19), False),
        (PayerFacts(MedicareReason.AGE, False), False),
        (PayerFacts(MedicareReason.AGE, True), None),
        (PayerFacts(MedicareReason.AGE, None, 500), None),
        (PayerFacts(MedicareReason.DISABILITY, True, 99), False),
        (PayerFacts(MedicareReason.DISABILITY, True, 100), True),
        (PayerFacts(MedicareReason.ESRD, coordination_ends=FIRST), True),
        (PayerFacts(MedicareReason.ESRD, coordination_ends=date(2026, 1, 4)), False),
        (PayerFacts(MedicareReason.ESRD, True, 500), None),
    ],
)
def test_the_facts_decide_and_a_missing_one_leaves_it_open(facts: PayerFacts | None, job_first: bool | None):
    assert plan_from_a_job_is_first(facts, RULES, FIRST) is job_first


def test_what_is_not_asked_is_said_and_never_assumed():
    assert "who pays first is not settled here" in said(priced())
    assert "files first" not in said(priced())
    assert "the plan from the job pays first and Medicare second" in said(priced(payer_facts=JOB))


def test_an_order_against_the_facts_is_refused_with_what_to_do():
    with pytest.raises(Refused) as refused:
        priced(payer_facts={**JOB, "employees": 5})
    assert "Medicare pays first. Put it first" in refused.value.messages["coverage.primary.kind"][0]


def test_medicare_second_pays_its_own_benefit_and_no_more_than_is_left():
    """The plan's deductible of 1,700 takes the first day's drug in part; Medicare's own benefit is 80% of 6,598.62 less 283.

    Of 6,598.62 the plan leaves 1,700 + 20% of 4,898.62 = 2,679.72; Medicare's benefit of 5,052.50 is more, so it pays all of it.
    """
    first = priced(payer_facts=JOB).visits[0].lines[0]
    assert (first.plan, first.second_payer, first.patient) == (D("3918.90"), D("2679.72"), D("0.00"))


def test_medicare_s_own_amount_bounds_what_it_pays_second():
    """At a contract rate of 200 a unit the plan allows 28,000 and leaves 1,700 + 20% of 26,300 = 6,960; Medicare allows 6,598.62
    and would pay 80% of 6,315.62 = 5,052.50, so 1,907.50 stay the patient's.
    """
    found = document(payer_facts=JOB)
    for fee in found["fees"]:
        if (fee["code"], fee["kind"]) == ("J1568", "contract"):
            fee["per_unit"] = "200"
    found["coverage"]["primary"]["out_of_pocket_maximum"] = "100000"
    line = estimate(read_case(found)).visits[0].lines[0]
    assert line.line.second_allowed == cents(D("47.133") * 140)
    assert (line.plan, line.second_payer, line.patient) == (D("21040.00"), D("5052.50"), D("1907.50"))


def test_another_second_plan_says_that_the_first_plan_s_amounts_are_used():
    second = {"kind": "commercial", "deductible": "0", "coinsurance_percent": "0", "out_of_pocket_maximum": "1000"}
    found = priced(second=second)
    assert "it is reckoned with the first plan's allowed amounts" in said(found)
    assert "not settled" not in said(found)
