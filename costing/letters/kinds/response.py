"""The response to treatment: each measure before and since, what it changed by, and which way is better; nothing more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from costing.letters.backing import chart, sourced
from costing.letters.figures import fact_text, listed, number, numeric_date
from costing.letters.kinds.compared import earlier
from costing.letters.laws import IMMUNE_GLOBULIN
from costing.letters.matter import Matter
from costing.letters.measures import HIGHER, LOWER, measures
from costing.letters.parts import Backing, Grid, Origin, Section, Sentence
from costing.letters.said import SILENT, label_of
from payer_rules.chart import Fact
from payer_rules.leaves import place
from payer_rules.message import long_date

MEASURES = (
    "mmt8", "ck", "aldolase", "physician_global", "patient_global", "haq_di", "cdasi_activity", "prednisone_dose",
)  # fmt: skip
NOT_SAID = Sentence(SILENT)
BETTER, WORSE, UNCHANGED = "better", "worse", "unchanged"


@dataclass(frozen=True, slots=True)
class Compared:
    """One measure: the value before treatment and the newest since, each as far as the chart has it."""

    name: str
    first: Fact | None
    last: Fact | None
    others: tuple[Fact, ...] = ()  # of the same days, with other values

    @property
    def by(self) -> Decimal | None:
        """The newest less the one before, where both are numbers of one unit."""
        if self.first is None or self.last is None or self.first.unit != self.last.unit or self.others:
            return None
        before, now = self.first.value, self.last.value
        return now - before if isinstance(before, Decimal) and isinstance(now, Decimal) else None

    @property
    def word(self) -> str | None:
        """Better, worse or unchanged, where it is known which way is better."""
        if self.by is None or (self.by and self.name not in measures()):
            return None
        if not self.by:
            return UNCHANGED
        return BETTER if (HIGHER if self.by > 0 else LOWER) == measures()[self.name].better else WORSE

    @property
    def said(self) -> str:
        """The difference in words: `3,588 lower (85%): better`; a dash where there is none."""
        if self.by is None or self.first is None:
            differ = self.first and self.last and self.first.unit != self.last.unit
            return "units differ" if differ else "—"
        if not self.by:
            return UNCHANGED
        text = f"{number(abs(self.by))} {HIGHER if self.by > 0 else LOWER}{_percent(self.by, self.first)}"
        return f"{text}: {self.word}" if self.word else text


def treated_since(matter: Matter) -> date | None:
    """The first day of immune globulin as the chart gives it."""
    trials = matter.case.chart.trials
    return min((one.starts for one in trials if one.drug_class == IMMUNE_GLOBULIN and one.starts), default=None)


def comparisons(matter: Matter) -> tuple[Compared, ...]:
    """Every measure that the chart has, before treatment and since."""
    since = treated_since(matter)
    charted = [(name, matter.case.chart.values(name)) for name in MEASURES]
    return tuple(_compared(name, values, since) for name, values in charted if values)


def response(matter: Matter) -> Iterator[Section]:
    """Baseline and follow-up of every measure that the chart has; what was not measured again is not documented."""
    since, compared = treated_since(matter), comparisons(matter)
    yield from earlier(matter)
    if compared:
        columns = ("Measure", "Before treatment" if since else "First value", "Latest", "Difference")
        grid = Grid("response", "Baseline and follow-up", columns, tuple(map(_row, compared)))
        yield Section("Response to treatment", "response", tuple(_lead(since, compared)), grids=(grid,))
    else:
        none = Sentence("No measure of disease activity is documented.", (Backing(Origin.CHART, "chart.facts"),))
        yield Section("Response to treatment", "response", (none,))


def _lead(since: date | None, compared: tuple[Compared, ...]) -> Iterator[Sentence]:
    """When treatment began, and how the measures stand as a whole."""
    began = (
        f"Treatment began on {long_date(since)}." if since else "The day on which treatment began is not documented."
    )
    yield Sentence(began, (Backing(Origin.CHART, "chart.trials"),))
    words = [one.word for one in compared]
    told = [(word, words.count(word)) for word in (BETTER, UNCHANGED, WORSE) if word in words]
    if told:
        said = listed(tuple(f"{count} {'is' if count == 1 else 'are'} {word}" for word, count in told))
        backing = (Backing(Origin.COMPUTED, "latest less baseline"),)
        yield Sentence(f"Of the measures of disease activity taken before and since, {said}.", backing)
    elif not any(one.last for one in compared):
        yield Sentence("None of them has been measured again since.", (Backing(Origin.CHART, "chart.facts"),))


def _compared(name: str, values: tuple[Fact, ...], since: date | None) -> Compared:
    """The last value before the treatment (the first of all when its day is unknown), and the newest after it."""
    dated = [one for one in values if one.on]
    before = [one for one in dated if since and one.on and one.on <= since] if since else dated[:1]
    after = [one for one in dated if not since or (one.on and one.on > since)]
    first = before[-1] if before else None
    last = next((one for one in reversed(after) if one is not first), None)
    others = tuple(one for one in dated for shown in (first, last) if shown and _disagree(one, shown))
    return Compared(name, first, last, others)


def _disagree(one: Fact, other: Fact) -> bool:
    return one.on == other.on and (one.value, one.unit) != (other.value, other.unit)


def _row(one: Compared) -> tuple[Sentence, ...]:
    return Sentence(label_of(one.name)), _valued(one.first, one.others), _valued(one.last, one.others), _difference(one)


def _valued(fact: Fact | None, others: tuple[Fact, ...]) -> Sentence:
    """One value, or all of a day on which they disagree."""
    if fact is None or fact.on is None:
        return NOT_SAID
    told = (*(one for one in others if _disagree(one, fact)), fact)
    said = "; ".join(f"{fact_text(one)}, {numeric_date(fact.on)}; {place(one.evidence)}" for one in told)
    lead = "The values disagree: " if len(told) > 1 else ""
    return Sentence(f"{lead}{said}", tuple(dict.fromkeys(chart(one.evidence) for one in told)))


def _difference(one: Compared) -> Sentence:
    if one.first is None or one.last is None or one.by is None:
        return Sentence(one.said)
    backing = [Backing(Origin.COMPUTED, "latest less baseline"), chart(one.first.evidence), chart(one.last.evidence)]
    if one.name in measures():
        known = measures()[one.name].provenance
        backing.append(sourced(Origin.LITERATURE, f"which way {label_of(one.name)} is better", known))
    return Sentence(one.said, tuple(backing))


def _percent(by: Decimal, first: Fact) -> str:
    """How much that is of the first value, rounded half up to a whole percent."""
    if not isinstance(first.value, Decimal) or first.value <= 0:
        return ""
    return f" ({(abs(by) * 100 / first.value).quantize(Decimal(1), ROUND_HALF_UP):,f}%)"
