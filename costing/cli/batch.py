"""`igpath batch CASES -o OUT`: prices many cases, one a line or row, and goes on where it was interrupted."""

import csv
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO

import click

from costing.cli.batch_csv import ANSWER_HEAD, Numbered, answer_row, documents_of, template
from costing.cli.files import LARGEST_FILE, printable, stop
from costing.cli.loaded import use_what_is_loaded
from costing.questions.batch import Row, key_of, priced_row

AT_ONCE = 200  # lines held in memory
BEGINS = b'{"line": '  # every answer
CSV_BEGINS = ",".join(ANSWER_HEAD).encode() + b"\n"
FAILED = 1


@click.command()
@click.argument("cases", metavar="CASES", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Where the answers are added.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help="Processes (default: one a core)."
)
@click.option(
    "--template",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda *given: _print_template(given[2]),
    help="Print a CSV file to start from, and end.",
)
def batch(cases: Path, output: Path, workers: int) -> None:
    """Price a file of case documents: JSON objects, one a line, or a CSV file (by its name) with headings such as order.dose.

    The answers are JSON objects with all sums, or rows of the course's sums where OUT is a CSV file. Lines already answered in the
    output are skipped. A bad line is reported with its number, the rest goes on, and the exit code is 1.
    """
    if output.exists() and cases.exists() and output.samefile(cases):
        stop(f"{output}: is the file of cases itself. Give another path to write to.")
    try:
        with cases.open("rb") as lines, output.open("ab+") as out:
            by_row = _is_csv(output)
            answered = _answered_rows(out) if by_row else _answered(out)
            read = _rows(lines) if _is_csv(cases) else _lines(lines)
            failed = _run(_left(read, answered), out, workers, by_row)
    except OSError as error:
        stop(f"{error.filename}: cannot be opened: {error.strerror}.")
    sys.exit(FAILED if failed else 0)


def _print_template(asked: bool) -> None:
    if asked:
        click.echo(template(), nl=False)
        sys.exit(0)


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def _answered_rows(out: BinaryIO) -> dict[int, str]:
    """The same of a CSV file of answers; a new one gets its headings."""
    out.seek(0)
    raw = out.read()
    if not raw.startswith(CSV_BEGINS[: len(raw)]):
        stop(f"{out.name}: holds something else than answers of a batch. Give another path to write to.")
    whole = raw[: raw.rfind(b"\n") + 1]
    out.truncate(len(whole))
    out.seek(0, os.SEEK_END)
    if not whole:
        out.write(CSV_BEGINS)
    return {int(row["line"]): row["key"] for row in csv.DictReader(io.StringIO(whole.decode()))}


def _answered(out: BinaryIO) -> dict[int, str]:
    """What earlier runs answered, by line; a last line that was cut off is removed. Leaves the file at its end."""
    found: dict[int, str] = {}
    out.seek(0)
    whole = 0
    for text in out:
        if not text.startswith(BEGINS[: len(text)]):
            stop(f"{out.name}: holds something else than answers of a batch. Give another path to write to.")
        if not text.endswith(b"\n"):
            break
        whole += len(text)
        row = json.loads(text)
        found[row["line"]] = row["key"]
    out.truncate(whole)
    out.seek(0, os.SEEK_END)
    return found


def _left(lines: Iterator[Numbered], answered: dict[int, str]) -> Iterator[Numbered]:
    """The numbered lines that are not answered."""
    return ((number, text) for number, text in lines if answered.get(number) != key_of(text))


def _lines(lines: BinaryIO) -> Iterator[Numbered]:
    """The numbered lines that are not empty; an overlong one comes cut, so that it is refused."""
    number = 0
    while text := lines.readline(LARGEST_FILE):
        number += 1
        if not text.endswith(b"\n"):
            while (rest := lines.readline(LARGEST_FILE)) and not rest.endswith(b"\n"):
                continue
        if text.strip():
            yield number, text


def _rows(table: BinaryIO) -> Iterator[Numbered]:
    """The rows of a CSV file as case documents: UTF-8 with or without a mark, or Windows text."""
    head = table.read(LARGEST_FILE)
    table.seek(0)
    try:
        head.decode("utf-8-sig")
        encoding = "utf-8-sig"
    except UnicodeDecodeError as error:
        encoding = "cp1252" if error.start < len(head) - 4 else "utf-8-sig"  # the last letter may be cut
    with io.TextIOWrapper(table, encoding, errors="replace", newline="") as text:
        yield from documents_of(text)


def _run(left: Iterator[Numbered], out: BinaryIO, workers: int, by_row: bool) -> int:
    """Price, write and tell, some lines at a time; returns how many failed."""
    done = failed = 0
    with ExitStack() as held:
        pool = held.enter_context(get_context("spawn").Pool(workers, use_what_is_loaded)) if workers > 1 else None
        while some := list(islice(left, AT_ONCE)):
            rows = pool.map(priced_row, some, chunksize=10) if pool else map(priced_row, some)
            failed += sum(not _kept(row, out, by_row) for row in rows)
            out.flush()
            done += len(some)
            click.echo(f"{done} lines done, {failed} not priced", err=True)
    return failed


def _kept(row: Row, out: BinaryIO, by_row: bool) -> bool:
    """Write an answer, or say why there is none."""
    if row.answer is None:
        click.echo(printable(f"line {row.line}: {' '.join(row.refused)}"), err=True)
        return False
    if by_row:
        out.write(answer_row(row).encode())
        return True
    kept = {"line": row.line, "key": row.key, "answer": row.answer}
    out.write(json.dumps(kept, ensure_ascii=False).encode() + b"\n")
    return True
