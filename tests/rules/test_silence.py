"""Adding evidence for a silent fact never changes a decided verdict, in any shipped tree and any invented one."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from payer_rules.chart import Chart, Fact, Outcome, Trial
from payer_rules.criteria.shapes import (
    AtLeast,
    Compare,
    Comparison,
    Criterion,
    Documented,
    Every,
    IsOneOf,
    Judgment,
    LabelOf,
    Not,
    NotLoaded,
    Tried,
    When,
    Which,
    Words,
)
from payer_rules.evaluate import evaluate
from payer_rules.facts import FactKind, FactType, facts
from payer_rules.findings import Decider
from payer_rules.policies import policies
from payer_rules.programs import programs
from payer_rules.verdict import Verdict
from tests.rules.builders import TODAY, a_chart, a_fact, a_trial

DECIDED = (Verdict.MET, Verdict.NOT_MET, Verdict.NOT_APPLICABLE)
SHIPPED = [
    *(tree for policy in policies().all() for tree in policy.trees.values()),
    *(program.criterion for program in programs()),
]
CODES = ["M33.12", "M36.0", "D83.9", "G61.81", "L10.0", "D69.3"]
PRODUCTS = ["octagam_10", "gammagard_liquid", "hizentra", "privigen", "xembify", "yimmugo"]
DAYS = st.none() | st.dates(date(2025, 1, 1), TODAY)


def values_of(kind: FactKind) -> st.SearchStrategy[Fact]:
    """Any value a chart may hold for a fact."""
    match kind.type:
        case FactType.BOOLEAN:
            return st.builds(a_fact, st.just(kind.name), st.booleans(), st.none(), DAYS)
        case FactType.QUANTITY:
            number = st.integers(0, 200).map(Decimal)
            return st.builds(a_fact, st.just(kind.name), number, st.sampled_from(kind.units), DAYS)
        case _:
            words = kind.choices or (PRODUCTS if kind.name == "product" else CODES)
            return st.builds(a_fact, st.just(kind.name), st.sampled_from(words), st.none(), DAYS)


def facts_for(tree: Criterion) -> st.SearchStrategy[Fact]:
    """Values of what the tree asks; a chart of other facts would prove nothing."""
    asked = sorted(set(asked_by(tree)))
    return st.sampled_from([facts()[name] for name in asked or ["ck"]]).flatmap(values_of)


def asked_by(tree: Criterion) -> Iterator[str]:
    """The names of the facts in a tree, its labels' included."""
    match tree:
        case Every(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                yield from asked_by(part)
        case Not(part=part):
            yield from asked_by(part)
        case When(condition=condition, then=then):
            yield from (*asked_by(condition), *asked_by(then))
        case Documented(fact=fact) | IsOneOf(fact=fact) | Compare(fact=fact):
            yield fact
        case LabelOf(tree=name, otherwise_fact=stands_in):
            yield from ("product", *([stands_in] if stands_in else []))
            label = policies().consult("octagam_10", name, TODAY)
            yield from asked_by(label.criterion if label else NotLoaded(Words("None")))


TRIAL = st.builds(
    lambda drug_class, product, outcome, starts: a_trial(drug_class, outcome, product=product, starts=starts),
    st.sampled_from(["corticosteroid", "antimetabolite", "immune_globulin"]),
    st.none() | st.sampled_from(PRODUCTS),
    st.sampled_from(list(Outcome)),
    DAYS,
)
WORDS = Words("Invented")
BOOLEANS = st.sampled_from([kind.name for kind in facts().values() if kind.type is FactType.BOOLEAN])


def compared(kind: FactKind) -> st.SearchStrategy[Criterion]:
    bound = st.integers(0, 200).map(Decimal)
    unit, which, sign = st.sampled_from(kind.units), st.sampled_from(list(Which)), st.sampled_from(list(Comparison))
    return st.builds(Compare, st.just(WORDS), st.just(kind.name), sign, bound, unit, which, st.just(Decider.CHART))


LEAVES = st.one_of(
    st.builds(Documented, st.just(WORDS), BOOLEANS, st.just(Decider.CHART)),
    st.builds(
        IsOneOf, st.just(WORDS), st.just("diagnosis"), st.just(("M36.0",)), st.just(("M33",)), st.just(Decider.CHART)
    ),
    st.sampled_from([kind for kind in facts().values() if kind.type is FactType.QUANTITY]).flatmap(compared),
    st.builds(
        Tried,
        st.just(WORDS),
        st.just(()),
        st.just(("corticosteroid",)),
        st.sampled_from([(), (Outcome.INADEQUATE,)]),
        st.sampled_from([None, 3]),
    ),
    st.builds(LabelOf, st.just(WORDS), st.sampled_from(["indication", "dosing"]), st.none() | BOOLEANS),
    st.just(Judgment(WORDS)),
    st.just(NotLoaded(WORDS)),
)


def combined(parts: st.SearchStrategy[Criterion]) -> st.SearchStrategy[Criterion]:
    several = st.lists(parts, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Every, st.just(WORDS), several),
        st.builds(AtLeast, st.just(WORDS), st.integers(1, 3), several),
        st.builds(Not, st.just(WORDS), parts),
        st.builds(When, st.just(WORDS), parts, parts),
    )


TREES = st.sampled_from(SHIPPED) | st.recursive(LEAVES, combined, max_leaves=10)


@settings(deadline=None)  # a busy machine is not a wrong verdict
@given(TREES, st.data(), st.lists(TRIAL, max_size=3), st.booleans(), TRIAL)
def test_evidence_for_a_silent_fact_never_changes_a_decided_verdict(
    tree: Criterion, data: st.DataObject, trials: list[Trial], complete: bool, one_more: Trial
):
    held, more = data.draw(st.lists(facts_for(tree), max_size=8)), data.draw(facts_for(tree))
    chart = a_chart(*held, *trials, complete=complete)
    before = evaluate(tree, chart, TODAY, policies().consult).verdict
    silent = not chart.values(more.name)
    told = Chart((*chart.facts, more) if silent else chart.facts, chart.trials, chart.trials_complete)
    after = evaluate(tree, told, TODAY, policies().consult).verdict
    assert before not in DECIDED or after is before
    if not complete:
        longer = Chart(told.facts, (*told.trials, one_more), None)
        assert before not in DECIDED or evaluate(tree, longer, TODAY, policies().consult).verdict is before
