"""Files of strangers are opened in a confined process of its own: a hostile file ends that process alone."""

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore

from costing.letters.confine import confine

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 45
STARTS_WITH = ("PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LANG", "LC_ALL")
REFUSED, TAKEN = b"refused ", b"taken "
AT_ONCE = 2  # each may take its memory
_turns = BoundedSemaphore(AT_ONCE)


class Refusal(Exception):
    """Why a file is not taken: a word that the other side turns into a sentence."""


def ask_apart(module: str, raw: bytes) -> tuple[str, bytes]:
    """What `module` of ours makes of a file: a line about it, and the content. Raises Refusal; its word is empty when the
    process ended without an answer.
    """
    command = [sys.executable, "-m", module]
    with _turns, os.fdopen(os.memfd_create("answer"), "rb") as answer:
        try:
            ran = subprocess.run(  # noqa: S603  # our own module
                command, input=raw, stdout=answer, stderr=subprocess.DEVNULL, timeout=SECONDS, cwd=ROOT,
                env=_environment(), check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Refusal from None
        answer.seek(0)
        lacks, head, content = (*answer.read().split(b"\n", 2), b"", b"")[:3]
    if ran.returncode == 0:
        _tell(lacks.decode("ascii", "replace"))
        if head.startswith(TAKEN):
            return head.removeprefix(TAKEN).decode(), content
        if head.startswith(REFUSED):
            raise Refusal(head.removeprefix(REFUSED).decode("ascii", "replace"))
    raise Refusal


@cache
def _tell(lacks: str) -> None:
    """Say once in the log what of the confinement this machine does not offer."""
    if lacks:
        logging.getLogger(__name__).warning("uploads are opened without being confined from: %s", lacks)


def _environment() -> dict[str, str]:
    """What Python needs to start; no address of a database, no secret."""
    return {name: os.environ[name] for name in STARTS_WITH if name in os.environ}


def answer_apart(make: Callable[[bytes], tuple[str, bytes]]) -> None:
    """The other side: confine this process, read the file, say what `make` says of it."""
    lacks, out = confine(), sys.stdout.buffer
    out.write(" ".join(lacks).encode() + b"\n")
    try:
        head, content = make(sys.stdin.buffer.read())
    except Refusal as refusal:
        out.write(REFUSED + str(refusal).encode() + b"\n")
        return
    out.write(TAKEN + head.encode() + b"\n" + content)
