"""Why a figure is what it is: asked by its name, such as day.1.patient, or by its dollars, such as 2926.90."""

import re
from decimal import Decimal

from costing.domain.estimate import Estimate
from costing.domain.why import NoSuchFigure, Step, figures_of, why
from costing.questions.refused import refuse

DOLLARS = re.compile(r"\$?-?[0-9]{1,9}(,[0-9]{3})*(\.[0-9]{1,2})?")
MOST = 12  # figures of the same amount, such as that of every infusion day
EXAMPLES = "course.patient, year.1.plan, month.3.patient, cycle.1.patient, day.1.allowed, line.1.2.patient or an amount such as 2926.90"


def explain(estimate: Estimate, asked: str) -> tuple[Step, ...]:
    """The working of every figure that is meant, the widest first. Raises Refused for a name or amount that the estimate does not have."""
    text = asked.strip()
    if not DOLLARS.fullmatch(text):
        return (_named(estimate, text),)
    dollars = Decimal(text.replace("$", "").replace(",", ""))
    names = figures_of(estimate, dollars)[:MOST]
    if not names:
        raise refuse("figure", f"No figure of this estimate is ${dollars:,}. Copy one from it.")
    return tuple(why(estimate, name) for name in names)


def _named(estimate: Estimate, name: str) -> Step:
    try:
        return why(estimate, name)
    except NoSuchFigure:
        raise refuse("figure", f"There is no figure {name[:40]!r}. Name one such as {EXAMPLES}.") from None
