"""The one thing to do next about a case, for the button on its page."""

from collections.abc import Sequence
from dataclasses import dataclass

from costing.web.staff.answer_cards import Card
from costing.web.staff.tasks import TO_DO, Task

ESTIMATE, LETTER = "Estimate", "Letter"


@dataclass(frozen=True, slots=True)
class NextStep:
    """Words for a button, where it leads, and how far the case has come."""

    words: str
    href: str
    so_far: str


def next_step(tasks: Sequence[Task], cards: Sequence[Card]) -> NextStep:
    """The first page to fill; then what the estimate needs, what the letter needs, and the letter itself."""
    left = [task for task in tasks if task.state == TO_DO]
    if left:
        pages = f"{len(left)} pages are" if len(left) > 1 else "1 page is"
        return NextStep(f"Continue with {left[0].title.lower()}", left[0].href, f"{pages} still to do.")
    by_title = {card.title: card for card in cards}
    if by_title[ESTIMATE].said is None:
        return NextStep("See what the estimate needs", by_title[ESTIMATE].href, "The pages are filled.")
    said = by_title[LETTER].said
    words = "Open the letter" if said and not said.attention else "See what the letter needs"
    return NextStep(words, by_title[LETTER].href, f"{said.lead}." if said else "The pages are filled.")
