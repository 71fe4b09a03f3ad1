"""Adding evidence for a silent fact never changes a decided verdict, in any shipped tree and any invented one."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from payer_rules.chart import Chart, Fact, Outcome, Trial
from payer_rules.criteria.classification import shared
from payer_rules.criteria.shapes import (
    AtLeast,
    Change,
    Compare,
    Comparison,
    Courses,
    Criterion,
    Documented,
    EachOf,
    Elapsed,
    Enclosed,
    Every,
    IsOneOf,
    Judgment,
    LabelOf,
    Member,
    Not,
    NotLoaded,
    Rolling,
    Score,
    SpanUnit,
    Tried,
    When,
    Which,
    Window,
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
        case FactType.DAY:
            day = st.dates(date(2025, 6, 1), TODAY)
            return st.builds(a_fact, st.just(kind.name), day, st.none(), st.none() | st.just(TODAY))
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
        case EachOf(members=members):
            for member in members:
                yield from asked_by(member.criterion)
        case Score(chooser=chooser, items=items):
            for part in (chooser, *(item.criterion for item in items)):
                yield from asked_by(part)
        case Judgment(support=support) if support:
            yield from asked_by(support)
        case _:
            yield from asked_by_leaf(tree)


def asked_by_leaf(tree: Criterion) -> Iterator[str]:
    window = getattr(tree, "window", None)
    yield from [window.anchor] if window else []
    match tree:
        case Documented(fact=fact) | IsOneOf(fact=fact) | Compare(fact=fact) | Rolling(fact=fact):
            yield fact
        case Change(fact=fact, since=since):
            yield from (fact, since)
        case Elapsed(since=since, until=until):
            yield from (since, until)
        case Enclosed():
            yield "document"
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


WINDOWS = st.none() | st.builds(
    Window,
    st.integers(1, 90),
    st.sampled_from(list(SpanUnit)),
    st.sampled_from(["request_date", "first_infusion"]),
    st.booleans(),
)
TRIED = st.builds(
    Tried,
    st.just(WORDS),
    st.just(()),
    st.sampled_from([("corticosteroid",), ("antimetabolite",), ("corticosteroid", "antimetabolite")]),
    st.sampled_from([(), (Outcome.INADEQUATE,)]),
    st.sampled_from([None, 3]),
    window=WINDOWS,
    different=st.integers(1, 2),
)
OF_TIME = st.one_of(
    st.builds(
        Change, st.just(WORDS), st.just("ck"), st.just("first_infusion"), st.booleans(), st.just(Decimal(30)),
        st.sampled_from(["percent", "U/L"]), st.just(Decider.CHART),
    ),
    st.builds(
        Elapsed, st.just(WORDS), st.just("first_infusion"), st.just("request_date"), st.sampled_from(list(Comparison)),
        st.integers(1, 90), st.sampled_from(list(SpanUnit)), st.just(Decider.CHART),
    ),
    st.builds(
        Rolling, st.just(WORDS), st.just("infusion_units"), st.integers(1, 90), st.just(Decimal(100)), st.just("units"),
        st.just(Decider.ORDER),
    ),
    st.builds(Enclosed, st.just(WORDS), st.just("prescription"), WINDOWS),
    st.builds(Courses, st.just(WORDS), st.tuples(TRIED, TRIED), st.booleans(), st.sampled_from([None, 2])),
    st.sampled_from([one for classes in shared().classes.values() for one in classes.values()]),
)  # fmt: skip
LEAVES = st.one_of(
    OF_TIME,
    TRIED,
    st.builds(Documented, st.just(WORDS), BOOLEANS, st.just(Decider.CHART), st.sampled_from(list(Which)), WINDOWS),
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
        st.builds(Judgment, st.just(WORDS), parts),
        st.builds(
            EachOf,
            st.just(WORDS),
            st.just("set"),
            st.lists(st.builds(Member, parts), min_size=1, max_size=3).map(tuple),
            st.none() | st.just(1),
        ),
    )


TREES = st.sampled_from(SHIPPED) | st.recursive(LEAVES, combined, max_leaves=10)


@settings(deadline=None, max_examples=250)  # a busy machine is not a wrong verdict
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
