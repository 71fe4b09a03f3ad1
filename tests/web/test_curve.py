"""The year as a picture: bars as high as the money, lines at round amounts."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from costing.questions import estimate, read_case
from costing.web.curve import HEIGHT, WIDTH, curve
from tests.questions.test_documents import example


def priced(name: str = "part-b-office"):
    return estimate(read_case(example(name)))


def test_each_cycle_stands_on_what_was_paid_before_it():
    drawn = curve(priced())
    assert drawn is not None
    assert [bar.paid for bar in drawn.bars][:2] == [D("2926.90"), D("5627.40")]
    assert drawn.bars[0].low_y == HEIGHT
    for before, after in zip(drawn.bars, drawn.bars[1:], strict=False):
        assert after.low_y == before.top_y
    assert all(0 <= bar.top_y <= bar.low_y <= HEIGHT and 0 <= bar.x <= WIDTH - bar.width for bar in drawn.bars)


def test_heights_are_in_proportion_to_the_round_lines():
    drawn = curve(priced())
    assert [value for _, value in drawn.lines] == [D(0), D(10_000), D(20_000), D(30_000), D(40_000)]
    assert [y for y, _ in drawn.lines] == [D("190.0"), D("142.5"), D("95.0"), D("47.5"), D("0.0")]
    assert drawn.bars[-1].top_y == round(HEIGHT - HEIGHT * D("35332.90") / 40_000, 1)


def test_a_maximum_that_is_reached_is_a_flat_row():
    drawn = curve(priced("hdhp-contract"))
    assert {bar.top_y for bar in drawn.bars[2:]} == {drawn.bars[2].top_y}
    assert all(bar.low_y == bar.top_y for bar in drawn.bars[3:])


@pytest.mark.parametrize("paid", ["0.01", "0.99", "1", "3.99", "9.99", "40", "283", "99999.99", "1234567.89"])
def test_any_amount_has_a_few_round_lines(paid: str):
    found = priced()
    cycle = replace(found.cycles[0], patient_so_far=D(paid))
    drawn = curve(replace(found, cycles=(cycle,)))
    assert 2 <= len(drawn.lines) <= 6
    assert drawn.lines[-1][1] >= D(paid)


def test_an_unknown_share_draws_nothing():
    document = example("uninsured")
    document["fees"] = []
    assert curve(estimate(read_case(document))) is None
