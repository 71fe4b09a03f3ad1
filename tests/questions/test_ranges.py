"""A missing rate stays unknown; beside it stands what hospitals published, with who, when and how many."""

from datetime import date
from decimal import Decimal as D

from costing.cli.told import told_estimate
from costing.questions import estimate, read_case, to_plain
from payer_rules.dated import Status
from tests.questions.test_documents import example


def without_contract(name: str = "hdhp-contract"):
    document = example(name)
    document["fees"] = []
    document["assumptions"] = [one for one in document["assumptions"] if one != "medicare_advantage_at_medicare_rates"]
    return estimate(read_case(document))


def test_the_range_stands_beside_the_missing_rate_and_prices_nothing():
    """Price files of nine hospitals: 54 commercial rates of J1568, quartiles 67.885, 92.135 and 142.055 a unit."""
    found = without_contract()
    assert (found.course.allowed, found.course.patient) == (None, None)
    drug = found.missing[0].published
    assert (drug.low, drug.median, drug.high) == (D("67.885"), D("92.135"), D("142.055"))
    assert (drug.rates, len(drug.hospitals)) == (54, 9)
    assert (drug.first_file, drug.last_file) == (date(2026, 4, 1), date(2026, 8, 20))
    assert drug.provenance.status is Status.DERIVED
    assert "Tampa General Hospital" in drug.hospitals


def test_the_sentence_says_whose_rates_they_are():
    said = told_estimate(without_contract())
    assert "commercial plans pay hospitals $67.885 to $142.055 for a unit of J1568" in said
    assert "the middle half of 54 published rates, median $92.135; 9 hospitals, files of April 1, 2026" in said
    assert "These are other contracts, not this one, and none is used." in said


def test_medicare_advantage_has_its_own_range():
    found = without_contract("medicare-advantage")
    assert found.missing[0].published.high == D("51.920")


def test_no_range_is_given_for_a_cash_price_or_a_date_without_a_limit():
    document = example("uninsured")
    document["fees"] = []
    assert {one.published for one in estimate(read_case(document)).missing} == {None}
    document = example("part-b-office")
    document["assumptions"].remove("newest_loaded_value")
    assert {one.published for one in estimate(read_case(document)).missing} == {None}


def test_the_range_is_part_of_the_plain_answer():
    plain = to_plain(without_contract())["missing"][0]["published"]
    assert plain["median"] == "92.135"
    assert plain["sentence"].startswith("For orientation only")
