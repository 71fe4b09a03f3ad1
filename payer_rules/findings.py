"""What a reading answers: each verdict with its criterion, citation, evidence, and what is still open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from payer_rules.chart import Fact, Trial
from payer_rules.dated import Provenance, Source
from payer_rules.message import Message
from payer_rules.verdict import Cause, Verdict


class Decider(StrEnum):
    """What settles a criterion."""

    CHART = "chart"
    ORDER = "order"
    CLAIM_CODE = "claim_code"
    POLICY = "policy"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class ScoreTold:
    """How a score stands in one column: the least and the most it can be, what it needs, and the points of each row."""

    column: str
    low: Decimal
    high: Decimal
    needed: Decimal
    points: tuple[Decimal, ...]  # of each part of the finding after the first, which chooses the column
    groups: tuple[int, ...]  # which of them belong together: one row of a group counts
    holds: bool  # what the first part must say for this column


@dataclass(frozen=True, slots=True)
class Finding:
    """One criterion judged. `combination` is every, any_one, at_least, each_of, not, when, label, document, score, judgment
    or leaf; `parts` its own findings.

    `causes` are given only for an open verdict; `needs` names the facts that would settle it, `asked` says what of them is wanted.
    `against` are documented values that say otherwise though the policy's text lets others count.
    """

    text: str
    cite: str | None
    verdict: Verdict
    reason: Message
    combination: str = "leaf"
    parts: tuple["Finding", ...] = ()
    causes: tuple[Cause, ...] = ()
    decided_by: Decider = Decider.CHART
    facts: tuple[Fact, ...] = ()
    trials: tuple[Trial, ...] = ()
    needs: tuple[str, ...] = ()
    note: str | None = None  # an ambiguity of the text, with the other reading
    page: str | None = None  # of the cited document
    document: str | None = None  # another document than the policy's own, with its version
    against: tuple[Fact, ...] = ()
    asked: str = ""
    n: int | None = None  # how many parts a count wants
    scores: tuple[ScoreTold, ...] = ()  # one for each column still possible


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to find out: the facts, the criterion, and whether it must hold or must not.

    `cause` says who can answer: the chart, somebody's judgment, or the payer, who has the text that is not loaded.
    """

    needs: tuple[str, ...]
    criterion: str = field(compare=False)
    cite: str | None = field(compare=False)
    asked: str
    holds: bool
    cause: Cause = field(compare=False)


@dataclass(frozen=True, slots=True)
class Settling:
    """One smallest set of answers that together turn an open tree to met; `by_chart` when the chart alone can give them all."""

    asks: tuple[Ask, ...]
    by_chart: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One tree of one policy version against one chart.

    `applies` false means the policy is not about this case (`why_not`), which is not coverage; then `finding` is None.
    A policy whose text we do not have reads `not_loaded` true, one without a version on the day `in_force` false, both with no
    finding. `settled_by` holds the smallest sets of answers that would turn an open tree to met.
    """

    policy_id: str
    title: str
    payer: str
    layer: str  # national, local, plan, label
    tree: str  # initial, renewal, product_step, ...
    applies: bool
    finding: Finding | None
    why_not: Message | None = None
    not_loaded: bool = False
    starts: date | None = None
    provenance: Provenance | None = None
    notes: tuple[str, ...] = ()
    in_force: bool = True
    settled_by: tuple[Settling, ...] = ()
    office_own: bool = False  # put in by the office itself, verified by nobody else
    draft: bool = False


class Required(StrEnum):
    """Whether the payer wants an authorization first."""

    REQUIRED = "required"
    NOT_REQUIRED = "not_required"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Authorization:
    """Is authorization required, says who, and what to do next."""

    required: Required
    why: Message
    next_step: Message
    policy_id: str | None = None
    cite: str | None = None
    provenance: Provenance | None = None


class GateState(StrEnum):
    """What a contractor's list of diagnosis codes says; none of them is about the chart."""

    LISTED = "listed"
    CONDITION_NOT_LOADED = "condition_not_loaded"  # listed, in a group whose condition was not read
    NOT_SUPPORTED = "not_supported"
    NOT_LOADED = "not_loaded"  # no revision of that day, or that part of the list was not read
    NO_CODE = "no_code"
    NO_PLACE = "no_place"


@dataclass(frozen=True, slots=True)
class GatedCode:
    """One documented code and the group that lists it."""

    code: str
    state: GateState
    group: str | None = None


@dataclass(frozen=True, slots=True)
class DiagnosisGate:
    """Whether a Medicare claim for a date of service may carry the documented codes, by the article of the place of infusion."""

    state: GateState
    on: date
    says: Message
    next_step: Message
    contractor: str | None = None
    jurisdiction: str | None = None
    article: str | None = None
    title: str | None = None
    determination: str | None = None
    revision: date | None = None
    codes: tuple[GatedCode, ...] = ()
    provenance: Provenance | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyAnswer:
    """The whole policy side of a case: authorization first, then every layer that was read; `gate` for Medicare alone."""

    authorization: Authorization
    readings: tuple[Reading, ...]
    gate: DiagnosisGate | None = None


class Eligibility(StrEnum):
    """What a program answers; `may_be` when the program's own terms are partly unknown."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    MORE_NEEDED = "more_needed"
    MAY_BE = "may_be"


@dataclass(frozen=True, slots=True)
class Leaflet:
    """What a patient is told of a program in one language: what it may pay, and what to do."""

    pays: str
    do: str


Leaflets = Mapping[str, Leaflet]
"""By language, such as en and es."""


@dataclass(frozen=True, slots=True)
class ProgramAnswer:
    """One assistance program for one case; every sentence can be shown as it stands."""

    program_id: str
    name: str
    sponsor: str
    kind: str
    eligibility: Eligibility
    reason: Message
    finding: Finding
    needs: tuple[str, ...]  # facts to ask for, as questions
    pays: str
    limit: str
    covers_drug: bool | None
    covers_administration: bool | None
    counts_on_plan: str  # counts, does_not_count, unknown, not_applicable
    next_step: str
    verified: date
    provenance: Provenance
    barred: str = ""  # the law that keeps the patient out, whatever else fits; empty where none does
    covers_premium: bool | None = None
    papers: str = ""  # to bring; empty where it is not known
    contact: str = ""
    link: str = ""
    yearly_limit: Decimal | None = None  # in dollars, where the terms name an amount
    stale: bool = False  # verified too long ago to be promised
    also: tuple[Source, ...] = ()
    leaflets: Leaflets = field(default_factory=dict)
