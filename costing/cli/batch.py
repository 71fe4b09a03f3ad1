"""`igpath batch CASES.jsonl -o OUT.jsonl`: prices many cases, one a line, and goes on where it was interrupted."""

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

from costing.cli.files import LARGEST_FILE, printable, stop
from costing.questions.batch import Row, key_of, priced_row

AT_ONCE = 200  # lines held in memory
BEGINS = b'{"line": '  # every answer
FAILED = 1
Numbered = tuple[int, bytes]


@click.command()
@click.argument("cases", metavar="CASES.jsonl", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Where the answers are added.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help="Processes (default: one a core)."
)
def batch(cases: Path, output: Path, workers: int) -> None:
    """Price a file of case documents, one JSON object a line: sums by plan year and course, one JSON object a line.

    Lines already answered in the output are skipped. A bad line is reported with its number, the rest goes on, and the exit code is 1.
    """
    if output.exists() and cases.exists() and output.samefile(cases):
        stop(f"{output}: is the file of cases itself. Give another path to write to.")
    try:
        with cases.open("rb") as lines, output.open("ab+") as out:
            failed = _run(_left(lines, _answered(out)), out, workers)
    except OSError as error:
        stop(f"{error.filename}: cannot be opened: {error.strerror}.")
    sys.exit(FAILED if failed else 0)


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


def _left(lines: BinaryIO, answered: dict[int, str]) -> Iterator[Numbered]:
    """The numbered lines that are neither empty nor answered; an overlong one comes cut, so that it is refused."""
    number = 0
    while text := lines.readline(LARGEST_FILE):
        number += 1
        if not text.endswith(b"\n"):
            while (rest := lines.readline(LARGEST_FILE)) and not rest.endswith(b"\n"):
                continue
        if text.strip() and answered.get(number) != key_of(text):
            yield number, text


def _run(left: Iterator[Numbered], out: BinaryIO, workers: int) -> int:
    """Price, write and tell, some lines at a time; returns how many failed."""
    done = failed = 0
    with ExitStack() as held:
        pool = held.enter_context(get_context("spawn").Pool(workers)) if workers > 1 else None
        while some := list(islice(left, AT_ONCE)):
            rows = pool.map(priced_row, some, chunksize=10) if pool else map(priced_row, some)
            failed += sum(not _kept(row, out) for row in rows)
            out.flush()
            done += len(some)
            click.echo(f"{done} lines done, {failed} not priced", err=True)
    return failed


def _kept(row: Row, out: BinaryIO) -> bool:
    """Write an answer, or say why there is none."""
    if row.answer is None:
        click.echo(printable(f"line {row.line}: {' '.join(row.refused)}"), err=True)
        return False
    kept = {"line": row.line, "key": row.key, "answer": row.answer}
    out.write(json.dumps(kept, ensure_ascii=False).encode() + b"\n")
    return True
