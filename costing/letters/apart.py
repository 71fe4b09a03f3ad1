"""Files of strangers are opened in a process of its own, with little memory and time: a hostile file ends that process alone."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 1_500_000_000  # bytes of address space
CPU_SECONDS, SECONDS = 15, 45
STARTS_WITH = ("PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LANG", "LC_ALL")
NONE = (0, 0)
REFUSED, TAKEN = b"refused ", b"taken "


class Refusal(Exception):
    """Why a file is not taken: a word that the other side turns into a sentence."""


def ask_apart(module: str, raw: bytes) -> tuple[str, bytes]:
    """What `module` of ours makes of a file: a line about it, and the content. Raises Refusal; its word is empty when the
    process ended without an answer.
    """
    command = [sys.executable, "-m", module]
    try:
        ran = subprocess.run(  # noqa: S603  # our own module
            command, input=raw, capture_output=True, timeout=SECONDS, cwd=ROOT, env=_environment(), check=False
        )
    except subprocess.TimeoutExpired:
        raise Refusal from None
    head, _, content = ran.stdout.partition(b"\n")
    if ran.returncode == 0 and head.startswith(TAKEN):
        return head.removeprefix(TAKEN).decode(), content
    known = ran.returncode == 0 and head.startswith(REFUSED)
    raise Refusal(head.removeprefix(REFUSED).decode("ascii", "replace") if known else "")


def _environment() -> dict[str, str]:
    """What Python needs to start; no address of a database, no secret."""
    return {name: os.environ[name] for name in STARTS_WITH if name in os.environ}


def answer_apart(make: Callable[[bytes], tuple[str, bytes]]) -> None:
    """The other side: confine this process, read the file, say what `make` says of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, NONE)  # it writes no file
    resource.setrlimit(resource.RLIMIT_CORE, NONE)  # and leaves none of a patient behind when it falls
    raw, out = sys.stdin.buffer.read(), sys.stdout.buffer
    try:
        head, content = make(raw)
    except Refusal as refusal:
        out.write(REFUSED + str(refusal).encode() + b"\n")
        return
    out.write(TAKEN + head.encode() + b"\n" + content)
