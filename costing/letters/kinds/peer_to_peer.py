"""The sheet for a peer-to-peer call: on one page the reviewer's likely questions, each with the chart's answer and its place."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from costing.case.request_shapes import LetterKind
from costing.letters.backing import case_field, chart, policy, sourced
from costing.letters.course import dose_text, schedule_text
from costing.letters.criteria import top_level
from costing.letters.diagnosis import diagnosis_words, has_dermatomyositis, treated
from costing.letters.figures import counted, numeric_date, tenths
from costing.letters.kinds.appeal import REASON_WORDS
from costing.letters.kinds.request import titled
from costing.letters.kinds.response import MEASURES
from costing.letters.matter import Matter, Words, finished, headed
from costing.letters.parts import Backing, Grid, Letter, Origin, Section, Sentence
from costing.letters.regimen import at_site, computed
from costing.letters.said import SILENT, fact_said, trial_said
from costing.letters.sending import advice
from costing.letters.standing import evidence_of, finding_text, status_word
from payer_rules.chart import Evidence, Fact
from payer_rules.dated import Status
from payer_rules.leaves import place

FOUND = (
    "biopsy_proven", "muscle_biopsy", "emg", "mri", "myositis_antibodies", "heliotrope_rash", "gottron_sign",
    "proximal_weakness", "dysphagia", "interstitial_lung_disease",
)  # fmt: skip
MOST = 5  # of each kind: one page
MOST_CRITERIA = 6
REST = "the letter has the rest"
Row = tuple[Sentence, ...]


def build(matter: Matter) -> Letter:
    """Write the sheet."""
    title = titled(matter, "Peer-to-peer call")
    grid = Grid("questions", "Likely questions", ("Question", "What the chart says", "Where"), tuple(_rows(matter)))
    letter = headed(
        matter, Words(title, title, tuple(_opening(matter)), (), "", (Section("The call", "call", grids=(grid,)),)), ()
    )
    plan = matter.case.coverage.primary if matter.case.coverage else None
    to = ("For the prescriber's call", *((plan.payer,) if plan and plan.payer else ()))
    about, drug = letter.blocks
    short = replace(drug, rows=tuple(row for row in drug.rows if not row.label.startswith("NDC")))
    told = tuple(advice(matter.case, LetterKind.APPEAL, matter.today))
    return finished(replace(letter, recipient=to, blocks=(about, short), advice=told))


def _opening(matter: Matter) -> Iterator[Sentence]:
    denial = matter.request.denial if matter.request else None
    if denial:
        number = f", number {denial.number}" if denial.number else ""
        text = f"The payer decided against it on {numeric_date(denial.on)}{number}: {REASON_WORDS[denial.reason]}."
        yield Sentence(text, (case_field(Origin.COVERAGE, "request.denial"),))
    yield Sentence("Say only what stands here; what is not documented is not known.")


def _rows(matter: Matter) -> Iterator[Row]:
    yield _row("What is the diagnosis, and how was it established?", _diagnosis(matter))
    yield _row("How active is it?", _newest(matter, MEASURES))
    yield _row("What was tried, and how did it end?", _trials(matter))
    yield _product(matter)
    yield _dose(matter)
    site = f"The infusions are ordered {at_site(matter.order.site)}."
    yield Sentence("Why this site?"), Sentence(site, (case_field(Origin.ORDER, "order.site"),)), Sentence("Order")
    yield from _criteria(matter)


def _row(question: str, said: Sequence[tuple[str, Evidence]]) -> Row:
    """A question with what the chart says; silence is said."""
    if not said:
        return Sentence(question), Sentence(f"{SILENT[0].upper()}{SILENT[1:]}."), Sentence("None")
    shown = list(said[:MOST])
    more = f"; {len(said) - MOST} more, {REST}" if len(said) > MOST else ""
    backing = tuple(dict.fromkeys(chart(evidence) for _, evidence in shown))
    places = tuple(dict.fromkeys(place(evidence) for _, evidence in shown))
    text = "; ".join(words for words, _ in shown)
    return (
        Sentence(question),
        Sentence(f"{text[0].upper()}{text[1:]}{more}.", backing),
        Sentence("; ".join(places), backing),
    )


def _diagnosis(matter: Matter) -> list[tuple[str, Evidence]]:
    found = treated(matter.case)
    said = [(str(diagnosis_words(matter.case)), found.evidence)] if found else []
    return said + _newest(matter, FOUND)


def _newest(matter: Matter, names: Sequence[str]) -> list[tuple[str, Evidence]]:
    newest: list[Fact] = [fact for name in names for fact in matter.case.chart.newest(name)]
    return [(fact_said(fact), fact.evidence) for fact in newest]


def _trials(matter: Matter) -> list[tuple[str, Evidence]]:
    return [(trial_said(trial), trial.evidence) for trial in matter.case.chart.trials]


def _product(matter: Matter) -> Row:
    product = matter.product
    backing = (sourced(Origin.PRODUCT, f"label of {product.name}", product.dm_label),)
    if matter.off_label:
        text = "This use is off label; the letter cites the published evidence."
    elif product.labelled_for_dm and has_dermatomyositis(matter.case):
        text = f"{product.name} is labeled for dermatomyositis in adults."
    else:
        text = f"{product.name} ({product.hcpcs}) is ordered."
    status = product.dm_label.status
    where = "Label" if status is Status.PUBLISHED else f"Label; status: {status}"
    return Sentence("Why this product?"), Sentence(text, backing), Sentence(where, backing)


def _dose(matter: Matter) -> Row:
    order, doses, kg = matter.order, matter.course.doses, matter.course.weight_kg
    weight = f" at {tenths(kg)} kg" if kg else ""
    amounts = (
        f": {tenths(doses.grams_per_cycle)} g and {counted(doses.units_per_cycle, 'unit')} per cycle" if doses else ""
    )
    text = f"{dose_text(order)}{weight}{amounts}, {schedule_text(order)}."
    return Sentence("Why this dose?"), Sentence(text, (computed(),)), Sentence("Order")


def _criteria(matter: Matter) -> Iterator[Row]:
    """The plan's criteria that are not simply met come first: those are asked about."""
    found = [
        (reading, one)
        for reading in matter.readings
        if reading.layer == "plan" and reading.finding
        for one in top_level(reading.finding)
    ]
    found.sort(key=lambda pair: status_word(pair[1]) == "Met")
    for reading, one in found[:MOST_CRITERIA]:
        backing = (
            policy(reading, one.cite),
            *(Backing(Origin.CHART, place(evidence)) for evidence in evidence_of(one)),
        )
        named = f"{one.cite}: {one.text}" if one.cite else one.text
        where = "; ".join(dict.fromkeys(place(evidence) for evidence in evidence_of(one))) or "None"
        yield (
            Sentence(f"Is this met? {named}"),
            Sentence(f"{status_word(one)}. {finding_text(one)}".strip(), backing),
            Sentence(where, backing),
        )
    if len(found) > MOST_CRITERIA:
        yield Sentence("Other criteria?"), Sentence(f"{len(found) - MOST_CRITERIA} more; {REST}."), Sentence("Letter")
