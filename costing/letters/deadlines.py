"""Time limits as dated data: until when to appeal, who decides and how soon. The notice's own date always wins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from costing.case.plan_shapes import Funding
from costing.case.request_shapes import AppealLevel, Denial, DenialReason, LetterKind
from costing.case.shapes import Case
from costing.domain.coverage import PlanKind
from costing.letters.backing import sourced
from costing.letters.parts import Backing, Origin, Sentence
from payer_rules.dated import Provenance, Status
from payer_rules.files import Block, provenance_from, read_yaml

FILE = Path(__file__).with_name("deadlines.yaml")
DECISION = "decision"
PART_D = "part_d"
OWN_RULES = frozenset({Funding.FEHB, Funding.TRICARE, Funding.CHAMPVA})  # whose appeals follow rules of their own
PRIVATE = frozenset({PlanKind.COMMERCIAL, PlanKind.HDHP})  # the kinds by whose terms they share costs
KEYS = (
    "id", "payers", "level", "reasons", "title", "file_days", "file_months", "from", "presumed_days", "expedited_file_days", "standard",
    "expedited", "to", "who", "consent", "enclose", "cite", "note", "starts", "starts_because", "ends", "status", "source", "reason",
)  # fmt: skip
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Clock:
    """One level of one kind of payer: when to file, who may, what goes with it, who decides and how soon."""

    id: str
    payers: tuple[str, ...]
    level: str
    reasons: tuple[str, ...]  # of a denial; empty: any
    title: str
    file_days: int | None
    file_months: int | None
    counted_from: str | None  # receipt, or notice
    presumed_days: int
    expedited_file_days: int | None  # from the receipt
    standard: str | None
    expedited: str | None
    to: str | None  # who decides, where it is not the plan
    who: str | None
    needs_consent: bool
    enclose: tuple[str, ...]
    cite: str | None
    note: str | None
    starts: date
    ends: date | None
    provenance: Provenance

    @property
    def backing(self) -> Backing:
        """Who vouches for it."""
        return sourced(Origin.POLICY, f"{self.title}, {self.cite}" if self.cite else self.title, self.provenance)

    def received(self, denial: Denial) -> date:
        """The day on which the notice came, as entered, else as the rule presumes it."""
        return denial.received_on or denial.on + timedelta(days=self.presumed_days)

    def last_day(self, denial: Denial) -> date | None:
        """The last day to appeal: as the notice prints it, else counted; None where no limit is loaded."""
        if denial.appeal_by:
            return denial.appeal_by
        first = self.received(denial) if self.counted_from == "receipt" else denial.on
        if self.file_days:
            return first + timedelta(days=self.file_days)
        return _months_after(first, self.file_months) if self.file_months else None

    def last_expedited_day(self, denial: Denial) -> date | None:
        """The last day to ask for an expedited appeal, where it is shorter."""
        return self.received(denial) + timedelta(days=self.expedited_file_days) if self.expedited_file_days else None


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
    top.only("clocks")
    return tuple(map(_clock, top.blocks("clocks")))


def _clock(block: Block) -> Clock:
    block.only(*KEYS)
    levels = (DECISION, *AppealLevel)
    if block.text("level") not in levels:
        raise block.bad(f"level must be one of {', '.join(levels)}", "level")
    block.text("starts_because")
    return Clock(
        id=block.text("id"),
        payers=block.texts("payers"),
        level=block.text("level"),
        reasons=_reasons(block),
        title=block.text("title"),
        file_days=_whole(block, "file_days"),
        file_months=_whole(block, "file_months"),
        counted_from=block.maybe_text("from"),
        presumed_days=_whole(block, "presumed_days") or 0,
        expedited_file_days=_whole(block, "expedited_file_days"),
        standard=block.maybe_text("standard"),
        expedited=block.maybe_text("expedited"),
        to=block.maybe_text("to"),
        who=block.maybe_text("who"),
        needs_consent=block.get("consent") is True,
        enclose=block.texts("enclose"),
        cite=block.maybe_text("cite"),
        note=block.maybe_text("note"),
        starts=block.day("starts"),
        ends=block.maybe_day("ends"),
        provenance=provenance_from(block),
    )


def _reasons(block: Block) -> tuple[str, ...]:
    reasons = block.texts("reasons")
    if not set(reasons) <= set(DenialReason):
        raise block.bad(f"reasons must be of {', '.join(DenialReason)}", "reasons")
    return reasons


def _whole(block: Block, key: str) -> int | None:
    value = block.get(key)
    if value is not None and (type(value) is not int or value < 1):
        raise block.bad(f"{key} must be a whole number, not {value!r}", key)
    return value


def payer_of(case: Case, kind: LetterKind) -> str | None:
    """Whose time limits hold: the drug plan's, those of a program with rules of its own, else those of the kind of plan."""
    if kind is LetterKind.PART_D_EXCEPTION:
        return PART_D
    plan = case.coverage.primary if case.coverage else None
    if plan is None:
        return None
    return payer_by(plan.kind, plan.funding)


def payer_by(kind: str, funding: str | None) -> str:
    """Whose time limits hold for a plan of this kind that this payer stands behind."""
    return str(funding if kind in PRIVATE and funding in OWN_RULES else kind)


def clock_for(case: Case, kind: LetterKind, on: date) -> Clock | None:
    """The time limits of this paper on `on`: those of the first decision, or of the level of an appeal."""
    if kind is LetterKind.RETROACTIVE_AUTHORIZATION:
        return None  # the limits of a first decision are for what has not been given yet
    denial = case.request.denial if case.request else None
    level = str(denial.level if denial else AppealLevel.FIRST) if kind is LetterKind.APPEAL else DECISION
    return clock_of(payer_of(case, kind), level, on, denial.reason if denial else None)


def clock_of(payer: str | None, level: str, on: date, reason: DenialReason | None = None) -> Clock | None:
    """The time limits of one payer for its first decision, or for a level of the appeal of a denial for `reason`."""
    for clock in _of_payer(payer, on):
        if clock.level == level and (not clock.reasons or reason in clock.reasons):
            return clock
    return None


def appeals_known(case: Case, on: date) -> tuple[Clock, ...]:
    """The levels of appeal of the case's payer that are loaded for `on`."""
    return tuple(clock for clock in _of_payer(payer_of(case, LetterKind.APPEAL), on) if clock.level != DECISION)


def _of_payer(payer: str | None, on: date) -> Iterator[Clock]:
    for clock in clocks():
        if payer in clock.payers and clock.starts <= on and (not clock.ends or on <= clock.ends):
            yield clock


def decide_by(case: Case, kind: LetterKind, on: date, expedited: bool) -> Sentence | None:
    """Asks for the decision within the payer's limit; silent where no limit was read in a text."""
    clock = clock_for(case, kind, on)
    limit = (clock.expedited if expedited else clock.standard) if clock else None
    if clock is None or limit is None or clock.provenance.status is Status.MEMORY:
        return None
    may_differ = not PRIVATE.isdisjoint(clock.payers)  # whether ERISA is their law, only the plan can say
    cite = f" ({clock.cite})" if clock.cite and kind is not LetterKind.APPEAL and not may_differ else ""
    return Sentence(f"Please decide within {limit}{cite}.", (clock.backing,))
