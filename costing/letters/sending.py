"""What the sender of a paper should know and no payer reads: until when, who may ask, what goes with it, and how soon it is decided."""

from collections.abc import Iterator
from datetime import date

from costing.case.request_shapes import Denial, LetterKind
from costing.case.shapes import Case
from costing.letters.backing import case_field
from costing.letters.deadlines import Clock, appeals_known, clock_for
from costing.letters.figures import counted, listed
from costing.letters.parts import Origin, Sentence
from payer_rules.message import long_date


def advice(case: Case, kind: LetterKind, today: date) -> Iterator[Sentence]:
    """The last day to appeal and how it is known, who may ask, what to enclose, how soon the payer decides."""
    clock = clock_for(case, kind, today)
    denial = case.request.denial if case.request and kind is LetterKind.APPEAL else None
    if denial:
        yield from _last_day(case, denial, clock, today)
    if clock is None:
        yield from _not_loaded(case, denial, today) if denial else ()
        return
    if clock.who:
        yield Sentence(f"Who may ask: {clock.who}", (clock.backing,))
    if clock.enclose:
        yield Sentence(f"Enclose too: {listed(clock.enclose)}.", (clock.backing,))
    yield from _decided(clock)
    yield Sentence(_known(clock), (clock.backing,))


def _last_day(case: Case, denial: Denial, clock: Clock | None, today: date) -> Iterator[Sentence]:
    """As the notice prints it, else counted; and the shorter one of haste, where haste is asked for."""
    if denial.appeal_by:
        backing = (case_field(Origin.COVERAGE, "request.denial.appeal_by"),)
        said = f"Send it by {long_date(denial.appeal_by)}: the notice prints this day.{_late(denial.appeal_by, today)}"
        yield Sentence(said, backing)
    elif clock and (last := clock.last_day(denial)):
        yield Sentence(f"{_counted(clock, denial, last)}{_late(last, today)}", (clock.backing,))
    hurried = clock.last_expedited_day(denial) if clock and case.request and case.request.expedited else None
    if clock and hurried:
        days = counted(clock.expedited_file_days or 0, "day")
        said = f"To be expedited it has to be sent by {long_date(hurried)}: {days} from the receipt of the notice.{_late(hurried, today)}"
        yield Sentence(said, (clock.backing,))


def _not_loaded(case: Case, denial: Denial, today: date) -> Iterator[Sentence]:
    """The levels that are known, when the chosen one is not among them."""
    known = dict.fromkeys(f"{clock.level} ({clock.title})" for clock in appeals_known(case, today))
    if known:
        said = f"No {denial.level} level of this payer is loaded, only: {'; '.join(known)}. Compare the level with the notice."
        yield Sentence(said)


def _decided(clock: Clock) -> Iterator[Sentence]:
    for asked, limit in (("a", clock.standard), ("an expedited", clock.expedited)):
        if limit:
            yield Sentence(f"{clock.to or 'The payer'} decides {asked} request within {limit}.", (clock.backing,))


def _counted(clock: Clock, denial: Denial, last: date) -> str:
    length = counted(clock.file_days, "day") if clock.file_days else counted(clock.file_months or 0, "month")
    start = "the receipt of the notice" if clock.counted_from == "receipt" else "the date of the notice"
    if clock.counted_from == "receipt" and denial.received_on is None:
        start = (
            f"{start}, presumed {counted(clock.presumed_days, 'day')} after its date"
            if clock.presumed_days
            else "its date, since its receipt is not entered"
        )
    return f"Send it by {long_date(last)}: {length} from {start}. A date that the notice prints wins."


def _late(last: date, today: date) -> str:
    return " That day has passed: say why it is late." if today > last else ""


def _known(clock: Clock) -> str:
    """How the limit is known, in a sentence."""
    said = [f"{clock.title}{f', {clock.cite}' if clock.cite else ''}; status: {clock.provenance.status}."]
    return " ".join([*said, *filter(None, (clock.note, clock.provenance.reason))])
