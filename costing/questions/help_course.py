"""What the year costs without and with the help that is chosen: month by month, what each program pays, and when it runs out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from costing.case.help_shapes import GrantedHelp, Help, LimitKnown, PremiumProgram
from costing.case.plan_shapes import Plan
from costing.case.shapes import Case
from costing.domain.claim import HelpShare
from costing.domain.estimate import Estimate
from costing.domain.money import ZERO, known_sum
from costing.questions.estimate import estimate
from costing.questions.help_notes import UP_TO_UNKNOWN, help_notes, treatment_note
from costing.questions.refused import Refused
from payer_rules.message import Message, say
from payer_rules.programs import programs as collection


@dataclass(frozen=True, slots=True)
class HelpMonth:
    """One calendar month by its first day: what the patient owes without and with help, and by each run of sums so far."""

    starts: date
    before: Decimal | None
    after: Decimal | None
    help_paid: Decimal | None
    before_so_far: Decimal | None
    after_so_far: Decimal | None


@dataclass(frozen=True, slots=True)
class ProgramPaid:
    """What one program pays over the course; None where it is not known. `runs_out` is the first day of the month in which it does."""

    name: str
    limit: LimitKnown
    paid: Decimal | None
    left: Decimal | None
    runs_out: date | None
    sentence: Message


@dataclass(frozen=True, slots=True)
class HelpCourse:
    """The course without and with the chosen help.

    `at_least` is what the patient owes if programs of unknown limit never stopped paying: the truth lies between it and `after`.
    """

    before: Decimal | None
    after: Decimal | None
    help_paid: Decimal | None
    at_least: Decimal | None
    months: tuple[HelpMonth, ...]
    programs: tuple[ProgramPaid, ...]
    notes: tuple[Message, ...]


def has_help(case: Case) -> bool:
    """Whether anything is chosen that could change what the patient owes."""
    if case.help is None:
        return False
    premium = case.help.premium_program not in (None, PremiumProgram.NONE)
    return bool(case.help.programs or case.help.qmb or premium or case.help.extra_help)


def help_course(case: Case) -> HelpCourse:
    """Price the course twice. Raises Refused where it cannot be priced."""
    help_ = case.help or Help()
    before, after = estimate(replace(case, help=_without(help_))), estimate(case)
    return HelpCourse(
        before=before.course.patient,
        after=after.course.patient,
        help_paid=after.course.help_paid,
        at_least=_at_least(case, help_),
        months=tuple(_months(before, after)),
        programs=tuple(_paid(one, after) for one in sorted(help_.programs, key=lambda one: (one.rank, one.name))),
        notes=tuple(_notes(help_, case.coverage.primary)) if case.coverage else (),
    )


def _notes(help_: Help, plan: Plan) -> Iterator[Message]:
    """How the plan treats help, and what Medicare's own programs leave; each program speaks for itself elsewhere."""
    yield from _not_together(help_)
    yield from treatment_note(help_, plan)
    yield from help_notes(replace(help_, programs=()), plan.kind)


def _not_together(help_: Help) -> Iterator[Message]:
    """Chosen programs of which one's terms do not allow the other."""
    chosen = {one.program for one in help_.programs}
    for program in collection():
        if program.id in chosen and program.exclusion and chosen & set(program.exclusion.programs):
            yield say("{why} Choose one of them.", why=program.exclusion.otherwise)


def _without(help_: Help) -> Help:
    """The household without any program that changes what it owes."""
    return replace(help_, programs=(), qmb=None, premium_program=None, extra_help=None)


def _at_least(case: Case, help_: Help) -> Decimal | None:
    """With every unknown limit taken as none; None where no limit is unknown, or the plan's treatment of help is."""
    if all(one.limit is not LimitKnown.UNKNOWN for one in help_.programs):
        return None
    endless = tuple(_endless(one) for one in help_.programs)
    try:
        return estimate(replace(case, help=replace(help_, programs=endless))).course.patient
    except Refused:
        return None


def _endless(one: GrantedHelp) -> GrantedHelp:
    return replace(one, limit=LimitKnown.NONE) if one.limit is LimitKnown.UNKNOWN else one


def _months(before: Estimate, after: Estimate) -> Iterator[HelpMonth]:
    so_far: tuple[Decimal | None, Decimal | None] = (ZERO, ZERO)
    for without, with_help in zip(before.months, after.months, strict=True):
        own = (without.totals.patient, with_help.totals.patient)
        so_far = (known_sum((so_far[0], own[0])), known_sum((so_far[1], own[1])))
        yield HelpMonth(without.starts, *own, with_help.totals.help_paid, *so_far)


def _paid(program: GrantedHelp, priced: Estimate) -> ProgramPaid:
    if program.limit is LimitKnown.UNKNOWN:
        said = say("{name} pays {limit}.", name=program.name, limit=UP_TO_UNKNOWN)
        return ProgramPaid(program.name, program.limit, None, None, None, said)
    shares = list(_shares(program.name, priced))
    paid = sum((share.paid for _, share in shares), ZERO)
    spent = next((on.replace(day=1) for on, share in shares if share.left == 0), None)
    left = shares[-1][1].left if shares else program.yearly_cap
    return ProgramPaid(program.name, program.limit, paid, left, spent, _said(program, paid, left, spent))


def _shares(name: str, priced: Estimate) -> Iterator[tuple[date, HelpShare]]:
    """What the program pays line by line, with the day."""
    for visit in priced.visits:
        for line in visit.lines:
            yield from ((visit.on, share) for share in line.help_by if share.program == name)


def _said(program: GrantedHelp, paid: Decimal, left: Decimal | None, spent: date | None) -> Message:
    dollars = f"${paid:,.2f}"
    if spent:
        return say(
            "{name} pays {paid} and runs out in {month}.", name=program.name, paid=dollars, month=f"{spent:%B %Y}"
        )
    if left is None:
        return say("{name} pays {paid}.", name=program.name, paid=dollars)
    return say(
        "{name} pays {paid}; ${left} of its yearly limit is left at the end.",
        name=program.name,
        paid=dollars,
        left=f"{left:,.2f}",
    )
