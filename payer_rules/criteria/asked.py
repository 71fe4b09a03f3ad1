"""What a criterion asks, in a few words: how its parts combine, or which value of the chart settles it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from payer_rules.criteria.shapes import (
    AtLeast,
    Change,
    Compare,
    Courses,
    Criterion,
    Documented,
    DocumentOf,
    EachOf,
    Elapsed,
    Enclosed,
    Every,
    IsOneOf,
    Judgment,
    LabelOf,
    Not,
    NotLoaded,
    Rolling,
    Score,
    Tried,
    When,
    Which,
    Window,
)
from payer_rules.facts import facts


def parts_of(criterion: Criterion) -> tuple[Criterion, ...]:
    """The criteria right below it, in the order of the text; a leaf has none."""
    match criterion:
        case Every() | AtLeast() | Courses():
            return criterion.parts
        case EachOf():
            return tuple(member.criterion for member in criterion.members)
        case Not():
            return (criterion.part,)
        case When():
            return (criterion.condition, criterion.then)
        case Score():
            return (criterion.chooser, *(item.criterion for item in criterion.items))
        case Judgment(support=support) if support:
            return (support,)
    return ()


def asked(criterion: Criterion) -> str:
    """How the parts combine, or what a leaf wants of the chart."""
    return SAID[type(criterion)](criterion)


def _at_least(criterion: AtLeast) -> str:
    return "one of these" if criterion.n == 1 else f"at least {criterion.n} of these"


def _each_of(criterion: EachOf) -> str:
    many = "each" if criterion.n is None else f"at least {criterion.n}"
    return f"{many} of the set {_spoken(criterion.set_name)}"


def _score(criterion: Score) -> str:
    return "; ".join(f"points {column.name} add up to at least {column.needed}" for column in criterion.columns)


def _documented(criterion: Documented) -> str:
    which = "" if criterion.which is Which.LATEST else f" ({criterion.which} of the answers)"
    return f"{label(criterion.fact)}: yes{which}{_within(criterion.window)}"


def _is_one_of(criterion: IsOneOf) -> str:
    wanted = (*criterion.values, *(f"{prefix}..." for prefix in criterion.prefixes))
    which = "" if criterion.which is Which.ANY else f", {criterion.which} value"
    return f"{label(criterion.fact)}{which}: {_one_of(wanted)}{_within(criterion.window)}"


def _compare(criterion: Compare) -> str:
    bound = f"{_spoken(criterion.comparison)} {criterion.bound:f} {criterion.unit}"
    return f"{label(criterion.fact)}, {criterion.which} value: {bound}{_within(criterion.window)}"


def _change(criterion: Change) -> str:
    way = "falls" if criterion.falls else "rises"
    bound = f"{criterion.bound:f} {criterion.unit}"
    return f"{label(criterion.fact)} {way} by at least {bound} after {label(criterion.since)}"


def _elapsed(criterion: Elapsed) -> str:
    bound = f"{_spoken(criterion.comparison)} {criterion.bound} {criterion.unit}"
    return f"from {label(criterion.since)} to {label(criterion.until)}: {bound}"


def _rolling(criterion: Rolling) -> str:
    return f"{label(criterion.fact)}: at most {criterion.bound:f} {criterion.unit} in any {criterion.days} days"


def _tried(criterion: Tried) -> str:
    wanted = _one_of((*criterion.products, *criterion.drug_classes, *criterion.drugs))
    spans = [
        f" for {length} {unit}"
        for length, unit in ((criterion.months, "months"), (criterion.weeks, "weeks"))
        if length is not None
    ]
    many = f"{criterion.different} different earlier treatments" if criterion.different > 1 else "earlier treatment"
    dose = f"; dose at least {criterion.dose.amount:f} {criterion.dose.unit}" if criterion.dose else ""
    sources = f"; told by {_one_of(criterion.sources)}" if criterion.sources else ""
    outcome = f"; outcome: {_one_of(criterion.outcomes) or 'any'}"
    return f"{many}{''.join(spans)}: {wanted}{outcome}{dose}{sources}{_within(criterion.window, 'ended')}"


def _courses(criterion: Courses) -> str:
    if not criterion.together:
        return "one after another"
    return f"at the same time{f' for {criterion.months} months' if criterion.months else ''}"


def _enclosed(criterion: Enclosed) -> str:
    return f"at hand: {criterion.kind}{_within(criterion.window)}"


def _within(window: Window | None, dated: str = "dated") -> str:
    if window is None:
        return ""
    way = "up to" if window.before else "from"
    return f", {dated} in the {window.length} {window.unit} {way} {label(window.anchor)}"


def label(name: str) -> str:
    """The printed name of a fact."""
    return facts()[name].label


def _one_of(words: Iterable[str]) -> str:
    return " or ".join(map(_spoken, words))


def _spoken(word: str) -> str:
    return word.replace("_", " ")


SAID: Mapping[type, Callable[[Any], str]] = {
    Every: lambda _: "all of these",
    AtLeast: _at_least,
    EachOf: _each_of,
    Not: lambda _: "this must not hold",
    When: lambda _: "if the first holds, the second must",
    Score: _score,
    LabelOf: lambda criterion: f"{_spoken(criterion.tree)} on the label of the ordered product",
    DocumentOf: lambda criterion: f"{_spoken(criterion.tree)} of {criterion.document}",
    Judgment: lambda _: "left to a person's judgment",
    NotLoaded: lambda _: "not loaded",
    Documented: _documented,
    IsOneOf: _is_one_of,
    Compare: _compare,
    Change: _change,
    Elapsed: _elapsed,
    Rolling: _rolling,
    Tried: _tried,
    Courses: _courses,
    Enclosed: _enclosed,
}
