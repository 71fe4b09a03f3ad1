"""Case files on the command line: read, or refused in a sentence with exit code 2."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click

from costing.case.shapes import Case
from costing.questions import Refused, read_case

LARGEST_FILE = 2_000_000  # bytes
WRONG_INPUT = 2


def case_from(path: Path) -> Case:
    """Read a case file. Ends the program with exit code 2 and a sentence when it cannot be read or is refused."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        stop(
            f"{path}: cannot be read: {error.strerror}. Give the path of a case document, such as costing/examples/part-b-office.json."
        )
    if len(raw) > LARGEST_FILE:
        stop(f"{path}: is larger than {LARGEST_FILE:,} bytes.")
    with refusals(str(path)):
        return read_case(_parsed(path, raw))


def _parsed(path: Path, raw: bytes) -> Any:
    try:
        return json.loads(raw, object_pairs_hook=_no_repeats)
    except UnicodeDecodeError:
        stop(f"{path}: is not UTF-8 text.")
    except RecursionError:
        stop(f"{path}: is nested too deeply.")
    except json.JSONDecodeError as error:
        stop(f"{path}, line {error.lineno}: is not JSON: {error.msg}.")
    except ValueError as error:
        stop(f"{path}: {error}.")


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} stands in one object twice")
    return found


@contextmanager
def refusals(where: str) -> Iterator[None]:
    """Turn a refused question into its sentences and exit code 2."""
    try:
        yield
    except Refused as refused:
        lines = [f"  {field}: {sentence}" for field, said in refused.messages.items() for sentence in said]
        stop("\n".join([f"{where} cannot be used yet:", *lines]))


def stop(sentence: str) -> NoReturn:
    """Say why on standard error and end with exit code 2."""
    click.echo(sentence, err=True)
    sys.exit(WRONG_INPUT)


def show(answer: Any, as_json: bool, plain: Callable[[Any], Any], told: Callable[[Any], str]) -> None:
    """Print an answer as JSON or as text."""
    click.echo(json.dumps(plain(answer), indent=2, ensure_ascii=False) if as_json else told(answer))
