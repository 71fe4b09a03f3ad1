"""The questions that can be asked of a case document: the only place that joins prices, rules, programs and letters."""

from costing.questions.assumptions import CHOICES, Assumption
from costing.questions.check import check
from costing.questions.documents import read_case
from costing.questions.estimate import estimate
from costing.questions.letter import letter
from costing.questions.plain import to_json, to_plain
from costing.questions.programs import programs
from costing.questions.refused import Refused
from costing.questions.safety import safety
from costing.questions.stamp import data_hash, engine_version

__all__ = [
    "CHOICES",
    "Assumption",
    "Refused",
    "check",
    "data_hash",
    "engine_version",
    "estimate",
    "letter",
    "programs",
    "read_case",
    "safety",
    "to_json",
    "to_plain",
]
