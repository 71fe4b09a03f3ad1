"""The questions that can be asked of a case document: the only place that joins prices, rules, programs and letters."""

from costing.questions.assumptions import CHOICES, Assumption
from costing.questions.documents import read_case
from costing.questions.estimate import estimate
from costing.questions.refused import Refused

__all__ = ["CHOICES", "Assumption", "Refused", "estimate", "read_case"]
