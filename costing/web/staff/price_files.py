"""The pages of official files: until when prices are loaded, what a file would change, and which kept estimates move."""

import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from costing.case.shapes import Case
from costing.questions import Refused as RefusedCase
from costing.questions import read_case
from costing.questions.freshness import freshness, needed
from costing.questions.loading import Busy, Damaged, Period, Prepared, Refused, keep_prepared, prepare, take_back
from costing.questions.repricing import keep_anew, moved_estimates
from costing.reference.versions import read_loads
from costing.store import cases as store
from costing.store.cases import SavedCase
from costing.store.instance import PRICES
from costing.store.people import RoleName
from costing.web.auth import me
from costing.web.database import session
from costing.web.staff.keeping import CONFLICT, REJECTED, record
from costing.web.staff.tasks import name_of
from payer_rules.message import Message, say

prices = Blueprint("prices", __name__)
SENT = "sent"  # files that were looked at and not loaded yet
KEPT_FOR = timedelta(hours=12)
NO_FILE = say("Choose one or more files, such as october-2026-medicare-part-b-payment-limit-files.zip.")
GONE = say("The files are no longer here. Choose them again.")
NO_PERIOD = say("Enter the first and the last day as dates, such as 2026-10-01 and 2026-12-31, or leave both empty.")
Problems = tuple[Message | str, ...]


@prices.get("/prices")
def index() -> ResponseReturnValue:
    """Until when everything is loaded, and what was loaded when."""
    return _index(())


@prices.post("/prices/files")
def preview() -> ResponseReturnValue:
    """What files would change; nothing changes yet."""
    _need_administrator()
    sent = [one for one in request.files.getlist("files") if one.filename]
    if not sent:
        return _index((NO_FILE,)), REJECTED
    _clear_old()
    token = uuid4()
    place = _sent(token)
    place.mkdir(parents=True, mode=0o700)
    for number, one in enumerate(sent):
        one.save(place / f"{number:02}-{secure_filename(one.filename or '') or 'file'}")
    return _preview(token)


@prices.post("/prices/files/<uuid:token>")
def load(token: UUID) -> ResponseReturnValue:
    """Load what was looked at."""
    _need_administrator()
    try:
        prepared = _prepared(token)
        done = keep_prepared(prepared, _folder(), date.today(), f"person {me().id}")
    except Refused as refused:
        return _index(refused.problems), REJECTED
    except (Busy, Damaged) as error:
        return _index((str(error),)), CONFLICT
    shutil.rmtree(_sent(token), ignore_errors=True)
    record("prices loaded", done.id)
    flash(f"Loaded as number {done.id}. Every new answer uses it; kept answers stay as they are.", "success")
    return redirect(url_for(".index"), 303)


@prices.post("/prices/undo")
def undo() -> ResponseReturnValue:
    """Take the newest load back."""
    _need_administrator()
    try:
        taken = take_back(_folder(), date.today())
    except (Busy, Damaged) as error:
        return _index((str(error),)), CONFLICT
    if taken:
        record("prices taken back", taken.id)
        flash(f"Number {taken.id} is taken back. Its files are kept.", "success")
    return redirect(url_for(".index"), 303)


@prices.get("/prices/cases")
def lacking() -> ResponseReturnValue:
    """What the practice's cases lack; every one of them is priced for it, so it has a page of its own."""
    mine = store.all_of(session(), me().practice_id)
    names = {saved.id: name_of(saved) for saved in mine}
    record("cases listed", me().practice_id)
    return render_template("staff/price_needs.html", wanted=needed(_readable(mine)), names=names)


@prices.get("/prices/estimates")
def estimates() -> ResponseReturnValue:
    """Which kept estimates move, and by how much."""
    record("kept estimates priced again", me().practice_id)
    return render_template(
        "staff/price_moves.html", moved=list(moved_estimates(session(), me().practice_id)), name_of=name_of
    )


@prices.post("/prices/estimates")
def keep_moved() -> ResponseReturnValue:
    """Keep a new estimate beside each that moves; the old ones stay."""
    moved = list(moved_estimates(session(), me().practice_id))
    for one in moved:
        record("answer kept", keep_anew(session(), me().practice_id, one, me().id).id)
    flash(f"{len(moved)} estimate{'' if len(moved) == 1 else 's'} kept anew. The old ones stay.", "success")
    return redirect(url_for(".estimates"), 303)


def _index(wrong: Problems) -> str:
    shown = {"errors": [("files", str(one)) for one in wrong], "can_load": _is_administrator()}
    try:
        loads, kinds = read_loads(_folder()), freshness(date.today())
    except Damaged as error:
        return render_template("staff/prices.html", **shown, damaged=str(error), loads=(), kinds=())
    return render_template("staff/prices.html", **shown, damaged=None, loads=loads[::-1], kinds=kinds)


def _readable(mine: Iterable[SavedCase]) -> Iterator[tuple[str, Case]]:
    for saved in mine:
        try:
            yield saved.id, read_case(saved.document)
        except RefusedCase:
            continue


def _preview(token: UUID) -> ResponseReturnValue:
    try:
        prepared = _prepared(token)
    except Refused as refused:
        shutil.rmtree(_sent(token), ignore_errors=True)
        return _index(refused.problems), REJECTED
    except Damaged as error:
        return _index((str(error),)), CONFLICT
    starts, ends = request.form.get("starts", ""), request.form.get("ends", "")
    return render_template("staff/price_preview.html", prepared=prepared, token=token, starts=starts, ends=ends)


def _prepared(token: UUID) -> Prepared:
    place = _sent(token)
    if not place.is_dir():
        raise Refused(GONE)
    files = [(path, path.name.partition("-")[2]) for path in sorted(place.iterdir())]
    return prepare(files, _folder(), _period())


def _period() -> Period | None:
    starts, ends = request.form.get("starts", "").strip(), request.form.get("ends", "").strip()
    if not starts and not ends:
        return None
    try:
        named = Period(date.fromisoformat(starts), date.fromisoformat(ends))
    except ValueError:
        raise Refused(NO_PERIOD) from None
    if named.ends < named.starts:
        raise Refused(NO_PERIOD)
    return named


def _folder() -> Path:
    folder: Path = current_app.config["INSTANCE"].folder / PRICES
    return folder


def _sent(token: UUID) -> Path:
    return _folder() / SENT / str(token)


def _clear_old() -> None:
    """Remove what somebody looked at and did not load."""
    before = (datetime.now(UTC) - KEPT_FOR).timestamp()
    for place in (_folder() / SENT).glob("*"):
        if place.stat().st_mtime < before:
            shutil.rmtree(place, ignore_errors=True)


def _is_administrator() -> bool:
    return me().role == RoleName.ADMIN.value


def _need_administrator() -> None:
    """Prices are the whole installation's: an administrator loads them."""
    if not _is_administrator():
        abort(403)
