"""Medicare's office fees where the office is: the locality's indices on each part of the fee."""

from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest

from costing.questions import Refused, estimate, read_case
from costing.questions.loading import keep_prepared, prepare
from costing.reference.load import use_loaded
from payer_rules.dated import Status
from tests.importers.layouts import pfall, pfall_line
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


def test_a_listed_amount_goes_before_the_one_worked_out_on_its_days(tmp_path: Path):
    """From July on Medicare's list is loaded for North Carolina: 63.00 and 20.50 in place of 62.71 and 20.25."""
    use_loaded(tmp_path / "prices")
    file = tmp_path / "PFREV26C_nonQPP.txt"
    file.write_bytes(pfall(pfall_line("96365", "0000063.00"), pfall_line("96366", "0000020.50")))
    keep_prepared(prepare([(file, file.name)], tmp_path / "prices"), tmp_path / "prices", date(2026, 11, 25), "me")
    before = priced(locality="11502-00", first_infusion="2026-06-30").visits[0].lines
    after = priced(locality="11502-00", first_infusion="2026-07-01").visits[0].lines
    assert [line.line.allowed for line in before[1:]] == [D("62.71"), 4 * D("20.25")]
    assert [line.line.allowed for line in after[1:]] == [D("63.00"), 4 * D("20.50")]
    basis = after[1].line.allowed_basis
    assert (basis.starts, basis.provenance.status) == (date(2026, 7, 1), Status.PUBLISHED)
    assert "PFREV26C_nonQPP.txt" in str(basis.provenance.source)
    assert priced(first_infusion="2026-07-01").visits[0].lines[1].line.allowed == D("67.14")
