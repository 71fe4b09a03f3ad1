"""The page that sets the order beside alternatives: the usual ones, or those that a person chooses."""

import re
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from costing.domain.sites import SiteKind
from costing.domain.therapy import GivenBy
from costing.questions import Refused, read_case
from costing.questions.alternatives import MOST_DAYS, Alternatives, Rank, read_alternatives
from costing.questions.compare import Comparison, compare
from costing.reference.load import reference
from costing.store.cases import SavedCase
from costing.web.forms import Errors, Field, Group, Option, document_from, fields_of, place, summary_rows, typed_from
from costing.web.staff.answer_places import entries
from costing.web.staff.answers import answers
from costing.web.staff.keeping import REJECTED, found, opened
from costing.web.staff.order_questions import INTERVAL_UNITS, SITES
from costing.web.staff.tasks import name_of

USUAL = Alternatives()
RANKS = (
    Option(Rank.PATIENT, "What the patient pays"),
    Option(Rank.TOTAL, "The total allowed"),
    Option(Rank.MARGIN, "What the practice keeps", "Needs purchase prices."),
)
UNDER = "under_the_skin.0"


def compare_groups() -> tuple[Group, ...]:
    """What may be tried, one change at a time."""
    known = sorted((one for one in reference().products.values() if one.packages), key=lambda one: one.name)
    products = tuple(Option(one.id, one.name) for one in known)
    under = tuple(Option(one.id, one.name) for one in known if "SC" in one.routes)
    days = tuple(Option(str(day), str(day)) for day in range(1, MOST_DAYS + 1))
    return (
        Group((Field("by", "Rank by", "radios", options=RANKS, inline=True),)),
        Group(
            (
                Field("sites", "Other sites of care", "checks", options=SITES),
                Field("days", "Other infusion days in each cycle", "checks", options=days, inline=True),
                Field("starts", "Other first infusions", hint="Dates with commas between, such as 1/5/2026, 3/2/2026."),
                Field(
                    "minutes", "One infusion day of a product without a loaded rate table", "number",
                    "Such as 300. The same time stands for each of them.", suffix="minutes", width=4,
                ),
            )
        ),
        Group((Field("products", "Which?", "checks", options=products),), "Other products", folded=True),
        Group(
            (
                Field(f"{UNDER}.product", "Product under the skin", "select", options=under),
                Field(f"{UNDER}.factor", "Factor from the dose into a vein", "number", "The prescriber chooses it.", width=5),
                Field(f"{UNDER}.interval.every", "Given every", "number", "Such as 1.", width=3),
                Field(f"{UNDER}.interval.unit", "Weeks or days", "radios", options=INTERVAL_UNITS[:2], inline=True),
                Field(
                    f"{UNDER}.given_by", "Who infuses?", "radios", "The patient when nothing is chosen.",
                    (Option(GivenBy.SELF, "The patient"), Option(GivenBy.STAFF, "Staff")), inline=True,
                ),
                Field(f"{UNDER}.site", "Where?", "radios", f"At {SiteKind.HOME} when nothing is chosen.", SITES),
                Field(f"{UNDER}.minutes", "Minutes of staff", "number", "Only when staff infuse.", suffix="minutes", width=4),
            ),
            "The same therapy under the skin",
            folded=True,
        ),
    )  # fmt: skip


@answers.get("/cases/<case_id>/compare", endpoint="compare")
def usual(case_id: str) -> ResponseReturnValue:
    """The order beside its usual alternatives."""
    return _page(opened(case_id), USUAL, {"by": Rank.PATIENT})


@answers.post("/cases/<case_id>/compare", endpoint="compare_chosen")
def chosen(case_id: str) -> ResponseReturnValue:
    """The order beside what was chosen. Nothing is kept, and no date of a patient stands in an address."""
    fields = fields_of(compare_groups())
    typed = typed_from(request.form, fields)
    try:
        asked = read_alternatives(_document(document_from(request.form, fields, {})))
    except Refused as refused:
        return _page(found(case_id), None, typed, refused.messages), REJECTED
    return _page(opened(case_id), asked, typed)


def _document(typed: dict[str, Any]) -> dict[str, Any]:
    """The form as the document writes it: dates as a list, and what is under the skin as a list of one."""
    starts = [one.strip() for one in re.split(r"[,;\s]+", typed.pop("starts", "")) if one.strip()]
    under = typed.pop("under_the_skin", {}).get("0")
    return {**typed, **({"starts": starts} if starts else {}), **({"under_the_skin": [under]} if under else {})}


def _page(saved: SavedCase, asked: Alternatives | None, typed: dict[str, Any], errors: Errors | None = None) -> str:
    """The comparison with its form; with errors only the form, as it was typed."""
    answer: Comparison | None = None
    to_enter, rejected = entries(saved.id, {}), dict(errors or {})
    if asked is not None:
        try:
            answer = compare(read_case(saved.document), asked)
        except Refused as refused:
            own = {
                key: said
                for key, said in refused.messages.items()
                if key in ("products", "days", "minutes", "alternatives")
            }
            rejected |= own
            to_enter = entries(saved.id, {key: said for key, said in refused.messages.items() if key not in own})
    groups = compare_groups()
    beside, _ = place(rejected, fields_of(groups))
    return render_template(
        "staff/compare.html", saved=saved, name=name_of(saved), found=answer, to_enter=to_enter, groups=groups,
        values={field.path: typed.get(field.path, [] if field.kind == "checks" else "") for field in fields_of(groups)},
        beside=beside, errors=summary_rows(rejected, fields_of(groups)), chosen=bool(asked and asked.chosen),
    )  # fmt: skip
