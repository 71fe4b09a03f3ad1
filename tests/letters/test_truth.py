"""The second lock: whatever the case, nothing open is asserted and no number comes from nowhere."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costing.case.request_shapes import LetterKind
from costing.case.shapes import Case, Weight
from costing.domain.estimate import Estimate
from costing.domain.sites import SiteKind
from costing.domain.therapy import DoseUnit, Interval, IntervalUnit
from costing.letters.deadlines import clocks
from costing.letters.document import build_letter
from costing.letters.evidence import entries
from costing.letters.good_faith import terms
from costing.letters.laws import laws
from costing.letters.measures import measures
from costing.letters.parts import Letter
from costing.letters.pdf import render_pdf
from costing.letters.tongue import MONTHS as SPANISH_MONTHS
from costing.letters.tongue import Language
from costing.questions import check, programs, read_case
from costing.questions import estimate as price
from costing.reference.load import reference
from payer_rules.findings import Finding, PolicyAnswer
from payer_rules.message import say
from payer_rules.verdict import Cause, Verdict, all_of, any_of, at_least
from tests.letters.builders import (
    FACTS,
    ORDER,
    PATIENT,
    TODAY,
    a_case,
    a_finding,
    a_letter,
    a_product,
    a_reading,
    an_answer,
    pdf_text,
    squeezed,
    words_of,
)
from tests.letters.papers import DAY, DAYS, PATIENT_KINDS, a_document, a_paper, denied

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
COMBINE = {"every": all_of, "any_one": any_of, "at_least": lambda verdicts: at_least(2, verdicts)}


@st.composite
def findings(draw: st.DrawFn, names: count, depth: int = 0) -> Finding:
    """A tree of findings; every criterion carries a word of its own."""
    text = f"Criterion{next(names)}x"
    if depth < 2 and draw(st.booleans()):
        combination = draw(st.sampled_from(sorted(COMBINE)))
        parts = tuple(draw(findings(names, depth + 1)) for _ in range(draw(st.integers(2, 3))))
        verdict = COMBINE[combination]([part.verdict for part in parts])
        causes = tuple({cause for part in parts for cause in part.causes}) if verdict is Verdict.OPEN else ()
        return Finding(text, None, verdict, say(""), combination, parts, causes)
    verdict = draw(st.sampled_from([Verdict.MET, Verdict.NOT_MET, Verdict.OPEN]))
    if verdict is Verdict.OPEN:
        return a_finding(text, verdict, causes=(draw(st.sampled_from(sorted(Cause))),))
    return a_finding(text, verdict, facts=(FACTS[1],))


def every_finding(finding: Finding) -> list[Finding]:
    return [finding, *(below for part in finding.parts for below in every_finding(part))]


def wanted(finding: Finding) -> list[Finding]:
    """The findings that have a row: an alternative beside one that is met has one, the parts below it have none."""
    chosen = finding.verdict is Verdict.MET and finding.combination in ("any_one", "at_least")
    below = [wanted(part) if not chosen or part.verdict is Verdict.MET else [part] for part in finding.parts]
    return [finding, *(each for group in below for each in group)]


def elsewhere(letter: Letter) -> str:
    """All words of a letter but its tables of criteria, its list of gaps and what only the editor shows."""
    return words_of(replace(letter, criteria=(), gaps=(), is_draft=False, places=(), advice=()))


@settings(deadline=None)
@given(st.data())
def test_criteria_are_named_in_the_table_and_the_gaps_only(data):
    names = count()
    parts = tuple(data.draw(findings(names)) for _ in range(data.draw(st.integers(1, 4))))
    verdict = all_of(part.verdict for part in parts)
    letter = a_letter(an_answer(a_reading(*parts, verdict=verdict)))
    shown = {row.criterion.split(" (")[0]: row.status for table in letter.criteria for row in table.rows}
    for finding in (below for part in parts for below in every_finding(part)):
        assert finding.text not in elsewhere(letter)
    for finding in (below for part in parts for below in wanted(part)):
        if finding.verdict is Verdict.MET:
            assert shown[finding.text] == "Met"
        elif finding.verdict is Verdict.NOT_MET:
            assert shown[finding.text] == "Not met"
        else:
            assert shown[finding.text] not in ("Met", "Not met")


@settings(deadline=None)
@given(st.data())
def test_a_letter_is_a_draft_just_when_something_wanted_is_open(data):
    names = count()
    parts = tuple(data.draw(findings(names)) for _ in range(data.draw(st.integers(1, 4))))
    letter = a_letter(an_answer(a_reading(*parts, verdict=all_of(part.verdict for part in parts))))
    assert letter.is_draft is any(is_wanted_and_open(part) for part in parts)
    assert ("are met;" in letter.opening[1].text) is all(part.verdict is Verdict.MET for part in parts)


def is_wanted_and_open(finding: Finding) -> bool:
    """Open, or holding an open part that every other part is wanted beside."""
    if finding.combination == "every":
        return any(is_wanted_and_open(part) for part in finding.parts)
    return finding.verdict is Verdict.OPEN


@st.composite
def courses(draw: st.DrawFn) -> Case:
    """A case with any order and weight."""
    kg = draw(st.decimals("3", "250", places=1))
    unit = draw(st.sampled_from(sorted(DoseUnit)))
    dose = (
        draw(st.decimals("0.1", "3", places=1))
        if unit is not DoseUnit.G_PER_CYCLE
        else draw(st.decimals(5, 200, places=0))
    )
    order = replace(
        ORDER,
        dose=dose,
        dose_unit=unit,
        days_per_cycle=draw(st.integers(1, 5)),
        interval=Interval(draw(st.integers(2, 8)), IntervalUnit.WEEKS),
        cycles=draw(st.integers(1, 26)),
        first_infusion=draw(st.dates(date(2026, 1, 1), date(2030, 12, 31))),
        site=draw(st.sampled_from(sorted(SiteKind))),
    )
    weight = Weight(kg, kg, "kg", draw(st.dates(date(2025, 1, 1), date(2025, 12, 31))))
    return a_case(order=order, patient=replace(PATIENT, weight=weight))


def plain(value: Decimal | int) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def tenth(value: Decimal) -> str:
    return plain(value.quantize(Decimal("0.1"), ROUND_HALF_UP))


def dates_as_printed(*days: date) -> list[str]:
    return [f"{day:%B} {day.day}, {day.year} {day:%m/%d/%Y}" for day in days]


def known_numbers(case: Case, answer: PolicyAnswer) -> set[str]:
    """Every number of the chart, the order worked out by hand, the policy and the cited evidence."""
    order, kg = case.order, case.patient.weight.kg
    cycle = order.dose * {DoseUnit.G_PER_CYCLE: 1, DoseUnit.G_PER_KG_PER_CYCLE: kg}.get(
        order.dose_unit, kg * order.days_per_cycle
    )
    mg = (cycle * 1000 / order.days_per_cycle).to_integral_value(ROUND_CEILING)
    units = int((mg / 500).to_integral_value(ROUND_CEILING))
    last = order.first_infusion + timedelta(
        weeks=order.interval.every * (order.cycles - 1), days=order.days_per_cycle - 1
    )
    worked_out = [tenth(cycle), tenth(mg / 1000), tenth(cycle * 4 / order.interval.every), plain(units)]
    worked_out += [plain(units * order.days_per_cycle), plain(units * order.days_per_cycle * order.cycles)]
    worked_out += [plain(kg), tenth(kg / Decimal("0.45359237")), plain(order.dose), plain(order.days_per_cycle)]
    worked_out += [plain(order.interval.every), plain(order.cycles)]
    facts, trials = case.chart.facts, case.chart.trials
    noted = [each.evidence for each in (*facts, *trials)]
    days = [
        order.first_infusion,
        last,
        TODAY,
        case.patient.birth_date,
        case.patient.weight.on,
        *[note.on for note in noted],
    ]
    days += [trial.starts for trial in trials] + [trial.ends for trial in trials] + [fact.on for fact in facts]
    days += [reading.starts for reading in answer.readings] + [
        reading.provenance.source.read for reading in answer.readings
    ]
    days += [entry.provenance.source.read for entry in entries()]
    typed = [
        repr(case.practice),
        repr(case.coverage),
        repr(case.request),
        repr(trials),
        *[repr(fact.value) for fact in facts],
    ]
    typed += [plain(fact.value) for fact in facts if isinstance(fact.value, Decimal)] + [
        str(note.page) for note in noted
    ]
    policy = [below for reading in answer.readings if reading.finding for below in every_finding(reading.finding)]
    written = [f"{found.text} {found.cite} {found.reason}" for found in policy] + [
        reading.title for reading in answer.readings
    ]
    written += [f"{clock.standard} {clock.cite}" for clock in clocks()]
    cited = [f"{entry.claim} {entry.citation} {entry.provenance.source.url}" for entry in entries()]
    fixed = ["J1568 500 10% ICD-10-CM 28 days 250.3", " ".join(map(str, range(1, 10)))]  # labels, page and list numbers
    everything = [*worked_out, *dates_as_printed(*[day for day in days if day]), *typed, *written, *cited, *fixed]
    return {number for text in everything for number in NUMBER.findall(text)}


@settings(deadline=None, max_examples=60)
@given(courses())
def test_every_number_of_a_letter_is_known(case):
    answer = an_answer()
    letter = build_letter(case, answer, None, a_product(), TODAY)
    printed = replace(letter, kind="", language="", advice=())
    assert set(NUMBER.findall(words_of(printed))) <= known_numbers(case, answer)


@settings(deadline=None, max_examples=6)
@given(courses())
def test_every_number_of_the_pdf_is_known(case):
    answer = an_answer()
    text = pdf_text(render_pdf(build_letter(case, answer, None, a_product(), TODAY)))
    assert set(NUMBER.findall(text)) <= known_numbers(case, answer)


def test_the_lock_would_notice_a_number_from_nowhere():
    case, answer = a_case(), an_answer()
    letter = a_letter(answer)
    invented = replace(letter, title=f"{letter.title}, 87 percent sure")
    assert set(NUMBER.findall(pdf_text(render_pdf(invented)))) - known_numbers(case, answer) == {"87"}


def test_the_pdf_says_all_that_the_letter_says():
    letter = a_letter()
    text = squeezed(pdf_text(render_pdf(letter)))
    for table in letter.criteria:
        for row in table.rows:
            assert squeezed(row.criterion) in text
            assert squeezed(row.status + row.finding.text) in text
    for sentence in (*letter.opening, *letter.history, *letter.closing, *letter.enclosures):
        assert squeezed(sentence.text) in text
    for work in letter.references:
        assert squeezed(work.text) in text


# --- every kind of paper


def values_of(part: object) -> Iterator[object]:
    """Every plain value at or below a part of an answer."""
    if is_dataclass(part) and not isinstance(part, type):
        for each in fields(part):
            yield from values_of(getattr(part, each.name))
    elif isinstance(part, tuple | list | frozenset):
        for item in part:
            yield from values_of(item)
    elif isinstance(part, dict):
        for item in part.values():
            yield from values_of(item)
    elif part is not None:
        yield part


def written_out(value: object) -> str:
    """A value in every way in which a paper may write it."""
    if isinstance(value, date):
        return " ".join(dates_as_printed(value)) + f" {value.day}"
    if isinstance(value, bool | int):
        return plain(int(value))
    if isinstance(value, Decimal):
        return f"{plain(value)} {tenth(value)} {value:,.2f}"
    return str(value)


def by_code(estimate: Estimate) -> list[object]:
    """Units and charges of a course by code, added up here and not by the letters."""
    lines = [settled.line for visit in estimate.visits for settled in visit.lines]
    units = {code: sum(line.units for line in lines if line.code == code) for code in {line.code for line in lines}}
    known = [line for line in lines if line.allowed is not None]
    return [*units.values(), *[sum(line.allowed for line in known if line.code == code) for code in units]]


def computed_for(case: Case, estimate: Estimate) -> list[object]:
    """What follows from the case by arithmetic that this test does itself."""
    kg = case.patient.weight.kg
    minutes = [visit.minutes.quantize(Decimal(1), ROUND_HALF_UP) for visit in estimate.visits]
    found: list[object] = [len(estimate.visits), *by_code(estimate), kg, kg / Decimal("0.45359237"), *minutes]
    good_faith = case.request.good_faith
    if good_faith:
        others = [item.count * item.charge for item in good_faith.items]
        found += [*others, sum(others), sum(others) + (estimate.course.allowed or 0)]
    doses = [Decimal(visit.dose_mg) / 1000 for visit in estimate.visits]
    units = [-(-visit.dose_mg // 500) for visit in estimate.visits]
    found += [*doses, *units, units[0] * case.order.days_per_cycle, sum(units), min(doses) * case.order.days_per_cycle]
    for name in {fact.name for fact in case.chart.facts}:
        measured = [fact.value for fact in case.chart.values(name) if isinstance(fact.value, Decimal)]
        found += [abs(one - other) for one in measured for other in measured]
        shares = [abs(one - other) * 100 / other for one in measured for other in measured if other]
        found += [share.quantize(Decimal(1), ROUND_HALF_UP) for share in shares]
    return found


MONTHS = {f"{date(2000, month, 1):%B}": month for month in range(1, 13)} | {
    name: month for month, name in enumerate(SPANISH_MONTHS, start=1)
}
LONG_DATE = re.compile(rf"({'|'.join(MONTHS)}) (\d{{1,2}}), (\d{{4}})")
SPANISH_DATE = re.compile(rf"(\d{{1,2}}) de ({'|'.join(MONTHS)}) de (\d{{4}})")
SHORT_DATE = re.compile(r"(\d{2})/(\d{2})/(\d{4})")


def days_in(text: str) -> set[date]:
    """Every whole date that a paper writes, long, short or in Spanish; lines break where they like."""
    flat = " ".join(text.split())
    found = {date(int(year), MONTHS[name], int(day)) for name, day, year in LONG_DATE.findall(flat)}
    found |= {date(int(year), MONTHS[name], int(day)) for day, name, year in SPANISH_DATE.findall(flat)}
    return found | {date(int(year), int(month), int(day)) for month, day, year in SHORT_DATE.findall(flat)}


def known_to(kind: LetterKind, document: dict[str, Any]) -> list[object]:
    """Every value of the case, of its answers and of the shipped records."""
    case = read_case(document)
    estimate, product = price(case), reference().products[case.order.product]
    records = (entries(), clocks(), tuple(terms().values()), laws(), tuple(measures().values()))
    answers = (case, check(case), estimate, product, programs(case), DAYS.get(kind, DAY), computed_for(case, estimate))
    return list(values_of((answers, records)))


def unknown(kind: LetterKind, document: dict[str, Any], text: str) -> set[object]:
    """The numbers and whole dates of a paper that are in none of them."""
    values = known_to(kind, document)
    fixed = f"ICD-10-CM 28 500 1 CMS-R-131 $100 25 percent {' '.join(map(str, range(1, 14)))}"  # labels, the form, list and page numbers
    numbers = {number for value in values for number in NUMBER.findall(written_out(value))} | set(NUMBER.findall(fixed))
    days = {value for value in values if isinstance(value, date)}
    days |= {day for value in values if isinstance(value, str) for day in days_in(value)}
    return (set(NUMBER.findall(text)) - numbers) | (days_in(text) - days)


PAPERS = (
    [pytest.param(kind, Language.ENGLISH, a_document(kind), id=kind.value) for kind in LetterKind]
    + [pytest.param(kind, Language.SPANISH, a_document(kind), id=f"{kind.value}-es") for kind in PATIENT_KINDS]
    + [
        pytest.param(LetterKind.APPEAL, Language.ENGLISH, denied(level, funding), id=f"appeal-{level}-{funding}")
        for level, funding in (
            ("second", None), ("hearing", None), ("first", "fehb"), ("second", "fehb"), ("first", "tricare"), ("second", "tricare"),
            ("hearing", "tricare"), ("second", "champva"), ("external", "self_funded"),
        )
    ]
)  # fmt: skip


@pytest.mark.parametrize(("kind", "language", "document"), PAPERS)
def test_every_number_and_date_of_every_paper_is_known(kind, language, document):
    text = pdf_text(render_pdf(a_paper(kind, language, document)))
    assert unknown(kind, document, text) == set()


@pytest.mark.parametrize("kind", [LetterKind.APPEAL, LetterKind.GOOD_FAITH_ESTIMATE, LetterKind.PEER_TO_PEER])
def test_the_lock_of_every_paper_would_notice_a_number_and_a_date_from_nowhere(kind):
    letter, document = a_paper(kind), a_document(kind)
    invented = replace(letter, title=f"{letter.title}, 8,713.62 percent sure on January 12, 2026")
    assert unknown(kind, document, pdf_text(render_pdf(invented))) == {"8,713.62", date(2026, 1, 12)}


def test_the_lock_reads_dates_in_every_way_in_which_a_paper_writes_them():
    text = "March 4, 2027; 03/05/2027; el 6 de marzo de 2027; December\n7, 2027"
    assert days_in(text) == {date(2027, 3, 4), date(2027, 3, 5), date(2027, 3, 6), date(2027, 12, 7)}
