"""Files on the command line: a case is read, an answer shown or written, or a sentence says why not, with exit code 2."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from costing.case.shapes import Case
from costing.case.strict_json import read_json
from costing.questions import Refused, read_case, to_plain

T = TypeVar("T")
LARGEST_FILE = 2_000_000  # bytes
WRONG_INPUT = 2
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")  # a terminal would obey them


def case_from(path: Path) -> Case:
    """Read a case file. Ends the program with exit code 2 and a sentence when it cannot be read or is refused."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "this is not a path"
        stop(f"{path}: cannot be read: {reason}. Give the path of a case file, such as my-case.json.")
    if len(raw) > LARGEST_FILE:
        stop(f"{path}: is larger than {LARGEST_FILE:,} bytes, so it is not a case file.")
    with refusals(path):
        return read_case(_parsed(path, raw))


def _parsed(path: Path, raw: bytes) -> Any:
    try:
        return read_json(raw)
    except ValueError as error:
        stop(f"{path}: is not a case file: {error}.")


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turn a refused question into its sentences and exit code 2."""
    try:
        yield
    except Refused as refused:
        lines = [f"  {field}: {sentence}" for field, said in refused.messages.items() for sentence in said]
        stop("\n".join([f"{path} cannot be used yet:", *lines]))


def stop(sentence: str) -> NoReturn:
    """Say why on standard error and end with exit code 2."""
    click.echo(printable(sentence), err=True)
    sys.exit(WRONG_INPUT)


def show(answer: T, as_json: bool, told: Callable[[T], str]) -> None:
    """Print an answer as JSON or as text."""
    click.echo(printable(json.dumps(to_plain(answer), indent=2, ensure_ascii=False) if as_json else told(answer)))


def printable(text: str) -> str:
    """Text that a terminal shows and does not obey; within JSON the same text, escaped."""
    return CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def write(target: Path, content: Callable[[], bytes], keep: Path) -> None:
    """Write a file, or end with exit code 2 and a sentence; the file at `keep` is never written over."""
    try:
        if target.exists() and target.samefile(keep):
            stop(f"{target}: is the case file itself. Give another path to write to.")
        target.write_bytes(content())
    except OSError as error:
        stop(f"{target}: cannot be written: {error.strerror}. Give a path in a folder of yours, such as letter.pdf.")
