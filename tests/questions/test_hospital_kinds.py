"""Hospital departments by kind: excepted off-campus ones are paid 40% for giving the drug since 2026."""

from decimal import Decimal as D
from typing import Any

import pytest

from costing.domain.estimate import Estimate
from costing.domain.money import cents
from costing.questions import Refused, estimate, read_case
from payer_rules.dated import Status
from tests.questions.test_documents import example

ADMINISTRATION = {"96365", "96366"}


def priced(**order: Any) -> Estimate:
    document = example("part-b-hospital")
    document["order"] |= order
    return estimate(read_case(document))


def administration(found: Estimate, visit: int = 0) -> list[D | None]:
    return [line.line.allowed for line in found.visits[visit].lines if line.line.code in ADMINISTRATION]


def test_on_campus_and_rural_sole_community_are_paid_in_full():
    """The sheet's check number: 2 days of 217.31 + 4 x 47.84 are 817.34."""
    for kind in ("on_campus", "rural_sole_community"):
        assert 2 * sum(administration(priced(hospital=kind))) == D("817.34")


def test_excepted_off_campus_is_paid_forty_percent_of_each_line():
    """The sheet rounds the cycle, 40% of 817.34 = 326.94; line by line it is 86.92 + 40% of 191.36 = 76.54 a day, 326.92."""
    found = priced(hospital="excepted_off_campus")
    assert administration(found) == [D("86.92"), D("76.54")]
    assert cents(D("0.4") * D("817.34")) == D("326.94")
    assert 2 * sum(administration(found)) == D("326.92")
    line = found.visits[0].lines[1]
    assert line.coinsurance == D("17.38")  # 40% of the copayment of 43.46
    assert line.line.allowed_basis.provenance.status is Status.DERIVED
    assert "off-campus" in str(line.line.allowed_basis.what)


def test_the_drug_is_paid_alike_on_and_off_campus():
    assert priced(hospital="excepted_off_campus").visits[0].lines[0] == priced().visits[0].lines[0]


def test_before_2026_off_campus_was_paid_in_full():
    found = priced(hospital="excepted_off_campus", first_infusion="2025-12-08", cycles=2)
    assert administration(found)[0] == D("210.69")
    assert administration(found, -1)[0] == D("86.92")


def test_only_a_kind_that_was_not_chosen_is_assumed():
    assert "on_campus" in {one.name for one in priced().assumptions}
    assert "on_campus" not in {one.name for one in priced(hospital="on_campus").assumptions}


def test_other_kinds_are_refused_and_told_what_to_do():
    with pytest.raises(Refused) as refused:
        priced(hospital="other")
    assert "is not modelled. Ask the hospital" in refused.value.messages["order.hospital"][0]
