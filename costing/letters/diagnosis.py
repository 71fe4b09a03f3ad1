"""The diagnosis as the chart gives it, and the word a letter may use for its code."""

from costing.case.shapes import Case
from payer_rules.chart import Fact

# ICD-10-CM: juvenile dermatomyositis, other dermatomyositis, dermatopolymyositis, the same in neoplastic disease
DERMATOMYOSITIS = ("M33.0", "M33.1", "M33.9", "M36.0")


def diagnoses(case: Case) -> tuple[Fact, ...]:
    """The charted diagnoses in the order of the chart, the main one first."""
    return tuple(fact for fact in case.chart.facts if fact.name == "diagnosis")


def codes(case: Case) -> tuple[str, ...]:
    """Their ICD-10-CM codes, each once."""
    return tuple(dict.fromkeys(str(fact.value) for fact in diagnoses(case)))


def has_dermatomyositis(case: Case) -> bool:
    """Whether any charted code is one of dermatomyositis."""
    return any(map(_is_dermatomyositis, diagnoses(case)))


def _is_dermatomyositis(diagnosis: Fact) -> bool:
    return str(diagnosis.value).upper().startswith(DERMATOMYOSITIS)


def treated(case: Case) -> Fact | None:
    """The diagnosis that the letter is about: dermatomyositis wherever it stands, since a cancer's code comes before M36.0."""
    found = diagnoses(case)
    return next((one for one in found if _is_dermatomyositis(one)), found[0] if found else None)


def diagnosis_words(case: Case) -> str | None:
    """That diagnosis for a sentence: `dermatomyositis (M33.10)`, or the bare code of anything else."""
    found = treated(case)
    if found is None:
        return None
    return f"dermatomyositis ({found.value})" if _is_dermatomyositis(found) else f"diagnosis {found.value}"
