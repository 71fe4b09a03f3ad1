"""What is due about the practice's applications to programs, for the pages on which staff begin."""

from dataclasses import dataclass
from datetime import date

from costing.case.application import load_application
from costing.questions.help_reminders import reminders
from costing.store import applications, cases
from costing.web.auth import me
from costing.web.database import session
from costing.web.staff.tasks import name_of
from payer_rules.message import Message


@dataclass(frozen=True, slots=True)
class Due:
    """One reminder with its case."""

    sentence: Message
    case_id: str
    case_name: str


def help_due() -> tuple[Due, ...]:
    """The reminders of the signed-in person's practice, the most urgent first."""
    mine, today = me().practice_id, date.today()
    found = [
        (row.case_id, reminder)
        for row in applications.all_of(session(), mine)
        for reminder in reminders(load_application(row.document), today)
    ]
    names = {case_id: name_of(cases.get(session(), mine, case_id)) for case_id, _ in found}
    ordered = sorted(found, key=lambda pair: pair[1].due)
    return tuple(Due(reminder.sentence, case_id, names[case_id]) for case_id, reminder in ordered)
