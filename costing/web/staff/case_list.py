"""The list of cases: where each stands, what is due, found by name, narrowed and ordered."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from costing.case.request_shapes import LetterKind
from costing.questions.freshness import due as due_files
from costing.questions.standing import Stage, Standing, standing
from costing.store import cases as store
from costing.web.auth import me
from costing.web.database import session
from costing.web.forms import value_at
from costing.web.staff.help_due import help_due
from costing.web.staff.keeping import cases, record
from costing.web.staff.request_questions import kind_name
from costing.web.staff.tasks import Listed, listed, patient_of

AT_ONCE = 100  # rows on a page, unless all are asked for
STAGES = {
    Stage.PREPARING: "Being prepared",
    Stage.WAITING: "Waiting for a decision",
    Stage.APPROVED: "Approved",
    Stage.DENIED: "Denied",
}
DUE, TO_SIGN = "due", "sign"
SHOWN: dict[str, str] = {
    "": "All cases",
    DUE: "Due by the end of a week",
    TO_SIGN: "To sign",
    **{str(stage): words for stage, words in STAGES.items()},
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, and where its case stands."""

    line: Listed
    stands: Standing

    @property
    def to_sign(self) -> tuple[str, ...]:
        """The names of the letters that wait for a signature."""
        return tuple(kind_name(LetterKind(kind)) for kind in self._kinds_to_sign())

    @property
    def first_to_sign(self) -> str:
        """The kind of the first of them."""
        return self._kinds_to_sign()[0]

    def _kinds_to_sign(self) -> list[str]:
        kinds: list[str] = value_at(self.line.saved.document, "request.to_sign", [])
        return kinds

    @property
    def stage(self) -> str:
        """Where it stands, in words."""
        return STAGES[self.stands.stage]


def _by_due(row: Row) -> tuple[bool, date]:
    return row.stands.due is None, row.stands.due or date.max


def _by_first(row: Row) -> tuple[bool, date]:
    return row.line.first_infusion is None, row.line.first_infusion or date.max


def _by_name(row: Row) -> str:
    return patient_of(row.line.saved).casefold() or row.line.name.casefold()


ORDERS: dict[str, tuple[str, Callable[[Row], Any] | None]] = {
    "": ("Last changed first", None),
    "due": ("Due first", _by_due),
    "name": ("By name", _by_name),
    "infusion": ("By first infusion", _by_first),
}


@cases.get("/cases")
def index() -> ResponseReturnValue:
    """The practice's cases, the last changed first."""
    return _page("", request.args.get("show", ""), request.args.get("order", ""))


@cases.post("/cases/find")
def find() -> ResponseReturnValue:
    """The cases whose name, patient, payer or member number holds what was typed: posted, since a name must not stand in an address."""
    form = request.form
    return _page(form.get("find", "").strip(), form.get("show", ""), form.get("order", ""))


def _page(typed: str, show: str, order: str) -> str:
    today, mine = date.today(), store.all_of(session(), me().practice_id)
    rows = [Row(listed(saved), standing(saved.document, today)) for saved in mine]
    record("cases listed", me().practice_id)
    found = _ordered([row for row in rows if _holds(row, typed) and _is_shown(row, show, today)], order)
    limit = len(found) if request.args.get("all") == "yes" else AT_ONCE
    urgent = _ordered([row for row in rows if row.stands.is_soon(today)], "due")
    to_sign = [row for row in rows if row.to_sign]
    return render_template(
        "staff/cases.html", rows=found[:limit], found=len(found), everything=len(rows), urgent=urgent, to_sign=to_sign, today=today,
        typed=typed, show=show, order=order, shown=SHOWN, orders=ORDERS, due=due_files(today), help_due=help_due(),
    )  # fmt: skip


def _holds(row: Row, typed: str) -> bool:
    """Whether every word that was typed is somewhere in the line, or in the payer, member or case number."""
    line, document = row.line, row.line.saved.document
    paths = (
        "coverage.primary.payer",
        "coverage.primary.member_id",
        "request.case_number",
        "request.authorization.number",
    )
    held = (
        line.name,
        patient_of(line.saved),
        line.product,
        line.coverage,
        *(str(value_at(document, path)) for path in paths),
    )
    words = " ".join(held).casefold()
    return all(word in words for word in typed.casefold().split())


def _is_shown(row: Row, show: str, today: date) -> bool:
    if show == TO_SIGN:
        return bool(row.to_sign)
    if show == DUE:
        return row.stands.is_soon(today)
    return show not in set(Stage) or row.stands.stage == show


def _ordered(rows: Iterable[Row], order: str) -> list[Row]:
    key = ORDERS.get(order, ORDERS[""])[1]
    return sorted(rows, key=key) if key else list(rows)
