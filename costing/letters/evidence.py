"""Published evidence: cited claims with their figures, loaded strictly, and chosen for a case."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path

from costing.case.shapes import Case
from costing.letters.backing import sourced
from costing.letters.diagnosis import has_dermatomyositis
from costing.letters.parts import CitedParagraph, Origin, Paragraph, Reference, Sentence
from costing.letters.product import Product
from payer_rules.dated import Provenance, Status
from payer_rules.files import Block, provenance_from, read_yaml
from payer_rules.message import long_date

FILE = Path(__file__).with_name("evidence.yaml")
KEYS = ("id", "heading", "claim", "figures", "citation", "applies", "starts", "ends", "status", "source", "reason")
ADULT = 18
DIAGNOSES = ("dermatomyositis",)
FIGURE = re.compile(r"\d+(?:[.,]\d+)*%?")
SENTENCE_END = re.compile(r"(?<=[.;])\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Applies:
    """When an entry may be cited: these products (any when empty), this diagnosis, these routes."""

    products: tuple[str, ...]
    diagnosis: str
    routes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One work and what it may be cited for, from `starts` to `ends`."""

    id: str
    heading: str
    claim: str
    figures: tuple[str, ...]
    citation: str
    applies: Applies
    starts: date
    ends: date | None
    provenance: Provenance


@cache
def entries() -> tuple[Entry, ...]:
    """The shipped evidence, read once. Raises BadFile with the line of anything odd."""
    return read_entries(read_yaml(FILE))


def read_entries(top: Block) -> tuple[Entry, ...]:
    """Read evidence from a YAML block. Raises BadFile for an odd key, no source, a number not in `figures`."""
    top.only("entries")
    return tuple(map(_entry, top.blocks("entries")))


def _entry(block: Block) -> Entry:
    block.only(*KEYS)
    claim, figures = block.text("claim"), block.texts("figures")
    if unlisted := [found for found in FIGURE.findall(claim) if found not in figures]:
        raise block.bad(f"the claim says {', '.join(unlisted)}, which is not among its figures", "claim")
    return Entry(
        id=block.text("id"),
        heading=block.text("heading"),
        claim=claim,
        figures=figures,
        citation=block.text("citation"),
        applies=_applies(block.block("applies")),
        starts=block.day("starts"),
        ends=block.maybe_day("ends"),
        provenance=provenance_from(block),
    )


def _applies(block: Block) -> Applies:
    block.only("products", "diagnosis", "routes")
    diagnosis = block.text("diagnosis")
    if diagnosis not in DIAGNOSES:
        raise block.bad(f"diagnosis must be one of {', '.join(DIAGNOSES)}", "diagnosis")
    return Applies(block.texts("products"), diagnosis, block.texts("routes"))


@dataclass(frozen=True, slots=True)
class Citable:
    """The evidence of one letter: paragraphs by heading, and the references they number."""

    paragraphs: tuple[CitedParagraph, ...]
    references: tuple[Reference, ...]


def cite(case: Case, product: Product, today: date, known: tuple[Entry, ...] | None = None) -> Citable:
    """Choose what may be cited for this diagnosis and product on `today`; an off-label use is said first."""
    chosen = tuple(entry for entry in known or entries() if _fits(entry, case, product, today))
    numbered = list(enumerate(chosen, start=1))
    groups = groupby(numbered, key=lambda pair: pair[1].heading)
    paragraphs = (*_off_label(case, product), *(_paragraph(heading, tuple(group)) for heading, group in groups))
    return Citable(paragraphs, tuple(_reference(number, entry) for number, entry in numbered))


def _paragraph(heading: str, numbered: tuple[tuple[int, Entry], ...]) -> CitedParagraph:
    sentences = tuple(sentence for _, entry in numbered for sentence in _sentences(entry))
    return CitedParagraph(heading, sentences, tuple(number for number, _ in numbered))


def _fits(entry: Entry, case: Case, product: Product, today: date) -> bool:
    applies = entry.applies
    return (
        has_dermatomyositis(case)
        and (not applies.products or product.id in applies.products)
        and any(route in applies.routes for route in product.routes)
        and entry.starts <= today
        and (entry.ends is None or today <= entry.ends)
    )


def is_off_label(case: Case, product: Product) -> bool:
    """Whether the label leaves this dermatomyositis out: no label names it, or it is named for adults only."""
    return has_dermatomyositis(case) and (not product.labelled_for_dm or _is_child(case))


def _is_child(case: Case) -> bool:
    """Whether the patient is known to be under 18 on the first infusion day."""
    born, day = case.patient.birth_date if case.patient else None, case.order.first_infusion if case.order else None
    if born is None or day is None:
        return False
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day)) < ADULT


def _off_label(case: Case, product: Product) -> Iterator[CitedParagraph]:
    if is_off_label(case, product):
        backing = (sourced(Origin.PRODUCT, f"label of {product.name}", product.dm_label),)
        yield CitedParagraph("Label", (Sentence(f"{_label_words(product)} This use is off label.", backing),), ())


def _label_words(product: Product) -> str:
    """What is known of the label; where it was not read itself, that is said."""
    if product.labelled_for_dm:
        return f"{product.name} is labeled for dermatomyositis in adults only."
    if product.dm_label.status is Status.PUBLISHED:
        return f"{product.name} is not labeled for dermatomyositis."
    return f"{product.name} is not known to be labeled for dermatomyositis (status: {product.dm_label.status})."


def _sentences(entry: Entry) -> Paragraph:
    backing = (sourced(Origin.LITERATURE, entry.citation, entry.provenance),)
    return tuple(Sentence(text, backing) for text in SENTENCE_END.split(entry.claim))


def _reference(number: int, entry: Entry) -> Reference:
    backing = sourced(Origin.LITERATURE, entry.id, entry.provenance)
    status, source = entry.provenance.status, entry.provenance.source
    if status is Status.PUBLISHED or source is None:
        return Reference(number, entry.citation, backing)
    known = f"{str(status).capitalize()} source, read {long_date(source.read)}: {source.url or source.title}"
    return Reference(number, f"{entry.citation} {known}", backing)
