"""The entries of a case as lines of a list: what, its value, where it stands; each with its place in the document."""

from collections.abc import Iterator
from dataclasses import dataclass

from costing.case.fields import plain
from costing.case.help_shapes import GrantedHelp, LimitKnown
from costing.case.request_shapes import Sent
from costing.case.shapes import Case, Change, Fee, FeeKind
from costing.domain.contract import Term, TermKind, in_words
from costing.domain.money import ZERO
from costing.letters.course import DOSE_WORDS
from costing.letters.figures import counted, fact_text
from costing.letters.regimen import at_site
from costing.letters.said import dates_said, label_of, outcome_said
from costing.questions.terms import in_words as plan_in_words
from costing.reference.load import reference
from costing.web.staff.request_questions import WAYS, kind_name
from payer_rules.chart import Fact, Trial
from payer_rules.facts import facts
from payer_rules.leaves import place
from payer_rules.message import long_date

PRICES = {
    FeeKind.BILLED: "Billed charge",
    FeeKind.CONTRACT: "Contract rate",
    FeeKind.CASH: "Cash price",
    FeeKind.ACQUISITION: "Purchase price",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry; `at` is its place in the document."""

    at: int
    what: str
    value: str
    details: tuple[str, ...]


def fact_lines(case: Case) -> tuple[Line, ...]:
    """Findings in the order of the dictionary, the oldest value first; diagnoses as entered, since the first is the main one."""
    order = list(facts())
    placed = sorted(enumerate(case.chart.facts), key=lambda pair: (order.index(pair[1].name), _age(pair[1])))
    return tuple(_fact(at, fact) for at, fact in placed)


def _age(fact: Fact) -> str:
    return "" if fact.on is None or fact.name == "diagnosis" else fact.on.isoformat()


def _fact(at: int, fact: Fact) -> Line:
    day = f", {long_date(fact.on)}" if fact.on else ""
    return Line(at, label_of(fact.name), f"{fact_text(fact)}{day}", (place(fact.evidence),))


def trial_lines(case: Case) -> tuple[Line, ...]:
    """Treatments in the order in which they began; those without a date first."""
    placed = sorted(enumerate(case.chart.trials), key=lambda pair: pair[1].starts.isoformat() if pair[1].starts else "")
    return tuple(_trial(at, trial) for at, trial in placed)


def _trial(at: int, trial: Trial) -> Line:
    dose = ", ".join(part for part in (trial.dose, trial.route, dates_said(trial)) if part)
    return Line(at, trial.drug, dose, (outcome_said(trial), place(trial.evidence)))


def fee_lines(case: Case) -> tuple[Line, ...]:
    """Prices by code and kind, the oldest first."""
    placed = sorted(enumerate(case.fees), key=lambda pair: (pair[1].code, pair[1].kind, pair[1].starts))
    return tuple(_fee(at, fee) for at, fee in placed)


def _fee(at: int, fee: Fee) -> Line:
    ends = f" to {long_date(fee.ends)}" if fee.ends else ""
    where = (fee.payer, fee.plan_name, at_site(fee.site) if fee.site else None, fee.product)
    only = ", ".join(part for part in where if part)
    details = (f"From {long_date(fee.starts)}{ends}", *([f"Only for {only}"] if only else []))
    return Line(at, fee.code, f"{PRICES[fee.kind]}: {price_in_words(fee)}", details)


def price_in_words(fee: Fee) -> str:
    """`$47.133 a unit`, `150% of Medicare's payment limit, at most the billed charge`, `$400 per diem`."""
    words = in_words(Term(fee.basis, fee.per_unit, fee.percent, fee.list_price, fee.at_most_charge))
    if fee.percent is not None:
        return f"{words} ({plain(fee.list_price)} a unit)" if fee.list_price is not None else words
    dollars = f"${plain(fee.per_unit or ZERO)}"
    return (
        f"{dollars} a unit{f', {words}' if words else ''}" if fee.basis is TermKind.PER_UNIT else f"{dollars} {words}"
    )


def change_lines(case: Case) -> tuple[Line, ...]:
    """Changes of the order by date."""
    changes = case.order.changes if case.order else ()
    return tuple(Line(at, f"From {long_date(one.on)}", ", ".join(_changed(one)), ()) for at, one in enumerate(changes))


def _changed(change: Change) -> Iterator[str]:
    if change.weight:
        yield f"{plain(change.weight.typed)} {change.weight.typed_unit}"
    if change.dose:
        yield f"{plain(change.dose)} {DOSE_WORDS[change.dose_unit] if change.dose_unit else '(as meant before)'}"
    elif change.dose_unit:
        yield f"the dose in {DOSE_WORDS[change.dose_unit]}"
    if change.days_per_cycle:
        yield f"{counted(change.days_per_cycle, 'infusion day')} per cycle"
    if change.interval:
        yield f"every {change.interval.every} {change.interval.unit.value}"
    if change.product:
        known = reference().products.get(change.product)
        yield known.name if known else change.product
    if change.site:
        yield at_site(change.site)
    if change.infusion_minutes:
        yield f"{change.infusion_minutes} minutes a day"


def coverage_lines(case: Case) -> tuple[Line, ...]:
    """Changes of coverage by date."""
    changes = case.coverage.changes if case.coverage else ()
    return tuple(
        Line(at, f"From {long_date(one.on)}", plan_in_words(one.coverage.primary), ()) for at, one in enumerate(changes)
    )


def also_given_lines(case: Case) -> tuple[Line, ...]:
    """Other drugs and services of each infusion day."""
    rows = case.order.also_given if case.order else ()
    return tuple(
        Line(at, one.label or one.code, f"{one.code}, {counted(one.units, 'unit')} a day", ())
        for at, one in enumerate(rows)
    )


def visit_lines(case: Case) -> tuple[Line, ...]:
    """Documented infusion times by day."""
    visits = case.order.visits if case.order else ()
    return tuple(
        Line(at, long_date(one.on), f"{one.began:%H:%M} to {one.ended:%H:%M}, {plain(one.minutes)} minutes", ())
        for at, one in enumerate(visits)
    )


def item_lines(case: Case) -> tuple[Line, ...]:
    """What other providers bill beside the infusions."""
    given = case.request.good_faith if case.request else None
    return tuple(
        Line(at, one.label, f"{one.count} at ${plain(one.charge)}", (f"{one.provider}, {one.code}",))
        for at, one in enumerate(given.items if given else ())
    )


def sent_lines(case: Case) -> tuple[Line, ...]:
    """What was sent, the first first."""
    sent = sorted(enumerate(case.request.sent if case.request else ()), key=lambda pair: pair[1].on)
    return tuple(_sent(at, one) for at, one in sent)


def _sent(at: int, one: Sent) -> Line:
    where = f"{WAYS[one.way]}{f' to {one.to}' if one.to else ''}, {long_date(one.on)}"
    return Line(at, kind_name(one.what), where, (one.proof,) if one.proof else ())


def program_lines(case: Case) -> tuple[Line, ...]:
    """The programs that already pay."""
    granted = case.help.programs if case.help else ()
    return tuple(
        Line(at, one.name, "; ".join(_pays(one)), (f"Pays in place {one.rank}",)) for at, one in enumerate(granted)
    )


def _pays(program: GrantedHelp) -> Iterator[str]:
    yield "the drug only" if program.drug_only else "drug and infusion"
    for dollars, often in (
        (program.yearly_cap, "year"),
        (program.monthly_cap, "month"),
        (program.claim_cap, "infusion day"),
    ):
        if dollars is not None:
            yield f"at most ${plain(dollars)} a {often}"
    if program.limit is LimitKnown.UNKNOWN:
        yield "up to a limit that is not known, so none of it is counted"
    if program.ends:
        yield f"to {long_date(program.ends)}"
