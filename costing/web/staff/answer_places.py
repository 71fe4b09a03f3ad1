"""Where a missing value is entered: the section of the case, or the chart entry of one fact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from costing.letters.parts import Gap
from costing.letters.said import question_for
from costing.web.shown import fact_label
from payer_rules.facts import GivenBy, facts

SECTIONS = {
    "practice": ("practice", "Practice"),
    "patient": ("patient", "Patient"),
    "coverage": ("coverage", "Coverage"),
    "request": ("request", "Request"),
    "order": ("order", "Order"),
    "chart": ("chart", "Chart"),
    "fees": ("fees", "Fees"),
    "help": ("household", "Household"),
    "assumptions": ("assumptions", "Assumptions"),
}
COMPUTED_FROM = {
    "age_years": "patient",
    "state": "patient",
    "insurance_kind": "coverage",
    "us_resident": "help",
    "qmb_enrolled": "help",
    "household_size": "help",
    "income_percent_of_poverty": "help",
}  # whatever else is computed follows from the order
TRIALS = "trials"


@dataclass(frozen=True, slots=True)
class Entry:
    """A sentence that says what to enter, and a link to where; no link when nothing of the case would settle it."""

    sentence: str
    text: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where one missing fact is entered: a link's text, the question to a person, the address."""

    text: str
    question: str
    href: str


def entries(case_id: str, messages: Mapping[str, Sequence[str]]) -> tuple[Entry, ...]:
    """What a refused question says, each sentence with its section."""
    return tuple(_entry(case_id, sentence, field) for field, said in messages.items() for sentence in said)


def gap_entries(case_id: str, gaps: Iterable[Gap]) -> tuple[Entry, ...]:
    """The gaps of a letter, each with the section that closes it."""
    return tuple(_entry(case_id, gap.what, gap.field) for gap in gaps)


def _entry(case_id: str, sentence: str, field: str | None) -> Entry:
    block = (field or "").split(".")[0]
    if block not in SECTIONS:
        return Entry(sentence, "", None)
    slug, name = SECTIONS[block]
    return Entry(sentence, f"Go to {name.lower()}", url_for("cases.section", case_id=case_id, slug=slug))


def place_for(case_id: str, need: str) -> Place:
    """Where a fact that a policy or program asks for is entered."""
    kind = facts().get(need)
    question = question_for(need) or fact_label(need)
    if need == TRIALS:
        return Place("earlier treatment", question, url_for("cases.add_trial", case_id=case_id))
    if kind and kind.given_by is GivenBy.COMPUTED:
        slug = SECTIONS[COMPUTED_FROM.get(need, "order")][0]
        return Place(kind.label, question, url_for("cases.section", case_id=case_id, slug=slug))
    return Place(fact_label(need), question, url_for("cases.add_fact", case_id=case_id, fact=need))
