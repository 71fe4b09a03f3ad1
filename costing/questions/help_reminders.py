"""What an office should do next about an application to a program, and by when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from costing.case.application import Application, Stage
from costing.case.help_shapes import Help, Received
from costing.case.shapes import Case
from payer_rules.message import Message, say
from payer_rules.programs import Held

ANSWER_AFTER = timedelta(days=14)  # our own pace: no program promises one
RENEW_AHEAD = timedelta(days=45)
NEARLY_USED = Decimal("0.9")


@dataclass(frozen=True, slots=True)
class Reminder:
    """What to do about one application, and the day by which."""

    due: date
    sentence: Message


def reminders(application: Application, today: date) -> Iterator[Reminder]:
    """What is due today or soon, the most urgent first; nothing for what was denied or has ended."""
    match application.stage:
        case Stage.APPLIED:
            due = application.applied_on + ANSWER_AFTER
            if due <= today:
                yield Reminder(
                    due,
                    say(
                        "{name}: applied on {day}. Ask for the answer.",
                        name=application.name,
                        day=application.applied_on,
                    ),
                )
        case Stage.APPROVED:
            yield from sorted(_of_award(application, today), key=lambda one: one.due)


def _of_award(award: Application, today: date) -> Iterator[Reminder]:
    soon = today + RENEW_AHEAD
    if award.renew_by and award.renew_by <= soon:
        late = award.renew_by < today
        words = "{name}: the day to renew was {day}." if late else "{name}: renew by {day}."
        yield Reminder(award.renew_by, say(words, name=award.name, day=award.renew_by))
    elif award.ends and award.ends <= soon:
        words = "{name}: the award ended on {day}." if award.ends < today else "{name}: the award ends on {day}."
        yield Reminder(award.ends, say(words, name=award.name, day=award.ends))
    if award.amount and award.used and award.used >= award.amount * NEARLY_USED:
        left = f"${award.remaining:,.2f}"
        yield Reminder(today, say("{name}: {left} of the award is left.", name=award.name, left=left))


def held_from(applications: Iterable[Application]) -> tuple[Held, ...]:
    """The awards among them, as programs ask for earlier help."""
    return tuple(
        Held(one.program, one.starts or one.applied_on, one.ends)
        for one in applications
        if one.program and one.stage in (Stage.APPROVED, Stage.ENDED)
    )


def with_awards(case: Case, applications: Iterable[Application]) -> Case:
    """The case with the awards among them as help that was received, for papers that are made of the case alone."""
    awards = tuple(Received(one.program_id, one.starts) for one in held_from(applications) if one.starts)
    help_ = case.help or Help()
    return replace(case, help=replace(help_, received=(*help_.received, *awards))) if awards else case
