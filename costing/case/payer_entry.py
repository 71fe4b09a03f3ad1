"""Where a plan takes requests: one entry of an office's directory, for one plan of one payer and for no sister plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields

from costing.case.fields import Day, ExactNumber, Text
from costing.case.part import Part, needed, without_none
from costing.case.people_schema import AddressSchema
from costing.case.plan_shapes import Plan
from costing.case.schema import flat_messages
from costing.case.shapes import Address

FAX = r"[0-9+(][0-9 ()./+-]{6,}( ?(ext\.?|x) ?[0-9]{1,6})?"
PORTAL = r"https://[^\s<>\"']{3,}"


@dataclass(frozen=True, slots=True)
class PayerEntry:
    """One plan: an empty `plan_name` means the payer's plan without a name of its own, not all of its plans."""

    payer: str
    plan_name: str | None = None
    department: str | None = None
    address: Address | None = None
    fax: str | None = None
    phone: str | None = None
    portal: str | None = None
    largest_packet_mb: Decimal | None = None
    source: str | None = None
    checked_on: date | None = None


class PayerEntrySchema(Part):
    """One entry."""

    makes = PayerEntry

    payer = Text(what="the payer", longest=100, required=True, error_messages=needed("the payer, as on the card"))
    plan_name = Text(what="the plan's name", longest=100)
    department = Text(what="the department", longest=100)
    address = fields.Nested(AddressSchema)
    fax = Text(what="the fax number", longest=40, pattern=FAX, example="919-555-0199")
    phone = Text(what="the phone number", longest=40, pattern=FAX, example="919-555-0198")
    portal = Text(
        what="the address of the portal", longest=300, pattern=PORTAL, example="https://portal.example/requests"
    )
    largest_packet_mb = ExactNumber(what="the largest size in MB", example="20", above=True, high="1000")
    source = Text(what="where this was read", longest=200)
    checked_on = Day(what="the day on which it was checked")


class BadEntry(ValueError):
    """An entry that breaks a rule; `messages` are sentences by field."""

    def __init__(self, messages: dict[str, list[str]]):
        super().__init__("the entry breaks a rule")
        self.messages = messages


def read_entry(document: dict[str, Any]) -> PayerEntry:
    """An entry from its JSON form. Raises BadEntry."""
    try:
        entry: PayerEntry = PayerEntrySchema().load(document)
    except ValidationError as error:
        raise BadEntry(flat_messages(error.messages)) from None
    return entry


def write_entry(entry: PayerEntry) -> dict[str, Any]:
    """Its one JSON form."""
    written: dict[str, Any] = without_none(PayerEntrySchema().dump(entry))
    return written


def entry_for(entries: Sequence[PayerEntry], plan: Plan | None) -> PayerEntry | None:
    """The entry of exactly this plan; one of a sister plan is never taken."""
    return next((one for one in entries if plan and _key(one.payer, one.plan_name) == _plan_key(plan)), None)


def sisters(entries: Sequence[PayerEntry], plan: Plan | None) -> tuple[PayerEntry, ...]:
    """The entries of the payer's other plans, to be named and not used."""
    if plan is None or not plan.payer:
        return ()
    own = _plan_key(plan)
    return tuple(one for one in entries if _key(one.payer, None)[0] == own[0] and _key(one.payer, one.plan_name) != own)


def _plan_key(plan: Plan) -> tuple[str, str]:
    return _key(plan.payer or "", plan.plan_name)


def _key(payer: str, plan_name: str | None) -> tuple[str, str]:
    """Names without regard to capitals and spaces."""
    return " ".join(payer.casefold().split()), " ".join((plan_name or "").casefold().split())
