"""A policy version: who wrote it, when it holds, whom it is about, and its trees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from payer_rules.criteria.shapes import Criterion
from payer_rules.dated import Provenance
from payer_rules.findings import Required


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom the policy is about; an empty set asks nothing. Diagnoses are code prefixes."""

    insurance_kinds: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()
    diagnoses: tuple[str, ...] = ()
    sites: frozenset[str] = frozenset()
    not_sites: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()  # of the patient, by two letters
    routes: frozenset[str] = frozenset()
    because: str | None = None  # the sentence to show when a case falls outside


@dataclass(frozen=True, slots=True)
class AuthorizationRule:
    """What the policy says of authorization."""

    required: Required
    why: str
    next_step: str
    cite: str | None


@dataclass(frozen=True, slots=True)
class Policy:
    """One version. `layer` is national, plan or label; `trees` by name; `not_loaded` names the trees whose text is missing."""

    id: str
    title: str
    payer: str
    payer_id: str
    layer: str
    starts: date
    ends: date | None
    starts_reason: str | None  # given when the start is not printed but assumed
    by_date_of_service: bool  # else the date of the request picks the version
    provenance: Provenance
    scope: Scope
    authorization: AuthorizationRule | None
    trees: Mapping[str, Criterion]
    not_loaded: tuple[str, ...]
    notes: tuple[str, ...]
    number: str | None = None
    lines_of_business: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()  # what of the document was read, in words
    ends_reason: str | None = (
        None  # given when the end is not printed but assumed, so that an old text judges no new request
    )

    draft: bool = False
    office_own: bool = False  # put in by the office itself, verified by nobody else

    def covers(self, day: date) -> bool:
        """Whether this version is in force on `day`."""
        return self.starts <= day and (self.ends is None or day <= self.ends)
