"""A packet: an index that says where each criterion is documented, the letter, and what is enclosed, in one file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from io import BytesIO
from itertools import accumulate

from pikepdf import Dictionary, Name, Object, ObjectStreamMode, OutlineItem, Pdf, String

from costing.letters import packet_tags
from costing.letters.html import UNPRINTABLE, fill
from costing.letters.logo import Logo
from costing.letters.parts import Block, CriteriaTable, CriterionRow, Letter, Letterhead, Sentence
from costing.letters.pdf import print_html, render_pdf
from costing.letters.signs import unknown_signs
from costing.letters.stamp import embed, stamp, whose
from costing.letters.tongue import Language
from payer_rules.message import Message, say

MEGABYTE = 1_000_000
LONGEST_TITLE = 150
NUMBERED = re.compile(r"\(Encl\. (\d{1,3})\)$")
MOST_TRIES = 4  # the index names page numbers, which follow from its own length
CLAIM = "/Metadata"  # of the letter alone: that it is accessible. What others made is not checked


class BadTitle(ValueError):
    """A name that an index cannot print; its text says what to enter."""


class TooLarge(ValueError):
    """The packet is larger than the payer takes; its text says by how much and what is largest."""

    def __init__(self, message: Message):
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Enclosed:
    """One cleaned file. Where `title` is that of a chart note, the letter points at it."""

    title: str
    pages: int
    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the index: what it is, how many pages it has and on which pages of the packet it stands."""

    number: int | None
    title: str
    pages: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Pointer:
    """One criterion and where it is documented: a place in words, and the enclosure that holds it."""

    criterion: str
    status: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """The first page of a packet, ready to be printed."""

    language: str
    date: date
    title: str
    letterhead: Letterhead
    recipient: tuple[str, ...]
    running_head: str
    patient: Block | None
    entries: tuple[Entry, ...]
    pages: int
    pointers: tuple[Pointer, ...]
    is_draft: bool


@dataclass(frozen=True, slots=True)
class Packet:
    """The whole file, and its index as data."""

    pdf: bytes = field(repr=False)
    index: Index


def title_of(typed: str) -> str:
    """The name of an enclosure as the index prints it. Raises BadTitle."""
    title = " ".join(typed.split())
    if not title:
        raise BadTitle("Enter what it is, such as Laboratory report, May 2, 2026.")
    if len(title) > LONGEST_TITLE:
        raise BadTitle(f"Enter a name of at most {LONGEST_TITLE} letters, such as Laboratory report, May 2, 2026.")
    if unknown_signs(title) or UNPRINTABLE.search(title):
        raise BadTitle("Write the name in letters that the letter can print, such as Laboratory report.")
    return title


def make_packet(
    letter: Letter, enclosed: Sequence[Enclosed], most_bytes: int | None = None, logo: Logo | None = None
) -> Packet:
    """Put a packet together, its letter pointing at what is enclosed. Raises TooLarge."""
    pointing = point_at(letter, enclosed)
    return bind(pointing, render_pdf(pointing, logo), enclosed, most_bytes, logo)


def bind(
    letter: Letter,
    letter_pdf: bytes,
    enclosed: Sequence[Enclosed],
    most_bytes: int | None = None,
    logo: Logo | None = None,
) -> Packet:
    """Bind index, letter as it is printed, and enclosures, with bookmarks and stamps. Raises TooLarge."""
    with Pdf.open(BytesIO(letter_pdf)) as packet:
        index, front = _front(letter, len(packet.pages), enclosed, logo)
        if CLAIM in packet.Root:
            del packet.Root[CLAIM]
        with Pdf.open(BytesIO(front)) as cover:
            packet.pages[0:0] = list(cover.pages)
            tree = packet_tags.join(packet, cover, letter.language)
        _enclose(packet, index, enclosed, tree)
        _bookmarks(packet, index)
        _describe(packet, index)
        target = BytesIO()
        packet.save(target, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    if most_bytes is not None and target.tell() > most_bytes:
        raise _too_large(target.tell(), most_bytes, enclosed)
    return Packet(target.getvalue(), index)


def _too_large(size: int, most: int, enclosed: Sequence[Enclosed]) -> TooLarge:
    largest = max(enclosed, key=lambda one: len(one.pdf), default=None)
    return TooLarge(
        say(
            "The packet has {size} MB and the payer takes {most} MB. The largest enclosure is {title} with {part} MB: "
            "scan it in black and white, or enclose only the pages that matter.",
            size=_megabytes(size),
            most=_megabytes(most),
            title=f"“{largest.title}”" if largest else "none",
            part=_megabytes(len(largest.pdf)) if largest else "0",
        )
    )


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}"


# --- the letter points at its enclosures


def point_at(letter: Letter, enclosed: Sequence[Enclosed]) -> Letter:
    """The letter with the enclosures that it has, numbered, and each place of its criteria naming the number."""
    known = {_title(one.text, enclosed): one for one in letter.enclosures}
    listed = tuple(known.get(one.title) or Sentence(one.title) for one in enclosed)
    tables = tuple(_pointing(table, enclosed) for table in letter.criteria)
    return replace(letter, enclosures=listed, criteria=tables)


def _pointing(table: CriteriaTable, enclosed: Sequence[Enclosed]) -> CriteriaTable:
    rows = tuple(
        replace(row, documented=tuple(_numbered(place, enclosed) for place in row.documented)) for row in table.rows
    )
    return replace(table, rows=rows)


def _numbered(place: Sentence, enclosed: Sequence[Enclosed]) -> Sentence:
    number = _number(place.text, enclosed)
    return place if number is None else replace(place, text=f"{place.text} (Encl. {number})")


def _number(text: str, enclosed: Sequence[Enclosed]) -> int | None:
    """The number of the enclosure that a place in words speaks of."""
    title = _title(text, enclosed)
    return next((number for number, one in enumerate(enclosed, start=1) if one.title == title), None)


def _title(text: str, enclosed: Sequence[Enclosed]) -> str | None:
    """The title that a place begins with: `Laboratory report, May 2, 2026, page 3` speaks of the report of that day."""
    return next((one.title for one in enclosed if text == one.title or text.startswith(f"{one.title}, page")), None)


def not_enclosed(titles: Sequence[str], enclosed: Sequence[str]) -> tuple[str, ...]:
    """The chart notes that the letter rests on and that nobody has enclosed yet."""
    return tuple(title for title in titles if title not in enclosed)


# --- the index


def _front(letter: Letter, letter_pages: int, enclosed: Sequence[Enclosed], logo: Logo | None) -> tuple[Index, bytes]:
    """The index printed, once its own length is what it says."""
    length = 1
    for _ in range(MOST_TRIES):
        index = index_of(letter, letter_pages, enclosed, length)
        printed = print_html(fill("packet.html", index=index, logo=logo), logo)
        with Pdf.open(BytesIO(printed)) as pages:
            found = len(pages.pages)
        if found == length:
            return index, printed
        length = found
    raise RuntimeError("the index of a packet does not settle")


def index_of(letter: Letter, letter_pages: int, enclosed: Sequence[Enclosed], length: int) -> Index:
    """The index of a packet whose index has `length` pages."""
    parts = [(None, letter.title, letter_pages), *((n, one.title, one.pages) for n, one in enumerate(enclosed, 1))]
    ends = list(accumulate((pages for _, _, pages in parts), initial=length))
    entries = tuple(
        Entry(number, title, pages, before + 1, before + pages)
        for (number, title, pages), before in zip(parts, ends, strict=False)
    )
    patient = letter.blocks[0] if letter.blocks else None
    return Index(
        Language.ENGLISH, letter.date, f"Packet: {letter.subject}", letter.letterhead, letter.recipient, letter.running_head,
        patient, entries, ends[-1], tuple(_pointers(letter, entries)), letter.is_draft,
    )  # fmt: skip


def _pointers(letter: Letter, entries: Sequence[Entry]) -> Iterator[Pointer]:
    """The criteria that point at a page of the chart; a criterion that rests on the order alone needs no page."""
    by_number = {entry.number: entry for entry in entries}
    for row in (row for table in letter.criteria for row in table.rows):
        places = tuple(_places(row, by_number))
        if places:
            yield Pointer(f"{row.cite}: {row.criterion}" if row.cite else row.criterion, row.status, places)


def _places(row: CriterionRow, by_number: Mapping[int | None, Entry]) -> Iterator[str]:
    for place in row.documented:
        numbered = NUMBERED.search(place.text)
        entry = by_number.get(int(numbered[1])) if numbered else None
        if entry:
            yield f"{place.text}, from page {entry.first} of the packet"


# --- the pages


def _enclose(packet: Pdf, index: Index, enclosed: Sequence[Enclosed], tree: Object) -> None:
    font = embed(packet)
    for entry, one in zip(index.entries[1:], enclosed, strict=True):
        with Pdf.open(BytesIO(one.pdf)) as source:
            packet.pages.extend(source.pages)
        section = packet_tags.enclosure(packet, tree)
        for at in range(one.pages):
            page = packet.pages[entry.first - 1 + at]
            here = f"Encl. {entry.number}, p. {at + 1} of {one.pages}"
            title = f"Encl. {entry.number}: {one.title}"
            picture = f"{title}, page {at + 1} of {one.pages}: a picture"
            opening = packet_tags.tag_page(packet, section, page, picture, None if at else title)
            number = f"Page {entry.first + at} of {index.pages}"
            stamp(packet, page, font, opening, whose(index.running_head, number, float(page.mediabox[2])), here)


def _bookmarks(packet: Pdf, index: Index) -> None:
    with packet.open_outline() as outline:
        outline.root.clear()
        outline.root.append(OutlineItem("Contents of this packet", 0))
        for entry in index.entries:
            title = f"Encl. {entry.number}: {entry.title}" if entry.number else entry.title
            outline.root.append(OutlineItem(title, entry.first - 1))


def _describe(packet: Pdf, index: Index) -> None:
    """Language and title for a reader; the pages are numbered by the stamps."""
    packet.Root.Lang = String(index.language)
    packet.Root.PageMode = Name.UseOutlines
    packet.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    packet.docinfo.Title = String(index.title)
