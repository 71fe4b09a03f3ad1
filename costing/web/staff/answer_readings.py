"""A policy reading as a page shows it: plan first, criteria counted, facts in words, and what would settle an open one."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask.sansio.app import App

from costing.letters.figures import fact_text
from costing.letters.said import trial_said
from costing.reference.load import reference
from costing.web.shown import words
from payer_rules.chart import Fact, Trial
from payer_rules.facts import facts
from payer_rules.findings import Finding, Reading
from payer_rules.leaves import place
from payer_rules.message import long_date
from payer_rules.verdict import Verdict

LAYERS = {
    "plan": "The plan",
    "common": "Common criteria",
    "local": "Local determination",
    "national": "National coverage",
    "label": "Product label",
}
TREES = {
    "initial": "First request",
    "renewal": "Renewal",
    "product_step": "Which product first",
    "indication": "Is the use on the label?",
    "contraindication": "Does the label warn against it?",
    "dosing": "Is the dose on the label?",
    "site_of_care": "Site of care",
    "quantity": "Quantity",
    "documents": "Documents to send",
}
GROUPS = {
    "every": "All of these are needed",
    "any_one": "One of these is enough",
    "at_least": "A number of these is enough",
    "not": "This must not hold",
    "when": "If the first holds, the second must hold too",
    "label": "As the product’s label says",
    "document": "As another document says",
    "each_of": "Asked of each one of a set",
    "score": "Points that add up; the first line says how they are counted",
    "judgment": "What the chart says for or against it",
}
CAUSES = {
    "not_documented": "The chart does not say.",
    "not_loaded": "We do not have this part of the text. It is not the chart’s fault.",
    "judgment": "The policy leaves this to a person’s judgment.",
    "conflict": "The chart holds values that disagree.",
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How the criteria of one or more readings stand, each choice counted once."""

    met: int
    not_met: int
    still_open: int

    def __str__(self) -> str:
        return f"{self.met} met, {self.not_met} not met, {self.still_open} open"


def by_policy(readings: Iterable[Reading]) -> tuple[tuple[Reading, ...], ...]:
    """The trees of each policy version together: the plan's own text first, then local, national, and the label."""
    order = list(LAYERS)
    ordered = sorted(readings, key=lambda reading: order.index(reading.layer))
    return tuple(tuple(own) for _, own in groupby(ordered, key=lambda reading: (reading.policy_id, reading.starts)))


def warns(reading: Reading) -> bool:
    """Whether a tree asks for what must not hold: then its verdict `not met` is the good one."""
    return reading.tree == "contraindication"


def counted(readings: Iterable[Reading]) -> Tally | None:
    """All criteria of a policy's trees; None when no tree came to a verdict."""
    tallies = [_of_reading(reading, reading.finding) for reading in readings if reading.finding]
    if not tallies:
        return None
    return Tally(
        sum(one.met for one in tallies), sum(one.not_met for one in tallies), sum(one.still_open for one in tallies)
    )


def _of_reading(reading: Reading, finding: Finding) -> Tally:
    one = tally(finding)
    return Tally(one.not_met, one.met, one.still_open) if warns(reading) else one


def group_of(finding: Finding) -> Finding:
    """The group whose parts stand below a criterion: for one that the product's label answers, the label's own."""
    if finding.combination == "label" and len(finding.parts) == 1 and finding.parts[0].parts:
        return finding.parts[0]
    return finding


def tally(finding: Finding) -> Tally:
    """Count the criteria a reader would count: the parts of a tree that wants all of them, else the tree as one."""
    parts = finding.parts if finding.combination == "every" and finding.parts else (finding,)
    verdicts = [part.verdict for part in parts]
    return Tally(verdicts.count(Verdict.MET), verdicts.count(Verdict.NOT_MET), verdicts.count(Verdict.OPEN))


def points_of(group: Finding, place: int) -> str:
    """What a row of a score gives when it is met, in each way of counting still possible; the first part only picks the way."""
    if place == 0:
        return "(picks how the points are counted)"
    return f"({'; '.join(f'{one.points[place - 1]} points {one.column}' for one in group.scores)})"


def own_reason(finding: Finding) -> str:
    """The reason, unless the facts below say the same with their places."""
    reason = str(finding.reason)
    evidence = (*(fact.evidence for fact in finding.facts), *(trial.evidence for trial in finding.trials))
    return "" if any(place(one) in reason for one in evidence) else reason


def fact_said(fact: Fact) -> str:
    """`Creatine kinase: 4,200 U/L on December 10, 2025`; a product by its name."""
    kind = facts().get(fact.name)
    product = reference().products.get(str(fact.value)) if fact.name == "product" else None
    value = product.name if product else fact_text(fact)
    day = f" on {long_date(fact.on)}" if fact.on else ""
    return f"{kind.label if kind else fact.name}: {value}{day}"


def treatment_said(trial: Trial) -> str:
    """The treatment as the letter says it, with a capital."""
    said = trial_said(trial)
    return said[:1].upper() + said[1:]


def set_up(app: App) -> None:
    """Register what the macros of readings call."""
    app.jinja_env.filters.update(
        tally=tally,
        warns=warns,
        group_of=group_of,
        points_of=points_of,
        own_reason=own_reason,
        fact_said=fact_said,
        treatment_said=treatment_said,
        evidence_said=place,
        group_words=GROUPS.__getitem__,
        cause_words=CAUSES.__getitem__,
        layer_words=LAYERS.__getitem__,
        tree_words=lambda name: TREES.get(name, words(name)),
    )
