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
    return any(code.upper().startswith(DERMATOMYOSITIS) for code in codes(case))


def diagnosis_words(case: Case) -> str | None:
    """The main diagnosis for a sentence: `dermatomyositis (M33.10)`, or the bare code of anything else."""
    found = codes(case)
    if not found:
        return None
    is_main = found[0].upper().startswith(DERMATOMYOSITIS)
    return f"dermatomyositis ({found[0]})" if is_main else f"diagnosis {found[0]}"
