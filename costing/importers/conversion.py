"""Which of Medicare's two conversion factors a file's amounts are for: since 2026 each list comes twice, told apart by its name alone."""

import re

from costing.importers.files import Sheet
from payer_rules.message import Message, say

BOTH, QP, NON_QP = "both", "qp", "non_qp"
FIRST_YEAR_OF_TWO = 2026
SAYS_NON_QP = re.compile(r"non[ _-]*qp")
SAYS_QP = re.compile(r"(?<![a-z])qpp?(?![a-z])")
WORDS = {
    QP: say("Taken as the amounts for qualifying APM participants (QP), because its name says so."),
    NON_QP: say(
        "Taken as the amounts for everybody but qualifying APM participants (non-QP), because its name says so."
    ),
}


def conversion_of(sheet: Sheet, year: int) -> tuple[str, list[Message]]:
    """`both` before 2026, since then `qp` or `non_qp` by the file's name, with a note that says so. Raises Refused."""
    if year < FIRST_YEAR_OF_TWO:
        return BOTH, []
    name = f"{sheet.name} {sheet.member or ''}".lower()
    non_qp = SAYS_NON_QP.search(name) is not None
    if non_qp == (SAYS_QP.search(SAYS_NON_QP.sub("", name)) is not None):
        raise sheet.bad(
            "does not say for whom its amounts are. Since 2026 there are two such files: put QPP (qualifying APM participants) or nonQPP "
            "(everybody else) into its name, as in PPRRVU2026_Oct_nonQPP.csv."
        )
    group = NON_QP if non_qp else QP
    return group, [WORDS[group]]
