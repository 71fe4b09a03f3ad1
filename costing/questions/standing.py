"""Where a case stands with its payer, and what is due next: read from the kept document alone, fast enough for a long list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil
from operator import itemgetter
from typing import Any

from costing.case.request_shapes import AppealLevel, Denial, DenialReason, LetterKind, RequestKind
from costing.letters.deadlines import DECISION, PART_D, Clock, clock_of, payer_by
from payer_rules.dated import Status
from payer_rules.message import Message, say

RENEW_AHEAD = timedelta(days=30)  # our own pace: a payer has to decide before the last day
ANSWER_AFTER = timedelta(days=14)  # our own pace, where no limit of the payer's is loaded
SOON = timedelta(days=7)
UNITS = {"hours": timedelta(hours=1), "days": timedelta(days=1)}
PAYER_PAPERS = frozenset(LetterKind) - {
    LetterKind.FAX_COVER, LetterKind.MISSING_DOCUMENTS, LetterKind.MEDICARE_NOTICE, LetterKind.PATIENT_ESTIMATE,
    LetterKind.GOOD_FAITH_ESTIMATE, LetterKind.HELP_SHEET, LetterKind.MEDICAL_NECESSITY_RECORD, LetterKind.PEER_TO_PEER,
}  # fmt: skip
Document = Mapping[str, Any]


class Stage(StrEnum):
    """How far a request has come."""

    PREPARING = "preparing"
    WAITING = "waiting"
    APPROVED = "approved"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Standing:
    """The stage, with the day by which to act and why, where there is one."""

    stage: Stage
    due: date | None = None
    sentence: Message | None = None

    def is_soon(self, today: date) -> bool:
        """Whether it is overdue, or due within a week."""
        return self.due is not None and self.due <= today + SOON


def standing(document: Document, today: date) -> Standing:
    """Where a kept case stands on `today`."""
    request: Document = document.get("request", {})
    renewal = request.get("kind") == RequestKind.RENEWAL
    sent, ends = _last_sent(request), _day(request.get("authorization", {}), "ends")
    if "authorization" in request and not renewal:
        return _approved(ends, _day(request, "renewed_on"), today)
    denial = request.get("denial")
    if denial and not (sent and sent["what"] == LetterKind.APPEAL and sent["on"] >= denial["on"]):  # both YYYY-MM-DD
        return _denied(document, denial, today)
    if sent:
        return _waiting(document, sent, today)
    return _preparing(document, ends if renewal else None, today)


def _last_sent(request: Document) -> Document | None:
    """What was last sent to the payer, of one day the last that was entered; other papers ask for no decision."""
    to_payer = [one for one in request.get("sent", ()) if one["what"] in PAYER_PAPERS]
    return max(reversed(to_payer), key=itemgetter("on"), default=None)


def _approved(ends: date | None, renewed: date | None, today: date) -> Standing:
    if renewed:
        return Standing(Stage.APPROVED, None, say("The renewal is a case of its own since {day}.", day=renewed))
    if ends is None:
        return Standing(Stage.APPROVED)
    due = ends - RENEW_AHEAD
    words = "The authorization ended on {ends}." if ends < today else "The authorization ends on {ends}: renew it."
    if due > today + SOON:
        words = "Authorized until {ends}."
    return Standing(Stage.APPROVED, due, say(words, ends=ends))


def _denied(document: Document, denial: Document, today: date) -> Standing:
    level = AppealLevel(denial.get("level", AppealLevel.FIRST))
    notice = _denial(denial, level)
    clock = clock_of(_payer(document), level, today, notice.reason)
    last = clock.last_day(notice) if clock else notice.appeal_by
    if last is None:
        return Standing(Stage.DENIED, notice.on, say("Denied on {day}. Ask until when to appeal.", day=notice.on))
    known = _known(clock) if clock and not notice.appeal_by else ""
    words = f"The last day to appeal was {{last}}{known}." if last < today else f"Appeal by {{last}}{known}."
    return Standing(Stage.DENIED, last, say(words, last=last))


def _known(clock: Clock) -> str:
    """How far a limit can be trusted, where nobody published it."""
    status = clock.provenance.status
    return "" if status is Status.PUBLISHED else f" (a limit of status {status})"


def _denial(denial: Document, level: AppealLevel) -> Denial:
    on, reason = date.fromisoformat(denial["on"]), DenialReason(denial["reason"])
    return Denial(on, reason, level, received_on=_day(denial, "received_on"), appeal_by=_day(denial, "appeal_by"))


def _waiting(document: Document, sent: Document, today: date) -> Standing:
    """The decision is due within the payer's limit, as far as one is loaded."""
    request, on = document["request"], date.fromisoformat(sent["on"])
    clock = _clock_of_what(document, sent, today)
    limit = _limit(clock, expedited=bool(request.get("expedited")))
    if clock is None or limit is None:
        due = on + ANSWER_AFTER
        return Standing(Stage.WAITING, due, say("Sent {on}. Ask for the decision by {due}.", on=on, due=due))
    words = f"Sent {{on}}. The payer has {{limit}} to decide{_known(clock)}."
    return Standing(Stage.WAITING, on + _length(limit), say(words, on=on, limit=limit))


def _clock_of_what(document: Document, sent: Document, today: date) -> Clock | None:
    """The time limits that hold for what was sent; none for what was asked after the fact."""
    what, denial = sent["what"], document["request"].get("denial")
    if what == LetterKind.RETROACTIVE_AUTHORIZATION:
        return None
    payer = PART_D if what == LetterKind.PART_D_EXCEPTION else _payer(document)
    if what == LetterKind.APPEAL and denial:
        level = AppealLevel(denial.get("level", AppealLevel.FIRST))
        return clock_of(payer, level, today, DenialReason(denial["reason"]))
    return clock_of(payer, DECISION, today)


def _limit(clock: Clock | None, *, expedited: bool) -> str | None:
    if clock is None:
        return None
    return clock.expedited if expedited and clock.expedited else clock.standard


def _length(limit: str) -> timedelta:
    """72 hours, 15 days: in whole days, rounded up. Raises KeyError for another unit, which a test finds among the loaded limits."""
    number, unit = limit.split()
    return timedelta(days=ceil(int(number) * UNITS[unit] / timedelta(days=1)))


def _preparing(document: Document, ends: date | None, today: date) -> Standing:
    first = _day(document.get("order", {}), "first_infusion")
    if ends:
        words = (
            "The authorization ended on {day}."
            if ends < today
            else "The authorization ends on {day}: send the renewal."
        )
        return Standing(Stage.PREPARING, ends - RENEW_AHEAD, say(words, day=ends))
    if first and first >= today and "request" in document:
        words = "The first infusion is on {day}, and no request is recorded as sent."
        return Standing(Stage.PREPARING, first - ANSWER_AFTER, say(words, day=first))
    return Standing(Stage.PREPARING)


def _payer(document: Document) -> str | None:
    plan = document.get("coverage", {}).get("primary", {})
    return payer_by(plan["kind"], plan.get("funding")) if "kind" in plan else None


def _day(block: Document, name: str) -> date | None:
    return date.fromisoformat(block[name]) if name in block else None
