"""The questions about a request: what is asked, what came before it, a denial, a Good Faith Estimate and what others bill for it."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any

from costing.case.part import STATES
from costing.case.request_shapes import AppealLevel, DenialReason, LetterKind, Way
from costing.domain.therapy import DoseUnit, IntervalUnit
from costing.letters.course import DOSE_WORDS
from costing.letters.deadlines import clocks, payer_by
from costing.letters.kind_groups import KIND_WORDS
from costing.letters.kinds.appeal import LEVEL_WORDS, REASON_WORDS
from costing.letters.regimen import SITE_WORDS
from costing.reference.load import reference
from costing.web.forms import Field, Group, Option, value_at
from costing.web.staff.words import DATE_HINT, YES_NO

Document = Mapping[str, Any]
REQUEST = Group(
    (
        Field(
            "request.kind", "What is asked of the payer?", "radios",
            options=(
                Option("initial", "First approval", "The plan has not approved this product for this patient before."),
                Option("renewal", "Renewal", "An approval runs out, and the chart shows how the patient did."),
            ),
        ),
        Field("request.on", "Date of the request", "date", f"{DATE_HINT} It decides which version of a policy is read."),
        Field("request.case_number", "The payer’s own case number", hint="If it gave one already.", width=20),
        Field(
            "request.expedited", "Would waiting endanger the patient?", "radios",
            "An expedited decision is asked only where the chart documents trouble swallowing, lung disease or rapid progression.",
            YES_NO, inline=True,
        ),
    )
)  # fmt: skip
DECISION = Group(
    (
        Field("request.denial.on", "Date of the notice", "date", DATE_HINT),
        Field(
            "request.denial.reason", "Reason that it gives", "radios",
            options=tuple(Option(reason.value, REASON_WORDS[reason].capitalize()) for reason in DenialReason),
        ),
        Field("request.denial.words", "The words of the notice (optional)", "area", "The appeal quotes them."),
        Field("request.denial.codes", "Codes (optional)", hint="Such as 50, N115.", width=20),
        Field("request.denial.number", "Number of the denial", width=20),
    ),
    "The decision",
)  # fmt: skip


def request_groups(_: Document) -> tuple[Group, ...]:
    """What is asked."""
    return (REQUEST,)


def denial_groups(document: Document) -> tuple[Group, ...]:
    """A decision against it, and the levels of appeal as the payer calls them."""
    kind, funding = (value_at(document, f"coverage.primary.{name}") for name in ("kind", "funding"))
    payer = payer_by(kind, funding)
    titles = [(clock.level, clock.title) for clock in clocks() if payer in clock.payers]
    called = {level: " Or: ".join(f"{title}." for its, title in titles if its == level) for level in AppealLevel}
    levels = (Option(level.value, LEVEL_WORDS[level], called[level] or None) for level in AppealLevel)
    return DECISION, _appeal(tuple(levels))


def _appeal(levels: tuple[Option, ...]) -> Group:
    return Group(
        (
            Field(
                "request.denial.level", "Level of the appeal", "radios", "The first when nothing is chosen.", levels,
            ),
            Field("request.denial.received_on", "The notice came on", "date", DATE_HINT),
            Field(
                "request.denial.appeal_by", "Last day to appeal", "date",
                "As the notice prints it. Where it prints none, the payer’s time limit is counted and shown with its source.",
            ),
            Field("request.denial.appeal_to", "Where appeals go", "area", "The address or fax number of the notice."),
            Field(
                "request.denial.consented_on", "Day of the patient’s written consent", "date",
                "Some payers, such as Medicaid, FEHB and TRICARE, take an appeal by you only with the patient’s consent in writing.",
            ),
        ),
        "The appeal",
    )  # fmt: skip


@cache
def _products() -> tuple[Option, ...]:
    return tuple(Option(one.id, one.name) for one in sorted(reference().products.values(), key=attrgetter("name")))


def earlier_groups(_: Document) -> tuple[Group, ...]:
    """The authorization so far, and what it allowed where the order differs from it."""
    doses = tuple(Option(unit.value, DOSE_WORDS[unit]) for unit in DoseUnit)
    units = tuple(Option(unit.value, unit.value) for unit in IntervalUnit)
    sites = tuple(Option(site.value, words.capitalize()) for site, words in SITE_WORDS.items())
    return (
        Group(
            (
                Field("request.authorization.number", "Authorization number", width=20),
                Field("request.authorization.payer", "Given by", hint="Where it was another payer."),
                Field("request.authorization.starts", "First day", "date", DATE_HINT),
                Field("request.authorization.ends", "Last day", "date", DATE_HINT),
            ),
            "Authorization so far",
        ),
        Group(
            (
                Field("request.previous.product", "Product so far", "select", options=_products()),
                Field("request.previous.dose", "Dose so far", "number", "Such as 2.", width=5),
                Field("request.previous.dose_unit", "What the dose means", "select", options=doses),
                Field("request.previous.days_per_cycle", "Infusion days per cycle so far", "number", width=3),
                Field("request.previous.interval.every", "Interval so far", "number", "Such as 4.", width=3),
                Field("request.previous.interval.unit", "Unit of the interval", "select", options=units),
                Field("request.previous.site", "Site so far", "select", options=sites),
            ),
            "What it allowed",
            "Only for a change: enter what differs from the order now.",
        ),
    )


GOOD_FAITH = (
    Group(
        (
            Field("request.good_faith.asked_on", "Scheduled or asked for on", "date", f"{DATE_HINT} It decides by when it is due."),
            Field("request.good_faith.number", "Number of this estimate (optional)", width=20),
            Field(
                "request.good_faith.alone", "Is nobody else expected to bill the patient for this treatment?", "radios",
                "Yes: the practice alone. No: enter what others bill, such as a laboratory, on the next page.", YES_NO, inline=True,
            ),
            Field(
                "request.good_faith.nothing_separate", "Is there nothing that has to be scheduled separately?", "radios",
                "No: list it below.", YES_NO, inline=True,
            ),
            Field(
                "request.good_faith.separate_items", "What has to be scheduled separately", "area",
                "One on each line, such as: Visit with the rheumatologist.",
            ),
        )
    ),
    Group(
        (
            Field("request.good_faith.replaces_on", "Date of the earlier estimate", "date", DATE_HINT),
            Field("request.good_faith.replaces_number", "Number of the earlier estimate", width=20),
        ),
        "It replaces an earlier estimate",
        folded=True,
    ),
)  # fmt: skip


def good_faith_groups(_: Document) -> tuple[Group, ...]:
    """What a Good Faith Estimate says besides the case."""
    return GOOD_FAITH


def others_groups(_: Mapping[str, Any], __: Mapping[str, Any]) -> tuple[Group, ...]:
    """One item that another provider bills."""
    return (
        Group(
            (
                Field("provider", "Provider", hint="Such as: Triangle Laboratory."),
                Field("npi", "NPI", hint="10 digits.", width=10),
                Field("tin", "Tax number", hint="Such as 12-3456789.", width=10),
                Field("location", "Street and city"),
                Field("state", "State", "select", options=tuple(Option(state, state) for state in STATES)),
            ),
            "Who bills",
        ),
        Group(
            (
                Field("label", "What it is", hint="In plain words, such as: Blood test (creatine kinase)."),
                Field("code", "Service code", width=10),
                Field("count", "How many over the whole course", "number", "Such as 13.", width=5),
                Field(
                    "charge", "Expected charge of one", "money", "With all discounts for this patient, such as 28.50."
                ),
            ),
            "The item",
        ),
    )


WAYS = {
    Way.FAX: "By fax",
    Way.PORTAL: "In the payer’s portal",
    Way.MAIL: "By mail",
    Way.PHONE: "By phone",
    Way.OTHER: "Another way",
}


def kind_name(kind: LetterKind) -> str:
    """What a paper is called."""
    return KIND_WORDS[kind].name


def sent_groups(_: Mapping[str, Any], __: Mapping[str, Any]) -> tuple[Group, ...]:
    """One paper that went out."""
    kinds = tuple(Option(kind, kind_name(kind)) for kind in LetterKind)
    return (
        Group(
            (
                Field("what", "What was sent?", "select", options=kinds),
                Field("on", "When?", "date", DATE_HINT),
                Field("way", "How?", "radios", options=tuple(Option(way, words) for way, words in WAYS.items())),
                Field("to", "Where to (optional)", hint="Such as the fax number, or a name.", width=20),
                Field("proof", "What proves it (optional)", hint="Such as the number of the fax confirmation or of the call.", width=20),
            )
        ),
    )  # fmt: skip


def sent_start(document: Document, what: str) -> dict[str, str]:
    """What is known of a paper that goes out now: its kind, today, and the payer’s fax number."""
    fax = value_at(document, "coverage.primary.fax")
    if what not in set(LetterKind):
        return {}
    return {"what": what, "on": date.today().isoformat(), **({"way": Way.FAX.value, "to": fax} if fax else {})}


def without_lone_answers(document: dict[str, Any]) -> dict[str, Any]:
    """Radios cannot be emptied: a denial or interval of which only they are left is dropped."""
    request = dict(document.get("request", {}))
    if not set(request.get("denial", {})) - {"reason", "level"}:
        request.pop("denial", None)
    if "every" not in value_at(document, "request.previous.interval", {}) and "previous" in request:
        request["previous"] = {key: value for key, value in request["previous"].items() if key != "interval"}
    return {**document, "request": request} if request else document
