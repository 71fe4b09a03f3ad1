"""The rules of a request: its kind and date, earlier authorization, denial, own words, Good Faith Estimate."""

from typing import Any

from marshmallow import ValidationError, fields, post_load

from costing.case import request_shapes as shapes
from costing.case.fields import Choice, Count, Day, ExactNumber, Text, YesNo
from costing.case.order_schema import IntervalSchema
from costing.case.part import NOT_A_LIST, STATES, Part, needed
from costing.domain.sites import SiteKind
from costing.domain.therapy import DoseUnit

LONGEST_WORDS = 4_000
MOST_WORDS, MOST_ITEMS, MOST_SENT = 200, 100, 200


class EarlierAuthorizationSchema(Part):
    """An authorization that was given before."""

    makes = shapes.EarlierAuthorization

    number = Text(what="the authorization number", longest=60)
    payer = Text(what="the payer that gave it", longest=200)
    starts = Day(what="the first day of the authorization")
    ends = Day(what="the last day of the authorization")

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> shapes.EarlierAuthorization:
        """Hold the days in their order."""
        starts, ends = loaded.get("starts"), loaded.get("ends")
        if starts and ends and ends < starts:
            raise ValidationError("The authorization ends before it starts. Check both dates.", "ends")
        return shapes.EarlierAuthorization(**loaded)


class PreviousRegimenSchema(Part):
    """What was authorized so far."""

    makes = shapes.PreviousRegimen

    product = Text(what="the product so far", longest=60, pattern="[a-z0-9_]+", example="octagam_10")
    dose = ExactNumber(what="the dose so far", example="2 or 0.4", above=True, high="1000")
    dose_unit = Choice(DoseUnit, what="what the dose so far means")
    days_per_cycle = Count(what="the infusion days so far", example="2", low=1, high=5)
    interval = fields.Nested(IntervalSchema)
    site = Choice(SiteKind, what="the site so far")

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> shapes.PreviousRegimen:
        """A dose says what it means."""
        if "dose" in loaded and "dose_unit" not in loaded:
            raise ValidationError("Choose what the dose so far means.", "dose_unit")
        return shapes.PreviousRegimen(**loaded)


class DenialSchema(Part):
    """A decision against the request, as its notice says."""

    makes = shapes.Denial

    on = Day(what="the date of the notice", required=True, error_messages=needed("the date of the notice"))
    reason = Choice(
        shapes.DenialReason,
        what="the reason of the denial",
        required=True,
        error_messages={"required": "Choose the reason that the notice gives."},
    )
    level = Choice(shapes.AppealLevel, what="the level of the appeal", load_default=shapes.AppealLevel.FIRST)
    words = Text(what="the words of the notice", longest=1_000)
    codes = Text(what="the codes of the notice", longest=100)
    number = Text(what="the number of the denial", longest=60)
    received_on = Day(what="the day on which the notice came")
    appeal_by = Day(what="the last day to appeal, as the notice prints it")
    appeal_to = Text(what="where the notice says appeals go", longest=300)
    consented_on = Day(what="the day on which the patient consented in writing")

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> shapes.Denial:
        """Hold the days in their order."""
        for name in ("received_on", "appeal_by"):
            if name in loaded and loaded[name] < loaded["on"]:
                raise ValidationError("This day lies before the date of the notice. Check both dates.", name)
        return shapes.Denial(**loaded)


class SentSchema(Part):
    """A paper that went out."""

    makes = shapes.Sent

    what = Choice(
        shapes.LetterKind, what="what was sent", required=True, error_messages={"required": "Choose what was sent."}
    )
    on = Day(what="the day on which it was sent", required=True, error_messages=needed("the day on which it was sent"))
    way = Choice(
        shapes.Way, what="how it was sent", required=True, error_messages={"required": "Choose how it was sent."}
    )
    to = Text(what="where it was sent", longest=200)
    proof = Text(what="what proves it", longest=200)


class OwnWordsSchema(Part):
    """What a writer put at one place of a letter."""

    makes = shapes.OwnWords

    letter = Choice(
        shapes.LetterKind, what="the kind of letter", required=True, error_messages=needed("the kind of letter")
    )
    place = Text(what="the place in the letter", longest=300, required=True, error_messages=needed("the place"))
    text = Text(what="your words", longest=LONGEST_WORDS, required=True, error_messages=needed("your words"))
    was = Text(what="the letter's own words", longest=20_000)


class OthersItemSchema(Part):
    """One item that another provider bills."""

    makes = shapes.OthersItem

    provider = Text(what="the provider", longest=200, required=True, error_messages=needed("the provider's name"))
    npi = Text(
        what="the provider's NPI", pattern=r"\d{10}", example="1234567893", required=True,
        error_messages=needed("the provider's NPI, 10 digits"),
    )  # fmt: skip
    tin = Text(
        what="the provider's tax number", pattern=r"\d{2}-?\d{7}", example="12-3456789", required=True,
        error_messages=needed("the provider's tax number, such as 12-3456789"),
    )  # fmt: skip
    location = Text(what="the location", longest=200, required=True, error_messages=needed("where it is done"))
    state = Text(
        what="the state", pattern="|".join(STATES), example="NC", required=True, error_messages=needed("the state")
    )
    code = Text(what="the service code", longest=12, required=True, error_messages=needed("the service code"))
    label = Text(what="the item", longest=200, required=True, error_messages=needed("what the item is, in plain words"))
    count = Count(
        what="how many", example="13", low=1, high=10_000, required=True, error_messages=needed("how many of it")
    )
    charge = ExactNumber(
        what="the expected charge of one", example="150", required=True, error_messages=needed("the expected charge")
    )


class GoodFaithSchema(Part):
    """What a Good Faith Estimate says besides the case."""

    makes = shapes.GoodFaith

    number = Text(what="the number of the estimate", longest=60)
    asked_on = Day(what="the day on which it was scheduled or asked for")
    replaces_number = Text(what="the number of the estimate that it replaces", longest=60)
    replaces_on = Day(what="the date of the estimate that it replaces")
    separate_items = Text(what="what has to be scheduled separately", longest=2_000)
    nothing_separate = YesNo(what="whether nothing has to be scheduled separately", load_default=False)
    alone = YesNo(what="whether nobody else bills anything")
    items = fields.List(fields.Nested(OthersItemSchema), error_messages={"invalid": NOT_A_LIST})

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> shapes.GoodFaith:
        """Freeze the list; either something is separate or nothing is."""
        items = tuple(loaded.get("items", ()))
        if len(items) > MOST_ITEMS:
            raise ValidationError(f"An estimate may hold {MOST_ITEMS} items of others.", "items")
        if loaded["nothing_separate"] and "separate_items" in loaded:
            raise ValidationError(
                "You list items to schedule separately: answer no here, or remove them.", "nothing_separate"
            )
        if loaded.get("alone") and items:
            raise ValidationError("You list items that others bill: answer no here, or remove them.", "alone")
        return shapes.GoodFaith(**{**loaded, "items": items})


class RequestSchema(Part):
    """What is asked of the payer."""

    makes = shapes.Request

    kind = Choice(
        shapes.RequestKind,
        what="the kind of request",
        required=True,
        error_messages={"required": "Choose whether it is a first request or a renewal."},
    )
    on = Day(what="the date of the request", required=True, error_messages=needed("the date of the request"))
    case_number = Text(what="the case number", longest=60)
    expedited = YesNo(what="whether waiting would endanger the patient", load_default=False)
    authorization = fields.Nested(EarlierAuthorizationSchema)
    previous = fields.Nested(PreviousRegimenSchema)
    denial = fields.Nested(DenialSchema)
    words = fields.List(fields.Nested(OwnWordsSchema), error_messages={"invalid": NOT_A_LIST})
    sent = fields.List(fields.Nested(SentSchema), error_messages={"invalid": NOT_A_LIST})
    to_sign = fields.List(Choice(shapes.LetterKind, what="the letter to sign"), error_messages={"invalid": NOT_A_LIST})
    renewed_on = Day(what="the day on which the renewal became a case of its own")
    good_faith = fields.Nested(GoodFaithSchema)

    @post_load
    def make(self, loaded: dict[str, Any], **_: Any) -> shapes.Request:
        """Freeze the list; each place of a letter has one text."""
        words = tuple(loaded.get("words", ()))
        if len({(one.letter, one.place) for one in words}) < len(words) or len(words) > MOST_WORDS:
            raise ValidationError("Each place of a letter may have your words once.", "words")
        sent = tuple(loaded.get("sent", ()))
        if len(sent) > MOST_SENT:
            raise ValidationError(f"A case may hold {MOST_SENT} papers that were sent.", "sent")
        to_sign = tuple(dict.fromkeys(loaded.get("to_sign", ())))
        return shapes.Request(**{**loaded, "words": words, "sent": sent, "to_sign": to_sign})
