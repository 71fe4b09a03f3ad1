"""The practice's view through the whole question: purchase price, sequestration, uncollected shares, and the warnings."""

from decimal import Decimal as D
from typing import Any

from costing.domain.margin import Margin
from costing.questions import estimate, read_case
from costing.questions.margin import margin
from tests.questions.test_documents import example


def bought(per_unit: str, **changes: Any) -> dict[str, Any]:
    return {"code": "J1568", "kind": "acquisition", "per_unit": per_unit, "starts": "2026-01-01", **changes}


def kept(*fees: dict[str, Any], name: str = "part-b-office", **changes: Any) -> Margin:
    document = {**example(name), **changes}
    document["fees"] = [*document.get("fees", []), *fees]
    return margin(read_case(document))


def said(found: Margin) -> str:
    return " ".join(map(str, found.notes))


def test_medicare_keeps_two_percent_of_its_own_payment_and_the_patient_owes_the_same():
    found, priced = kept(), estimate(read_case(example("part-b-office")))
    lines = [line for visit in priced.visits for line in visit.lines]
    assert abs(found.course.sequestration - sum(line.plan * 2 / 100 for line in lines)) < len(lines) * D("0.005")
    assert found.course.kept == priced.course.allowed - found.course.sequestration
    assert (found.course.drug_cost, found.course.margin) == (None, None)
    assert "No purchase price holds on January 5, 2026" in said(found)
    assert "secondary: FFF Enterprises" in said(found)


def test_no_other_plan_is_sequestered():
    assert kept(name="hdhp-contract").course.sequestration == 0
    advantage = kept(name="medicare-advantage")
    assert advantage.course.sequestration == 0
    assert "is in its contract" in said(advantage)


def test_the_margin_is_what_is_kept_less_the_vials():
    practice = {**example("part-b-office")["practice"], "uncollected_percent": "10"}
    found = kept(bought("45.10"), practice=practice)
    sums = found.course
    assert sums.drug_cost == 13 * 280 * D("45.10")
    assert sums.uncollected > 0
    assert sums.kept + sums.sequestration + sums.uncollected == sums.allowed
    assert sums.margin == sums.kept - sums.drug_cost
    assert "10% is taken as not collected" in said(found)


def test_an_underwater_drug_is_a_warning_with_the_worst_day():
    """47.133 less 2% of 80% of it is 46.379 a unit: at 48 a unit the drug loses on every day."""
    found = kept(bought("48"))
    assert "underwater on 26 of 26 infusion days, first on January 5, 2026" in said(found)
    assert "underwater" not in said(kept(bought("40")))


def test_a_product_has_its_own_purchase_price():
    found = kept(bought("45"), bought("44", product="octagam_10"), bought("10", product="octagam_5"))
    assert found.course.drug_cost == 13 * 280 * 44


def test_behind_qmb_the_part_that_medicaid_may_not_pay_is_said():
    found = kept(bought("40"), help={"qmb": True})
    assert found.course.at_risk == D("35332.90")
    assert "many states pay less or nothing" in said(found)


def test_a_purchase_price_prices_nothing_else():
    document = example("uninsured")
    other = {**document, "fees": [*document["fees"], bought("1")]}
    assert estimate(read_case(other)) == estimate(read_case(document))
