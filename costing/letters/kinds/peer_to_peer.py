"""The sheet for a peer-to-peer call: on one page the reviewer's likely questions, each with the chart's answer and its place."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from costing.case.request_shapes import LetterKind
from costing.letters.backing import case_field, chart, policy, sourced
from costing.letters.course import dose_text, schedule_text
from costing.letters.criteria import top_level
from costing.letters.diagnosis import diagnosis_words, has_dermatomyositis, treated
from costing.letters.figures import counted, fact_text, numeric_date, tenths
from costing.letters.kinds.appeal import REASON_WORDS
from costing.letters.kinds.request import titled, urgent_facts
from costing.letters.kinds.response import MEASURES, comparisons
from costing.letters.laws import current_treatment
from costing.letters.matter import Matter, Words, finished, headed
from costing.letters.parts import Backing, Grid, Letter, Origin, Section, Sentence
from costing.letters.regimen import at_site, computed
from costing.letters.said import SILENT, fact_said, label_of, trial_said
from costing.letters.sending import advice
from costing.letters.standing import evidence_of, finding_text, status_word
from payer_rules.chart import Evidence, Fact
from payer_rules.dated import Status
from payer_rules.leaves import place
from payer_rules.message import long_date

FOUND = (
    "biopsy_proven", "muscle_biopsy", "emg", "mri", "myositis_antibodies", "heliotrope_rash", "gottron_sign",
    "proximal_weakness", "dysphagia", "interstitial_lung_disease",
)  # fmt: skip
RISKS = (
    "ig_hypersensitivity", "iga_deficiency_with_antibodies", "labelled_contraindication", "thrombosis_history", "thrombosis_risk",
    "renal_insufficiency",
)  # fmt: skip
MOST = 4  # of each kind: one page
MOST_LINES = 25  # of the table
WIDE = (31, 52, 28)  # signs a line of each column holds
REST = "the letter has the rest"
WINDOW = (
    "Ask for the call within two days of the denial: payers typically allow 5 to 14 business days, one call, "
    "and some none once an appeal is filed (status: secondary)."
)
WINDOWS = Backing(
    Origin.POLICY, "windows for peer-to-peer calls (converus.ai; Regence)", None, date(2026, 11, 22), Status.SECONDARY
)
AFTER = (
    "Note the reviewer's name and specialty, the day, what was decided and its reference number.",
    "If it is not approved, ask which criterion is not met and which record would change that; new facts belong in the appeal too.",
)
Row = tuple[Sentence, ...]


def build(matter: Matter) -> Letter:
    """Write the sheet."""
    title = titled(matter, "Peer-to-peer call")
    grid = Grid("questions", "Likely questions", ("Question", "What the chart says", "Where"), tuple(_rows(matter)))
    call = Section("The call", "call", grids=(grid,), points=tuple(map(Sentence, AFTER)))
    letter = headed(matter, Words(title, title, tuple(_opening(matter)), (), "", (call,)), ())
    plan = matter.case.coverage.primary if matter.case.coverage else None
    to = ("For the prescriber's call", *((plan.payer,) if plan and plan.payer else ()))
    told = (Sentence(WINDOW, (WINDOWS,)), *advice(matter.case, LetterKind.APPEAL, matter.today))
    return finished(replace(letter, recipient=to, blocks=letter.blocks[:1], advice=told))


def _opening(matter: Matter) -> Iterator[Sentence]:
    denial = matter.request.denial if matter.request else None
    if denial:
        number = f", number {denial.number}" if denial.number else ""
        text = f"The payer decided against it on {numeric_date(denial.on)}{number}: {REASON_WORDS[denial.reason]}."
        yield Sentence(text, (case_field(Origin.COVERAGE, "request.denial"),))
    course = matter.course
    span = (
        f"{counted(matter.order.cycles, 'cycle')} from {long_date(course.first)} to {long_date(course.phases[-1].last)}"
    )
    ask = f"Ask that {matter.product.name} ({matter.product.hcpcs}) be approved as ordered: {span}, {at_site(matter.order.site)}."
    yield Sentence(ask, (case_field(Origin.ORDER, "order"), computed()))
    yield Sentence("Say only what stands here; what is not documented is not known.")


def _rows(matter: Matter) -> Iterator[Row]:
    """What is asked of every case, then the plan's criteria as far as one page goes."""
    told = tuple(_always(matter))
    yield from told
    left, criteria = MOST_LINES - sum(map(_lines, told)), tuple(_criteria(matter))
    shown = 0
    for row in criteria:
        left -= _lines(row)
        if left < 0:
            break
        yield row
        shown += 1
    if shown < len(criteria):
        yield Sentence("Other criteria?"), Sentence(f"{len(criteria) - shown} more; {REST}."), Sentence("Letter")


def _lines(row: Row) -> int:
    """About how many lines a row takes."""
    return max(-(-len(cell.text) // wide) for cell, wide in zip(row, WIDE, strict=True))


def _always(matter: Matter) -> Iterator[Row]:
    yield _row("What is the diagnosis, and how was it established?", _diagnosis(matter))
    yield _row("How active is it?", _newest(matter, MEASURES))
    yield _row("What was tried, and how did it end?", _trials(matter))
    if current_treatment(matter.case):
        yield _row("What has immune globulin done so far?", _response(matter))
    yield _product(matter)
    yield _dose(matter)
    yield _row("Is there a contraindication or a risk?", _newest(matter, RISKS))
    if urgent := urgent_facts(matter):
        yield _row("Why can it not wait?", [(fact_said(fact), fact.evidence) for fact in urgent])


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
    going_on = current_treatment(matter.case)
    return [(trial_said(trial), trial.evidence) for trial in matter.case.chart.trials if trial not in going_on]


def _response(matter: Matter) -> list[tuple[str, Evidence]]:
    """Each measure taken before and since, with what it changed by."""
    both = [one for one in comparisons(matter) if one.first and one.last]
    return [
        (f"{label_of(one.name)}: {fact_text(one.first)} to {fact_text(one.last)}, {one.said}", one.last.evidence)
        for one in both
        if one.first and one.last
    ]


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
    for reading, one in found:
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
