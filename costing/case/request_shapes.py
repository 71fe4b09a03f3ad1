"""The shapes of a request: what is asked, what came before it, a denial, the writer's own words, a Good Faith Estimate."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from costing.domain.sites import SiteKind
from costing.domain.therapy import DoseUnit, Interval


class RequestKind(StrEnum):
    """Which tree of a policy is asked."""

    INITIAL = "initial"
    RENEWAL = "renewal"


class LetterKind(StrEnum):
    """What the paper is."""

    PRIOR_AUTHORIZATION = "prior_authorization"
    RENEWAL = "renewal"
    CHANGE = "change"
    STEP_THERAPY_EXCEPTION = "step_therapy_exception"
    SITE_OF_CARE_EXCEPTION = "site_of_care_exception"
    CONTINUITY_OF_CARE = "continuity_of_care"
    NETWORK_GAP = "network_gap"
    PREDETERMINATION = "predetermination"
    RETROACTIVE_AUTHORIZATION = "retroactive_authorization"
    PART_D_EXCEPTION = "part_d_exception"
    MEDICAL_NECESSITY_RECORD = "medical_necessity_record"
    APPEAL = "appeal"
    PEER_TO_PEER = "peer_to_peer"
    FAX_COVER = "fax_cover"
    MISSING_DOCUMENTS = "missing_documents"
    MEDICARE_NOTICE = "medicare_notice"
    PATIENT_ESTIMATE = "patient_estimate"
    GOOD_FAITH_ESTIMATE = "good_faith_estimate"
    HELP_SHEET = "help_sheet"


class DenialReason(StrEnum):
    """Why the payer said no, as its notice puts it."""

    NOT_MEDICALLY_NECESSARY = "not_medically_necessary"
    EXPERIMENTAL = "experimental"
    STEP_THERAPY = "step_therapy"
    SITE_OF_CARE = "site_of_care"
    DOSE_OR_QUANTITY = "dose_or_quantity"
    NOT_ON_LABEL = "not_on_label"
    DOCUMENTATION = "documentation"
    NO_AUTHORIZATION = "no_authorization"
    OUT_OF_NETWORK = "out_of_network"
    OTHER = "other"


class AppealLevel(StrEnum):
    """How far the appeal has come."""

    FIRST = "first"
    SECOND = "second"
    EXTERNAL = "external"
    HEARING = "hearing"


@dataclass(frozen=True, slots=True)
class Denial:
    """A decision against the request; the dates and words are those of its notice, and `appeal_by` is the date printed there."""

    on: date
    reason: DenialReason
    level: AppealLevel = AppealLevel.FIRST
    words: str | None = None
    codes: str | None = None  # as printed, such as 50, N115
    number: str | None = None
    received_on: date | None = None
    appeal_by: date | None = None
    appeal_to: str | None = None
    consented_on: date | None = None  # when the patient agreed in writing that somebody else appeals


@dataclass(frozen=True, slots=True)
class EarlierAuthorization:
    """An authorization that was given before, by this payer or, where `payer` says so, by another."""

    number: str | None = None
    payer: str | None = None
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class PreviousRegimen:
    """What was authorized so far, as far as the order changes it."""

    product: str | None = None
    dose: Decimal | None = None
    dose_unit: DoseUnit | None = None
    days_per_cycle: int | None = None
    interval: Interval | None = None
    site: SiteKind | None = None


class Way(StrEnum):
    """How a paper was sent."""

    FAX = "fax"
    PORTAL = "portal"
    MAIL = "mail"
    PHONE = "phone"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Sent:
    """A paper that went out: which, when, how, to whom, and what proves it."""

    what: LetterKind
    on: date
    way: Way
    to: str | None = None
    proof: str | None = None  # such as the number of a fax confirmation


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a writer put at one place of one kind of letter; `was` is what the letter itself said there at that time."""

    letter: LetterKind
    place: str
    text: str
    was: str | None = None


@dataclass(frozen=True, slots=True)
class OthersItem:
    """One item that another provider bills beside the infusions: so many, each at its expected charge in dollars."""

    provider: str
    npi: str
    tin: str
    location: str
    state: str
    code: str
    label: str
    count: int
    charge: Decimal


@dataclass(frozen=True, slots=True)
class GoodFaith:
    """What a Good Faith Estimate says besides the case; `nothing_separate`: no item has to be scheduled on its own."""

    number: str | None = None
    asked_on: date | None = None
    replaces_number: str | None = None
    replaces_on: date | None = None
    separate_items: str | None = None
    nothing_separate: bool = False
    alone: bool | None = None  # nobody else bills anything; None: not said yet
    items: tuple[OthersItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of the payer, and when; `case_number` is the payer's own, if it gave one."""

    kind: RequestKind
    on: date
    case_number: str | None = None
    expedited: bool = False
    authorization: EarlierAuthorization | None = None
    previous: PreviousRegimen | None = None
    denial: Denial | None = None
    words: tuple[OwnWords, ...] = ()
    sent: tuple[Sent, ...] = ()
    to_sign: tuple[LetterKind, ...] = ()  # which letters wait for the prescriber's signature
    renewed_on: date | None = None  # since when the renewal is a case of its own
    good_faith: GoodFaith | None = None
