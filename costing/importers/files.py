"""Opens what a person hands over, a CSV, text or zip file, as sheets of records; hostile and mistaken files are refused."""

import csv
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import file_digest
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO

from payer_rules.message import Message, say

Record = tuple[int, list[str]]  # the line it begins on, and its cells
TEXT_ENDINGS = (".csv", ".txt", ".tsv")
MOST_BYTES = (
    220_000_000  # of one table, unpacked: the largest official list, all amounts of all localities, has about 150
)
MOST_RATIO, RATIO_FROM = 100, 5_000_000  # no honest table of prices packs better, once it is large
MOST_MEMBERS = 60
LONGEST_LINE = 1_000_000
ZIP = b"PK\3\4"
HEAD = 60  # records that tell a kind
csv.field_size_limit(10 * LONGEST_LINE)  # an article's text in one cell is longer than the usual limit
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


class Refused(ValueError):
    """A file that is not taken: what is wrong, each with its file and, where there is one, its line."""

    def __init__(self, *problems: Message) -> None:
        super().__init__("; ".join(str(one) for one in problems))
        self.problems = problems


@dataclass(frozen=True)
class Sheet:
    """One table of a file: the name people know it by, where it lies, and the SHA-256 of the file it came in."""

    name: str
    path: Path
    member: str | None
    sha256: str

    def records(self) -> Iterator[Record]:
        """Every record from the top, with the line it begins on. Raises Refused."""
        reader = csv.reader(self.lines(), delimiter=self._delimiter)
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            raise self.bad("cannot be read as a table ({error}). Check its quotes.", line, error=str(error)) from None

    @cached_property
    def head(self) -> Sequence[Record]:
        """The first records."""
        return tuple(islice(self.records(), HEAD))

    def bad(self, problem: str, line: int | None = None, **values: str) -> Refused:
        """A refusal that names the file and the line."""
        return Refused(self.problem(problem, line, **values))

    def problem(self, problem: str, line: int | None = None, **values: str) -> Message:
        """A sentence about the file: `{file}, line {line}: ...`."""
        place = say("{file}, line {line}", file=self.name, line=str(line)) if line else say("{file}", file=self.name)
        return say(f"{{place}}: {problem}", place=str(place), **values)

    @cached_property
    def _delimiter(self) -> str:
        start = "".join(islice(self.lines(), HEAD))
        return "\t" if start.count("\t") > start.count(",") else ","

    def lines(self) -> Iterator[str]:
        """UTF-8, line by line; a line that is not is Windows text."""
        try:
            with self._open() as raw:
                yield from map(_text, self._checked(raw))
        except DAMAGE as error:
            raise self.bad("is damaged ({error}). Download it again.", error=str(error)) from None

    @contextmanager
    def _open(self) -> Iterator[IO[bytes]]:
        if self.member is None:
            with self.path.open("rb") as raw:
                yield raw
        else:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as member:
                yield member

    def _checked(self, raw: IO[bytes]) -> Iterator[bytes]:
        """Lines of a size that a table has, as long as all of them are not too much."""
        taken, first = 0, True
        while line := raw.readline(LONGEST_LINE + 1):
            taken += len(line)
            if first and line.strip():
                self._check_start(line)
                first = False
            if len(line) > LONGEST_LINE:
                raise self.bad("has a line of more than {most} bytes: this is no table.", most=f"{LONGEST_LINE:,}")
            if taken > MOST_BYTES:
                raise self.bad(
                    "is larger than {most} bytes. No official list is: check the file.", most=f"{MOST_BYTES:,}"
                )
            yield line

    def _check_start(self, line: bytes) -> None:
        start = line.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if start.startswith((b"<", b"%pdf", b"{\\rtf")):
            raise self.bad("is a web page or a document, not a table. Download the file itself: a .zip, .csv or .txt.")
        if line.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in line or start.startswith((b"pk\3\4", b"\xd0\xcf")):
            raise self.bad("is no CSV or text file. In the spreadsheet choose Save as, CSV UTF-8.")


def sheets(path: Path, name: str | None = None) -> tuple[Sheet, ...]:
    """The tables of a file: itself, or the .csv and .txt members of a zip. `name` is what people call it. Raises Refused."""
    name = name or path.name
    try:
        if path.stat().st_size > MOST_BYTES:
            most = f"{MOST_BYTES:,}"
            raise Refused(
                say("{file} is larger than {most} bytes. No official list is: check the file.", file=name, most=most)
            )
        with path.open("rb") as raw:
            start = raw.read(len(ZIP))
            raw.seek(0)
            digest = file_digest(raw, "sha256").hexdigest()
    except OSError as error:
        raise Refused(say("{file} cannot be read: {error}.", file=name, error=error.strerror or "unknown")) from None
    if not start:
        raise Refused(say("{file} is empty. Download it again.", file=name))
    if start != ZIP:
        return (Sheet(name, path, None, digest),)
    return tuple(
        Sheet(f"{name}: {PurePosixPath(member).name}", path, member, digest) for member in _members(path, name)
    )


def _members(path: Path, name: str) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            infos = [one for one in archive.infolist() if not one.is_dir()]
    except DAMAGE as error:
        raise Refused(say("{file} is damaged ({error}). Download it again.", file=name, error=str(error))) from None
    if len(infos) > MOST_MEMBERS:
        raise Refused(say("{file} holds {count} files. No official file does.", file=name, count=str(len(infos))))
    tables = [one for one in infos if one.filename.lower().endswith(TEXT_ENDINGS)]
    for one in tables:
        _check_packing(one, name)
    if not tables:
        sentence = "{file} holds no .csv or .txt file. If it holds a spreadsheet, save that as CSV UTF-8 and load it."
        if any(one.filename.lower().endswith(".zip") for one in infos):
            sentence = "{file} holds another zip file. Unpack it once and load the one inside, whose name ends in _csv.zip or so."
        raise Refused(say(sentence, file=name))
    return [one.filename for one in tables]


def _check_packing(one: zipfile.ZipInfo, name: str) -> None:
    if one.flag_bits & 1:
        raise Refused(say("{file} is locked with a password. Unpack it and load what is in it.", file=name))
    if one.file_size > MOST_BYTES or (
        one.file_size > RATIO_FROM and one.file_size > MOST_RATIO * max(one.compress_size, 1)
    ):
        said = {"file": name, "member": one.filename, "size": f"{one.file_size:,}"}
        raise Refused(say("{file}: {member} would unpack to {size} bytes, more than an official table has.", **said))


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def headings(records: Iterable[Record], *needed: str) -> Record | None:
    """The first record that has all `needed` cells; a cell counts without case, line breaks and spaces at its ends."""
    for line, cells in records:
        if set(needed) <= {plain(cell) for cell in cells}:
            return line, cells
    return None


def plain(cell: str) -> str:
    """A heading as it is compared: lower case, one space between words."""
    return " ".join(cell.replace("\xa0", " ").lower().split())
