"""Files of strangers are opened in a process of its own, with little memory and time: a hostile file ends that process alone."""

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 1_500_000_000  # bytes of address space
CPU_SECONDS, SECONDS = 30, 45
REFUSED, TAKEN = b"refused ", b"taken "


class Refusal(Exception):
    """Why a file is not taken: a word that the other side turns into a sentence."""


def ask_apart(module: str, raw: bytes) -> tuple[str, bytes]:
    """What `module` of ours makes of a file: a line about it, and the content. Raises Refusal; its word is empty when the
    process ended without an answer.
    """
    command = [sys.executable, "-m", module]
    try:
        ran = subprocess.run(command, input=raw, capture_output=True, timeout=SECONDS, cwd=ROOT, check=False)  # noqa: S603  # our own module
    except subprocess.TimeoutExpired:
        raise Refusal from None
    head, _, content = ran.stdout.partition(b"\n")
    if ran.returncode == 0 and head.startswith(TAKEN):
        return head.removeprefix(TAKEN).decode(), content
    known = ran.returncode == 0 and head.startswith(REFUSED)
    raise Refusal(head.removeprefix(REFUSED).decode("ascii", "replace") if known else "")


def answer_apart(make: Callable[[bytes], tuple[str, bytes]]) -> None:
    """The other side: confine this process, read the file, say what `make` says of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    raw, out = sys.stdin.buffer.read(), sys.stdout.buffer
    try:
        head, content = make(raw)
    except Refusal as refusal:
        out.write(REFUSED + str(refusal).encode() + b"\n")
        return
    out.write(TAKEN + head.encode() + b"\n" + content)
