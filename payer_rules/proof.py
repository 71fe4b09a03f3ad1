"""What the cases beside a policy or a program show of its file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that is answered in another way than it says."""

    case: str
    line: int
    expected: str
    given: str


@dataclass(frozen=True, slots=True)
class Proof:
    """How many cases a file has, which fail, and which of its parts none of them notices.

    `subject` is a program's id, or a policy's with its version.
    """

    subject: str
    cases: int
    failures: tuple[Failure, ...]
    unnoticed: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is left to do."""
        return not self.failures and not self.unnoticed
