"""The letters of a job as one file, for the pages and the API: a list, then each letter, part by part while it is sent."""

import io
from collections.abc import Iterable, Iterator
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from flask import Response, stream_with_context

from costing.store import cases
from costing.store import jobs as store
from costing.store.jobs import ItemState, SavedItem, SavedJob
from costing.web.database import session
from costing.web.staff.tasks import name_of

ZIP = "application/zip"
ENTRY_DATE = (1980, 1, 1, 0, 0, 0)  # the same letters make the same file


def letters_file(job: SavedJob) -> Response:
    """The letters of a job as one file with a list, opened one by one while they are sent."""
    name = f"letters-{job.dated.isoformat()}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(stream_with_context(zipped(_files(job))), mimetype=ZIP, headers=headers)


def _files(job: SavedJob) -> Iterator[tuple[str, bytes]]:
    """The list first, then each letter; a file's name never says whose it is."""
    names = {saved.id: name_of(saved) for saved in cases.all_of(session(), job.practice_id)}
    rows = [(f"{one.place:03}-{_word(one)}", one) for one in store.items(session(), job.practice_id, job.id)]
    lines = [f"{name}: {names.get(one.case_id, '')}{_why(one)}" for name, one in rows]
    yield "list.txt", "\r\n".join([*lines, ""]).encode()
    for name, one in rows:
        if one.state is ItemState.DONE:
            yield f"{name}.pdf", store.content_of(session(), job.practice_id, one.id)


def _word(one: SavedItem) -> str:
    if one.kind is None:
        return "not-written"
    return f"{one.kind.replace('_', '-')}{'-draft' if one.is_draft else ''}"


def _why(one: SavedItem) -> str:
    said = " ".join(sentence for sentences in one.messages.values() for sentence in sentences)
    return f" ({said})" if said else ""


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
