"""Letters of several cases at once: chosen from the list, looked over, then one file that is sent while it is printed."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from costing.letters.logo import Logo
from costing.letters.parts import Letter
from costing.letters.pdf import render_pdf
from costing.questions import Refused, read_case
from costing.questions.sending import addressed_letter, logo_of
from costing.store import cases as store
from costing.store.cases import SavedCase
from costing.web.auth import me
from costing.web.database import session
from costing.web.staff.answer_places import Entry, entries
from costing.web.staff.keeping import REJECTED, cases, record
from costing.web.staff.tasks import listed, name_of

MOST = 100
NONE = "Tick at least one case."
TOO_MANY = f"Tick at most {MOST} cases at once."
ENTRY_DATE = (1980, 1, 1, 0, 0, 0)  # the same letters make the same file


@dataclass(frozen=True, slots=True)
class Looked:
    """One chosen case: its letter, or what to enter first."""

    saved: SavedCase
    name: str
    letter: Letter | None
    to_enter: tuple[Entry, ...]


@cases.get("/cases/letters")
def choose_letters() -> ResponseReturnValue:
    """The cases with a box beside each."""
    record("cases listed", me().practice_id)
    return _page([])


@cases.post("/cases/letters")
def look_over_letters() -> ResponseReturnValue:
    """Each chosen case with the state of its letter, before anything is printed."""
    chosen = _chosen()
    if not 0 < len(chosen) <= MOST:
        return _page([NONE if not chosen else TOO_MANY]), REJECTED
    looked = [_look(saved) for saved in chosen]
    for one in looked:
        record("case read", one.saved.id)
    return render_template("staff/bulk_look.html", looked=looked, ready=sum(one.letter is not None for one in looked))


@cases.post("/cases/letters.zip")
def letters_zip() -> ResponseReturnValue:
    """The letters as one file, sent while they are printed, with a list of what is in it and what is not."""
    chosen = _chosen()
    if not 0 < len(chosen) <= MOST:
        return _page([NONE if not chosen else TOO_MANY]), REJECTED
    looked = [_look(saved) for saved in chosen]
    for one in looked:
        if one.letter:
            record("letter printed", one.saved.id)
    parts = zipped(_files(looked, logo_of(session(), me().practice_id)))
    name = f"letters-{date.today().isoformat()}.zip"
    return Response(
        parts, mimetype="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _chosen() -> list[SavedCase]:
    """The ticked cases of the practice, in the order of its list; others do not exist."""
    wanted = set(request.form.getlist("case"))
    return [saved for saved in store.all_of(session(), me().practice_id) if saved.id in wanted]


def _look(saved: SavedCase) -> Looked:
    try:
        written = addressed_letter(session(), me().practice_id, read_case(saved.document), date.today())
    except Refused as refused:
        return Looked(saved, name_of(saved), None, entries(saved.id, refused.messages))
    return Looked(saved, name_of(saved), written, ())


def _files(looked: Sequence[Looked], logo: Logo | None) -> Iterator[tuple[str, bytes]]:
    """The list first, then each letter as it is printed; a file's name never says whose it is."""
    rows = [(f"{at:03}-{_word(one)}", one) for at, one in enumerate(looked, start=1)]
    lines = [f"{name}: {one.name}{'' if one.letter else f' ({_why(one)})'}" for name, one in rows]
    yield "list.txt", "\r\n".join([*lines, ""]).encode()
    for name, one in rows:
        if one.letter:
            yield f"{name}.pdf", render_pdf(one.letter, logo)


def _word(one: Looked) -> str:
    if one.letter is None:
        return "not-written"
    return f"{one.letter.kind.replace('_', '-')}{'-draft' if one.letter.is_draft else ''}"


def _why(one: Looked) -> str:
    return " ".join(entry.sentence for entry in one.to_enter)


def zipped(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """A ZIP file in parts, one as soon as each file is there."""
    outlet = _Outlet()
    with ZipFile(outlet, "w", ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(ZipInfo(name, ENTRY_DATE), content)
            yield outlet.taken()
    yield outlet.taken()


class _Outlet(io.RawIOBase):
    """What was written since it was last asked."""

    def __init__(self) -> None:
        super().__init__()
        self.held = bytearray()

    def writable(self) -> bool:
        """It is only written to."""
        return True

    def write(self, content: object) -> int:
        """Keep it until it is taken."""
        part = bytes(content)  # type: ignore[call-overload]  # any buffer
        self.held += part
        return len(part)

    def taken(self) -> bytes:
        """Give it away."""
        part, self.held = bytes(self.held), bytearray()
        return part


def _page(wrong: list[str]) -> str:
    ticked = set(request.form.getlist("case"))
    rows = [listed(saved) for saved in store.all_of(session(), me().practice_id)]
    errors = [("cases", sentence) for sentence in wrong]
    return render_template("staff/bulk.html", rows=rows, ticked=ticked, errors=errors)
