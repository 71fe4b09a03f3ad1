"""The medical-necessity record for payers that know no authorization: it states and documents, and asks for nothing."""

from collections.abc import Iterator

from costing.letters.backing import case_field, chart, sourced
from costing.letters.diagnosis import diagnoses, diagnosis_words, has_dermatomyositis
from costing.letters.matter import Matter, Words, compose
from costing.letters.parts import Backing, Letter, Origin, Sentence
from costing.letters.people import patient_name
from costing.letters.regimen import computed, course_phrase


def build(matter: Matter) -> Letter:
    """Write the record."""
    indication = " for dermatomyositis" if has_dermatomyositis(matter.case) else ""
    title = f"Record of medical necessity: {matter.product.name}{indication}"
    return compose(matter, Words(title, title, tuple(_opening(matter)), tuple(_closing()), "Recorded by"))


def _opening(matter: Matter) -> Iterator[Sentence]:
    """Why there is no request, then what was ordered and for what."""
    authorization = matter.answer.authorization
    backing = (sourced(Origin.POLICY, authorization.cite or "authorization", authorization.provenance),)
    yield Sentence(f"This is a record, not a request. {authorization.why}", backing)
    words = diagnosis_words(matter.case)
    name = patient_name(matter.case.patient) or "The patient"
    condition = f"{name} has {words}. " if words else ""
    use = " This use of the product is off label." if matter.off_label else ""
    ordered = f"{matter.product.name} ({matter.product.hcpcs}) is ordered: {course_phrase(matter.course)}."
    charted = tuple(chart(fact.evidence) for fact in diagnoses(matter.case)[:1])
    order = (case_field(Origin.ORDER, "order"), computed(), Backing(Origin.PRODUCT, f"product {matter.product.id}"))
    yield Sentence(f"{condition}{ordered}{use}", (*charted, *order))


def _closing() -> Iterator[Sentence]:
    yield Sentence("The notes listed below are in the chart and document what this record states.")
