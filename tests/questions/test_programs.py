"""Assistance programs asked of a whole case: what follows from the household, the coverage and the order."""

from typing import Any

import pytest

from costing.questions import Refused, programs, read_case
from payer_rules.findings import Eligibility, ProgramAnswer
from tests.questions.test_estimate import document


def answers(name: str, **parts: Any) -> dict[str, ProgramAnswer]:
    return {one.program_id: one for one in programs(read_case(document(name) | parts))}


def household(**more: Any) -> dict[str, Any]:
    return {"household_size": 1, "annual_income": "15000", "us_resident": True} | more


@pytest.mark.parametrize("name", ["part-b-office", "part-b-medigap-g", "medicare-advantage"])
def test_no_copay_card_for_medicare(name: str):
    found = answers(name)
    for card in ("csl-behring-copay", "grifols-xembify-connexions"):
        assert found[card].eligibility is Eligibility.NOT_ELIGIBLE
        assert "Anti-Kickback Statute" in str(found[card].reason)


def test_csl_refuses_its_own_product_for_dermatomyositis():
    order = document("hdhp-contract")["order"] | {"product": "privigen"}
    given = answers("hdhp-contract", order=order)["csl-behring-copay"]
    assert given.eligibility is Eligibility.NOT_ELIGIBLE
    assert "off label for this diagnosis" in str(given.reason)


def test_qmb_by_enrollment_and_by_income():
    enrolled = answers("part-b-office", help=household(qmb=True))["msp-qmb"]
    poor = answers("part-b-office", help=household(qmb=False))["msp-qmb"]
    assert (enrolled.eligibility, poor.eligibility) == (Eligibility.ELIGIBLE, Eligibility.MAY_BE)
    assert "savings" in str(poor.reason)


def test_whoever_is_in_qmb_is_in_a_government_program_whatever_the_first_card_says():
    order = document("hdhp-contract")["order"] | {"product": "privigen"}
    given = answers("hdhp-contract", order=order, help=household(qmb=True))["csl-behring-copay"]
    assert "A government health program covers the patient" in str(given.reason)


def test_the_order_in_which_to_try_them():
    assert [one.kind for one in programs(read_case(document("uninsured")))] == [
        "government",
        "manufacturer_copay",
        "manufacturer_copay",
        "hospital",
        "cash_aid",
    ]


@pytest.mark.parametrize("part", ["coverage", "order"])
def test_without_coverage_or_order_nothing_is_guessed(part: str):
    with pytest.raises(Refused) as refused:
        programs(read_case({name: given for name, given in document("uninsured").items() if name != part}))
    assert list(refused.value.messages) == [part]
