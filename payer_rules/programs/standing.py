"""What a program asks beside its criteria: its window, the wait after an award, and programs that may not pay beside it."""

from collections.abc import Iterator, Sequence
from datetime import date

from payer_rules.findings import Decider, Finding
from payer_rules.message import Message, long_date, say
from payer_rules.programs.shapes import Exclusion, Held, Program, Wait, Window
from payer_rules.verdict import Cause, Verdict

MONTHS_IN_YEAR = 12


def standing(program: Program, on: date, held: Sequence[Held]) -> Iterator[Finding]:
    """One finding for each of them that the program has."""
    if program.window:
        yield _in_window(program.window, on)
    if program.exclusion:
        yield _alone(program.exclusion, on, held)
    if program.wait:
        awards = [one.starts for one in held if one.program_id == program.id and one.starts]
        yield _waited(program.wait, on, max(awards, default=None))


def _finding(text: str, cite: str, verdict: Verdict, reason: Message, *causes: Cause) -> Finding:
    return Finding(text, cite, verdict, reason, causes=causes, decided_by=Decider.POLICY)


def _in_window(window: Window, on: date) -> Finding:
    if (window.opens and on < window.opens) or (window.closes and on > window.closes):
        return _finding("Applications are taken now", window.cite, Verdict.NOT_MET, say("{why}", why=window.otherwise))
    return _finding("Applications are taken now", window.cite, Verdict.MET, say("{day} is within it.", day=on))


def _alone(exclusion: Exclusion, on: date, held: Sequence[Held]) -> Finding:
    """Help that is not recorded cannot be in the way: the list of programs that pay is the case's own."""
    text = "No program pays that may not pay beside it"
    if any(one.program_id in exclusion.programs and _active(one, on) for one in held):
        return _finding(text, exclusion.cite, Verdict.NOT_MET, say("{why}", why=exclusion.otherwise))
    return _finding(text, exclusion.cite, Verdict.MET, say("None is entered in this case."))


def _active(one: Held, on: date) -> bool:
    return (one.starts is None or one.starts <= on) and (one.ends is None or on <= one.ends)


def _waited(wait: Wait, on: date, last: date | None) -> Finding:
    if last is None:
        text = f"whether an award was paid in the last {wait.months} months (none is entered here)"
        return _finding(text, wait.cite, Verdict.OPEN, say("No award is entered."), Cause.JUDGMENT)
    again = months_later(last, wait.months)
    reason = say(
        "The last award was on {last}; another is possible from {again} on.", last=long_date(last), again=again
    )
    text = f"The last award was paid at least {wait.months} months ago"
    return _finding(text, wait.cite, Verdict.MET if on >= again else Verdict.NOT_MET, reason)


def months_later(day: date, months: int) -> date:
    """The same day of a later month; a day that the month lacks moves to the first of the next one."""
    years, month = divmod(day.month - 1 + months, MONTHS_IN_YEAR)
    try:
        return date(day.year + years, month + 1, day.day)
    except ValueError:
        return months_later(day.replace(day=1), months + 1)
