"""The letter: reading, order, product and prices joined; where the course cannot be priced it names no vials."""

from dataclasses import replace
from datetime import date

from costing.case.request_shapes import LetterKind, Request, RequestKind
from costing.case.shapes import Case, Order, Practice
from costing.domain.estimate import Estimate
from costing.letters.agreement import WordsDisagree
from costing.letters.document import CannotWrite, FiguresDisagree, Letter, build_letter
from costing.letters.kind_groups import SPEAKS_SPANISH
from costing.letters.parts import Sentence
from costing.letters.tongue import Language
from costing.questions.check import check
from costing.questions.estimate import estimate
from costing.questions.programs import programs
from costing.questions.refused import Refused, refuse
from costing.questions.safety import safety
from costing.reference.load import reference
from costing.reference.shapes import Product
from payer_rules.findings import PolicyAnswer
from payer_rules.safety import Level

LANGUAGE_WORDS = {"en": Language.ENGLISH, "es": Language.SPANISH}
OWN = Practice("IgPath")  # the head of a sheet that a patient makes without a practice


def letter(case: Case, today: date, kind: LetterKind | None = None, language: Language = Language.ENGLISH) -> Letter:
    """A paper of a case, dated `today`: of `kind`, else a request, or a record where the payer knows no authorization.

    Raises Refused without order, coverage or request, when order and estimate disagree, when a writer's words do, and where
    this kind is not for the case, lacks what it must say, or does not speak the language.
    """
    if language is Language.SPANISH and kind not in SPEAKS_SPANISH:
        raise refuse(
            "language", f"This paper is in English only. In Spanish there are: {', '.join(sorted(SPEAKS_SPANISH))}."
        )
    product = _ordered(case.order)
    helping = programs(case, on=today) if kind is LetterKind.HELP_SHEET else ()
    try:
        own = _payers_own(check(case))
        found = build_letter(case, own, _priced(case), product, today, kind, programs=helping, language=language)
        return _with_stops(case, found)
    except CannotWrite as cannot:
        raise Refused(cannot.messages) from cannot
    except WordsDisagree as disagreement:
        raise refuse(_place_in(case, disagreement.key), str(disagreement)) from disagreement
    except FiguresDisagree as disagreement:
        raise refuse("order", str(disagreement)) from disagreement


def _with_stops(case: Case, found: Letter) -> Letter:
    """What the safety screen says against the product stands before a signature, also where no criterion asks for it."""
    if not found.signature:
        return found
    stops = (alert for product in safety(case) for alert in product.alerts if alert.level is Level.STOP)
    said = tuple(
        Sentence(f"Safety screen, stop: {alert.title}. {alert.says} Look at it before you sign.") for alert in stops
    )
    return replace(found, advice=(*said, *found.advice))


def help_sheet(case: Case, today: date, language: Language = Language.ENGLISH) -> Letter:
    """The help sheet of somebody who has no practice and no request yet, dated and asked `today`. Raises Refused."""
    request = case.request or Request(RequestKind.INITIAL, today)
    return letter(replace(case, request=request, practice=case.practice or OWN), today, LetterKind.HELP_SHEET, language)


def _payers_own(found: PolicyAnswer) -> PolicyAnswer:
    """Without the common criteria: they are no payer's, so no payer is answered by them."""
    return replace(found, readings=tuple(one for one in found.readings if one.layer != "common"))


def _place_in(case: Case, key: str) -> str:
    """The path of the words of one place in the document."""
    words = case.request.words if case.request else ()
    return next((f"request.words.{at}" for at, one in enumerate(words) if one.place == key), "request.words")


def read_kind(name: object) -> LetterKind:
    """The kind of that name. Raises Refused with all names."""
    if not isinstance(name, str) or name not in list(LetterKind):
        raise refuse("kind", f"Choose the kind of letter: one of {', '.join(LetterKind)}.")
    return LetterKind(name)


def read_language(name: object) -> Language:
    """The language of that word. Raises Refused with all words."""
    if not isinstance(name, str) or name not in LANGUAGE_WORDS:
        raise refuse("language", f"Choose the language: one of {', '.join(LANGUAGE_WORDS)}.")
    return LANGUAGE_WORDS[name]


def _ordered(order: Order | None) -> Product:
    if order is None:
        raise refuse("order", "Enter the order: product, dose, days per cycle, interval, first infusion and site.")
    product = reference().products.get(order.product)
    if product is None:
        raise refuse("order.product", f"There is no product {order.product!r}. Choose one from the list.")
    return product


def _priced(case: Case) -> Estimate | None:
    """The estimate, for the vials it opens; a letter does not wait for prices."""
    try:
        return estimate(case)
    except Refused:
        return None
