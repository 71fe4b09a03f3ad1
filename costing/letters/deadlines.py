"""Time limits as dated data: until when to appeal, and how soon a payer decides. The notice's own date always wins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from costing.case.request_shapes import AppealLevel, Denial, LetterKind
from costing.case.shapes import Case
from costing.letters.backing import case_field, sourced
from costing.letters.figures import counted
from costing.letters.parts import Backing, Origin, Sentence
from payer_rules.dated import Provenance, Status
from payer_rules.files import Block, provenance_from, read_yaml
from payer_rules.message import long_date

FILE = Path(__file__).with_name("deadlines.yaml")
DECISION = "decision"
PART_D = "part_d"
KEYS = (
    "id", "payers", "level", "title", "file_days", "file_months", "from", "presumed_days", "standard", "expedited",
    "cite", "note", "starts", "ends", "status", "source", "reason",
)  # fmt: skip
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Clock:
    """One level of one kind of payer: when to file, and how soon it decides."""

    id: str
    payers: tuple[str, ...]
    level: str
    title: str
    file_days: int | None
    file_months: int | None
    counted_from: str | None  # receipt, or notice
    presumed_days: int
    standard: str | None
    expedited: str | None
    cite: str | None
    note: str | None
    starts: date
    ends: date | None
    provenance: Provenance

    @property
    def backing(self) -> Backing:
        """Who vouches for it."""
        return sourced(Origin.POLICY, f"{self.title}, {self.cite}" if self.cite else self.title, self.provenance)

    def last_day(self, denial: Denial) -> date | None:
        """The last day to appeal: as the notice prints it, else counted; None where no limit is loaded."""
        if denial.appeal_by:
            return denial.appeal_by
        first = denial.on
        if self.counted_from == "receipt":
            first = denial.received_on or denial.on + timedelta(days=self.presumed_days)
        if self.file_days:
            return first + timedelta(days=self.file_days)
        return _months_after(first, self.file_months) if self.file_months else None


def _months_after(day: date, months: int) -> date:
    """The same day so many months later; where that month is shorter, its last."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(f"no day in {year}-{month + 1}")


@cache
def clocks() -> tuple[Clock, ...]:
    """The shipped time limits, read once. Raises BadFile with the line of anything odd."""
    top = read_yaml(FILE)
    top.only("clocks", "starts_because")
    top.text("starts_because")
    return tuple(map(_clock, top.blocks("clocks")))


def _clock(block: Block) -> Clock:
    block.only(*KEYS)
    levels = (DECISION, *AppealLevel)
    if block.text("level") not in levels:
        raise block.bad(f"level must be one of {', '.join(levels)}", "level")
    return Clock(
        id=block.text("id"),
        payers=block.texts("payers"),
        level=block.text("level"),
        title=block.text("title"),
        file_days=_whole(block, "file_days"),
        file_months=_whole(block, "file_months"),
        counted_from=block.maybe_text("from"),
        presumed_days=_whole(block, "presumed_days") or 0,
        standard=block.maybe_text("standard"),
        expedited=block.maybe_text("expedited"),
        cite=block.maybe_text("cite"),
        note=block.maybe_text("note"),
        starts=block.day("starts"),
        ends=block.maybe_day("ends"),
        provenance=provenance_from(block),
    )


def _whole(block: Block, key: str) -> int | None:
    value = block.get(key)
    if value is not None and (type(value) is not int or value < 1):
        raise block.bad(f"{key} must be a whole number, not {value!r}", key)
    return value


def payer_of(case: Case, kind: LetterKind) -> str | None:
    """Whose time limits hold."""
    if kind is LetterKind.PART_D_EXCEPTION:
        return PART_D
    return str(case.coverage.primary.kind) if case.coverage else None


def clock_for(case: Case, kind: LetterKind, on: date) -> Clock | None:
    """The time limits of this paper on `on`: those of the first decision, or of the level of an appeal."""
    denial = case.request.denial if case.request else None
    level = str(denial.level if denial else AppealLevel.FIRST) if kind is LetterKind.APPEAL else DECISION
    payer = payer_of(case, kind)
    for clock in clocks():
        if (
            payer in clock.payers
            and clock.level == level
            and clock.starts <= on
            and (not clock.ends or on <= clock.ends)
        ):
            return clock
    return None


def decide_by(case: Case, kind: LetterKind, on: date, expedited: bool) -> Sentence | None:
    """Asks for the decision within the payer's limit; silent where no limit was read in a text."""
    clock = clock_for(case, kind, on)
    limit = (clock.expedited if expedited else clock.standard) if clock else None
    if clock is None or limit is None or clock.provenance.status is Status.MEMORY:
        return None
    cite = f" ({clock.cite})" if clock.cite and kind is not LetterKind.APPEAL else ""
    return Sentence(f"Please decide within {limit}{cite}.", (clock.backing,))


def advice(case: Case, kind: LetterKind, today: date) -> Iterator[Sentence]:
    """What the sender should know of time: the last day to appeal and how it is known, how soon the payer decides."""
    clock = clock_for(case, kind, today)
    denial = case.request.denial if case.request and kind is LetterKind.APPEAL else None
    if denial and denial.appeal_by:
        backing = (case_field(Origin.COVERAGE, "request.denial.appeal_by"),)
        yield Sentence(
            f"Send it by {long_date(denial.appeal_by)}: the notice prints this day.{_late(denial.appeal_by, today)}",
            backing,
        )
    if clock is None:
        return
    last = clock.last_day(denial) if denial else None
    if denial and last and not denial.appeal_by:
        yield Sentence(f"{_counted(clock, denial, last)}{_late(last, today)}", (clock.backing,))
    for asked, limit in (("", clock.standard), ("expedited ", clock.expedited)):
        if limit:
            yield Sentence(
                f"The payer decides an {asked}request within {limit}.".replace("an request", "a request"),
                (clock.backing,),
            )
    yield Sentence(_known(clock), (clock.backing,))


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
