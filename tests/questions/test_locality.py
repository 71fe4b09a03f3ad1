"""Medicare's office fees where the office is: the locality's indices on each part of the fee."""

from datetime import date
from decimal import Decimal as D

import pytest

from costing.questions import Refused, estimate, read_case
from payer_rules.dated import Status
from tests.questions.test_documents import changed, example


def priced(**order: str):
    document = example()
    document["order"] |= order
    return estimate(read_case(document))


def test_the_administration_is_priced_where_the_office_is():
    """North Carolina 2026, non-QP: 62.71 for the first hour and 20.25 for each added one; the drug has no locality."""
    first = priced(locality="11502-00").visits[0].lines
    assert [line.line.allowed for line in first] == [D("6598.62"), D("62.71"), 4 * D("20.25")]
    basis = first[1].line.allowed_basis
    assert (basis.starts, basis.ends, basis.provenance.status) == (date(2026, 1, 1), date(2026, 12, 31), Status.DERIVED)
    assert "North Carolina" in str(basis.what)


def test_the_national_fee_is_an_assumption_only_without_a_locality():
    assert "national_fees" in {one.name for one in priced().assumptions}
    assert "national_fees" not in {one.name for one in priced(locality="11502-00").assumptions}


def test_an_unknown_locality_is_refused_by_name():
    with pytest.raises(Refused) as refused:
        read_case(changed("order.locality", "99999-99"))
    assert "no locality '99999-99'" in refused.value.messages["order.locality"][0]
    with pytest.raises(Refused, match="usual form, such as 11502-00"):
        read_case(changed("order.locality", "North Carolina"))
