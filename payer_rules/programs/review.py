"""Which programs have not been verified for 90 days, and how much of each is known."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from payer_rules.dated import Status
from payer_rules.programs.answering import is_stale
from payer_rules.programs.shapes import Known, Program, Term


@dataclass(frozen=True, slots=True)
class Review:
    """One program: how old its verification is, and how many of its terms are known, unknown, without object or in conflict."""

    program: Program
    days: int
    stale: bool
    counts: Counter[Known]
    oldest: date  # of its terms

    @property
    def grasp(self) -> str:
        """Known, partly or unknown: whether what decides is there: who may have it, what it pays and its yearly limit."""
        deciding = [_read(self.program.terms[name]) for name in ("insurance", "pays", "yearly_limit")]
        if all(deciding):
            return "known"
        return "partly" if any(deciding) else "unknown"


def _read(term: Term) -> bool:
    """Whether a term was read: neither missing, nor in conflict, nor told from memory."""
    return term.known in (Known.VALUE, Known.NOT_APPLICABLE) and term.status is not Status.MEMORY


def review(programs: Iterable[Program], today: date) -> tuple[Review, ...]:
    """Every program, those verified longest ago first."""
    found = (_of(program, today) for program in programs)
    return tuple(sorted(found, key=lambda one: (-one.days, one.program.kind.place, one.program.id)))


def _of(program: Program, today: date) -> Review:
    oldest = min(term.verified for term in program.terms.values())
    verified = min(oldest, program.verified)
    counts = Counter(term.known for term in program.terms.values())
    return Review(program, (today - verified).days, is_stale(verified, today), counts, oldest)
