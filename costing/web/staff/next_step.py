"""The one thing to do next about a case, for the button on its page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from costing.case.request_shapes import LetterKind
from costing.questions.standing import Stage, Standing, standing
from costing.store.cases import SavedCase
from costing.web.staff.answer_cards import Card
from costing.web.staff.tasks import TO_DO, Task, address_of

ESTIMATE, LETTER = "Estimate", "Letter"


@dataclass(frozen=True, slots=True)
class NextStep:
    """Words for a button, where it leads, how far the case has come, and what else may have happened."""

    words: str
    href: str
    so_far: str
    others: tuple[tuple[str, str], ...] = ()  # words and addresses


def next_step(saved: SavedCase, tasks: Sequence[Task], cards: Sequence[Card]) -> NextStep:
    """What the payer's answer asks for; before there is one, the first page to fill, then what estimate and letter need."""
    match standing(saved.document, date.today()):
        case Standing(Stage.WAITING, _, sentence):
            denied = ("It was denied: enter the notice", address_of(saved.id, "denial"))
            return NextStep("Enter the authorization", address_of(saved.id, "earlier"), str(sentence), (denied,))
        case Standing(Stage.DENIED, _, sentence):
            appeal = url_for("answers.letter", case_id=saved.id, kind=LetterKind.APPEAL)
            return NextStep("Open the appeal", appeal, str(sentence))
        case Standing(Stage.APPROVED) as stands if "renewed_on" not in saved.document["request"]:
            return _after_approval(saved, stands, date.today())
        case _:
            return _to_prepare(tasks, cards)


def _after_approval(saved: SavedCase, stands: Standing, today: date) -> NextStep:
    """The renewal once it is due; until then it can be begun and is not urged."""
    said = str(stands.sentence) if stands.sentence else "Authorized."
    renewal = ("Start the renewal", url_for("cases.ask_to_renew", case_id=saved.id))
    if stands.is_soon(today):
        return NextStep(*renewal, said)
    return NextStep("Open the estimate", url_for("answers.estimate", case_id=saved.id), said, (renewal,))


def _to_prepare(tasks: Sequence[Task], cards: Sequence[Card]) -> NextStep:
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
