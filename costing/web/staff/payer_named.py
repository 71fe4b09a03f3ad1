"""A payer that is typed but not chosen: whose policy was probably meant."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from costing.domain.coverage import PlanKind
from costing.web.forms import value_at
from payer_rules.policies import policies

ALIKE, MOST = 0.75, 3
SPELLED = {"bcbs": "blue cross blue shield", "bluecross": "blue cross", "blueshield": "blue shield"}
NO_CHOICE = frozenset({PlanKind.MEDICARE_PART_B, PlanKind.SELF_PAY, ""})


def unchosen_payer(document: Mapping[str, Any]) -> str | None:
    """The payer's name as typed, where nobody chose whose policy is read; None where that is chosen or not asked."""
    kind = value_at(document, "coverage.primary.kind")
    if kind in NO_CHOICE or value_at(document, "coverage.primary.payer_id"):
        return None
    return str(value_at(document, "coverage.primary.payer")) or None


def meant(typed: str) -> tuple[str, ...]:
    """The names of known payers that are spelled nearly so, the likeliest first."""
    alike = {name: _alike(typed, name) for name in policies().payers().values()}
    likely = sorted((name for name in alike if alike[name] >= ALIKE), key=lambda name: -alike[name])
    return tuple(likely[:MOST])


def _alike(typed: str, name: str) -> float:
    """How nearly a payer's name, or each of its words, is in what was typed, from 0 to 1."""
    words, given = _words(name), _words(typed)
    if not words or not given:
        return 0
    each = sum(max(_ratio(word, one) for one in given) for word in words) / len(words)
    return max(each, _ratio("".join(words), "".join(given)))


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _words(name: str) -> list[str]:
    spelled = name.lower()
    for short, long in SPELLED.items():
        spelled = spelled.replace(short, long)
    return re.findall(r"[a-z0-9]+", spelled)
