"""Kleene's tables, written out; what does not apply drops out of them."""

from itertools import product

import pytest

from payer_rules.verdict import Verdict, all_of, any_of, at_least, negated

MET, NOT_MET, OPEN, NOT_APPLICABLE = Verdict.MET, Verdict.NOT_MET, Verdict.OPEN, Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (MET, MET, MET, MET),
        (MET, OPEN, OPEN, MET),
        (MET, NOT_MET, NOT_MET, MET),
        (OPEN, OPEN, OPEN, OPEN),
        (OPEN, NOT_MET, NOT_MET, OPEN),
        (NOT_MET, NOT_MET, NOT_MET, NOT_MET),
        (MET, NOT_APPLICABLE, MET, MET),
        (OPEN, NOT_APPLICABLE, OPEN, OPEN),
        (NOT_MET, NOT_APPLICABLE, NOT_MET, NOT_MET),
        (NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE),
    ],
)
def test_and_and_or(one: Verdict, other: Verdict, both: Verdict, either: Verdict):
    assert all_of([one, other]) is all_of([other, one]) is both
    assert any_of([one, other]) is any_of([other, one]) is either


@pytest.mark.parametrize(
    ("before", "after"), [(MET, NOT_MET), (NOT_MET, MET), (OPEN, OPEN), (NOT_APPLICABLE, NOT_APPLICABLE)]
)
def test_not(before: Verdict, after: Verdict):
    assert negated(before) is after


@pytest.mark.parametrize(
    ("n", "given", "verdict"),
    [
        (2, (MET, MET, OPEN), MET),
        (2, (MET, OPEN, NOT_MET), OPEN),
        (2, (MET, NOT_MET, NOT_MET), NOT_MET),
        (2, (OPEN, OPEN, NOT_MET), OPEN),
        (2, (OPEN, NOT_MET, NOT_MET), NOT_MET),
        (3, (MET, MET, OPEN), OPEN),
        (2, (MET, NOT_APPLICABLE, NOT_APPLICABLE), NOT_MET),
        (2, (NOT_APPLICABLE, NOT_APPLICABLE), NOT_APPLICABLE),
        (2, (OPEN, NOT_APPLICABLE), OPEN),
        (2, (OPEN, NOT_MET, NOT_APPLICABLE), NOT_MET),
    ],
)
def test_at_least(n: int, given: tuple[Verdict, ...], verdict: Verdict):
    assert at_least(n, given) is verdict


@pytest.mark.parametrize("n", [1, 2, 3])
def test_an_open_item_is_open_exactly_when_its_answer_would_matter(n: int):
    """Kleene's rule: replace each open item by every answer; the verdict is decided only when all answers agree."""
    for given in product((MET, NOT_MET, OPEN), repeat=3):
        answered = product(*((MET, NOT_MET) if one is OPEN else (one,) for one in given))
        outcomes = {at_least(n, one) for one in answered}
        assert at_least(n, given) is (outcomes.pop() if len(outcomes) == 1 else OPEN)
