"""What would settle it: each set, once answered, turns the tree to met, none is longer than needed, and none is forgotten."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payer_rules.criteria.classification import shared
from payer_rules.criteria.shapes import AtLeast, Criterion, Documented, Every, Not, When, Words
from payer_rules.evaluate import evaluate
from payer_rules.findings import Ask, Decider, Settling
from payer_rules.settling import settled_by, to_met
from payer_rules.verdict import Cause, Verdict
from tests.rules.builders import TODAY, a_chart, a_fact, judged

WORDS = Words("Invented")
NAMES = ("dysphagia", "gottron_sign", "heliotrope_rash", "emg_triad", "biopsy_proven")
LEAVES = st.sampled_from(NAMES).map(lambda name: Documented(Words(name), name, Decider.CHART))


def combined(parts: st.SearchStrategy[Criterion]) -> st.SearchStrategy[Criterion]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Every, st.just(WORDS), several),
        several.flatmap(lambda own: st.builds(AtLeast, st.just(WORDS), st.integers(1, len(own)), st.just(own))),
        st.builds(Not, st.just(WORDS), parts),
    )


TREES = st.recursive(LEAVES, combined, max_leaves=7)
Answers = frozenset[tuple[str, bool]]


def verdict(tree: Criterion, answers: Answers) -> Verdict:
    return evaluate(tree, a_chart(*(a_fact(name, value) for name, value in answers)), TODAY).verdict


def brute(tree: Criterion, held: Answers) -> set[Answers]:
    """Every smallest set of further answers that makes the tree met, found by trying all."""
    silent = [name for name in NAMES if name not in dict(held)]
    found: set[Answers] = set()
    for size in range(len(silent) + 1):
        for names in combinations(silent, size):
            for values in product((True, False), repeat=size):
                more = frozenset(zip(names, values, strict=True))
                if not any(other <= more for other in found) and verdict(tree, held | more) is Verdict.MET:
                    found.add(more)
    return found


def as_answers(way: frozenset[Ask]) -> Answers:
    return frozenset((ask.needs[0], ask.holds) for ask in way)


@settings(deadline=None, max_examples=100)
@given(TREES, st.dictionaries(st.sampled_from(NAMES), st.booleans(), max_size=2))
def test_the_ways_are_those_that_trying_everything_finds(tree: Criterion, held: dict[str, bool]):
    """Trying everything also finds ways in which a fact is asked both ways and does not matter; ours ask for one of them."""
    known: Answers = frozenset(held.items())
    found = evaluate(tree, a_chart(*(a_fact(name, value) for name, value in known)), TODAY)
    ways = {as_answers(way) for way in to_met(found)}
    best = brute(tree, known)
    assert all(verdict(tree, known | way) is Verdict.MET for way in ways)
    assert bool(ways) == bool(best)
    if best:
        assert min(map(len, ways)) == min(map(len, best))
        assert {way for way in best if len(way) == min(map(len, best))} <= ways


def needed(*settlings: Settling) -> list[set[tuple[str, ...]]]:
    return [{ask.needs for ask in one.asks} for one in settlings]


def test_the_smallest_sets_come_first_as_questions_with_their_citation():
    tree = """
text: Root
every:
  - {text: A, documented: dysphagia, cite: p. 1}
  - text: One of two
    any_one:
      - {text: B, documented: gottron_sign}
      - text: Both
        every: [{text: C, documented: emg_triad}, {text: D, documented: biopsy_proven}]
"""
    first, second = settled_by(judged(tree))
    assert needed(first, second) == [
        {("dysphagia",), ("gottron_sign",)},
        {("dysphagia",), ("emg_triad",), ("biopsy_proven",)},
    ]
    assert (first.asks[0].criterion, first.asks[0].cite, first.asks[0].asked) == (
        "A",
        "p. 1",
        "Trouble swallowing: yes",
    )
    assert first.by_chart


def test_what_must_not_hold_is_asked_as_such():
    (only,) = settled_by(judged("{text: No, not: {text: Reaction, documented: ig_hypersensitivity}}"))
    assert [(ask.needs, ask.holds) for ask in only.asks] == [(("ig_hypersensitivity",), False)]


def test_a_condition_is_met_with_what_it_leads_to_or_fails():
    tree = """
text: Root
every:
  - {text: A, documented: dysphagia}
  - {text: If, when: {text: B, documented: gottron_sign}, then: {text: C, documented: emg_triad}}
"""
    ways = [{(ask.needs[0], ask.holds) for ask in one.asks} for one in settled_by(judged(tree))]
    assert ways == [
        {("dysphagia", True), ("gottron_sign", False)},
        {("dysphagia", True), ("gottron_sign", True), ("emg_triad", True)},
    ]


def test_judgment_and_missing_text_are_named_as_more_than_the_chart_can_answer():
    tree = "{text: Root, every: [{text: A, documented: dysphagia}, {text: B, judgment: true}, {text: C, not_loaded: true}]}"
    (only,) = settled_by(judged(tree))
    assert not only.by_chart
    assert [ask.cause for ask in only.asks] == [Cause.NOT_DOCUMENTED, Cause.JUDGMENT, Cause.NOT_LOADED]


def test_nothing_can_settle_what_is_not_met():
    tree = "{text: Root, every: [{text: A, documented: dysphagia}, {text: B, documented: emg_triad}]}"
    assert settled_by(judged(tree, a_fact("emg_triad", False))) == ()


@pytest.mark.parametrize("name", ["probable", "definite"])
def test_the_rows_that_reach_a_score(name: str):
    held = [
        a_fact("other_cause_excluded", True),
        a_fact("muscle_biopsy", "not done"),
        a_fact("gottron_sign_itself", True),
    ]
    found = evaluate(shared().classes["eular_acr_2017"][name], a_chart(*held), TODAY)
    ways = settled_by(found)
    assert ways
    for way in ways:
        answers = [fact for ask in way.asks for fact in answered(ask)]
        assert (
            evaluate(shared().classes["eular_acr_2017"][name], a_chart(*held, *answers), TODAY).verdict is Verdict.MET
        )
    assert min(len(way.asks) for way in ways) == {"probable": 1, "definite": 2}[name]


def answered(ask: Ask) -> list[object]:
    from decimal import Decimal

    if ask.needs == ("age_at_onset",):
        return [a_fact("age_at_onset", Decimal(40 if "at least 40" in ask.asked else 30), "years")]
    return [a_fact(ask.needs[0], ask.holds)]


def test_a_when_is_no_shape_that_the_trees_above_forget():
    """The random trees leave conditions out, since a condition that fails makes a part drop out and not be met."""
    tree = When(WORDS, Documented(WORDS, "dysphagia", Decider.CHART), Documented(WORDS, "emg_triad", Decider.CHART))
    (way,) = to_met(evaluate(tree, a_chart(), TODAY))
    assert as_answers(way) == {("dysphagia", True), ("emg_triad", True)}
