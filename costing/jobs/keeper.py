"""Keeps the server and its workers: starts both, starts a worker again that died, and ends everything together.

`python -m costing.jobs.keeper WORKERS COMMAND...` becomes this process; it loads nothing of the service, so it stays small.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

WORK = (sys.executable, "-m", "costing.cli", "jobs", "work", "--name")
ENDING = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGHUP})
WHEN_PARENT_DIES = 1  # PR_SET_PDEATHSIG of prctl(2)
LOOK_SECONDS = 1.0
SOON, LATEST = 1.0, 30.0  # seconds before a worker is started again: the longer, the sooner the last one died
STEADY_SECONDS = 60.0
GRACE_SECONDS = 35.0
POLITE = 10  # workers leave the processor to pages
_kernel = ctypes.CDLL(None, use_errno=True)


@dataclass(slots=True)
class Kept:
    """One worker under its name, through all its lives."""

    name: str = field(default_factory=lambda: str(uuid.uuid4()))
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = SOON
    due: float = 0.0

    def revive(self) -> None:
        """Start it, or note that it died and when it is due again."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            steady = now - self.started > STEADY_SECONDS
            self.pause = SOON if steady else min(self.pause * 2, LATEST)
            self.due = now + self.pause
            _say(f"The worker for letters ended ({_ending(self.process.returncode)}); another one starts")
            self.process = None
        if self.process is None and now >= self.due:
            self.process, self.started = _start([*WORK, self.name], POLITE), now


def keep(server_command: Sequence[str], workers: int) -> int:
    """Run the server with so many workers until it ends; returns its exit code."""
    heard_of = _heard()
    signal.pthread_sigmask(signal.SIG_BLOCK, heard_of)
    server, kept, asked = _start(server_command), [Kept() for _ in range(workers)], False
    while server.poll() is None:
        if not asked:
            for one in kept:
                one.revive()
        heard = signal.sigtimedwait(heard_of, LOOK_SECONDS)
        if heard is not None and heard.si_signo in ENDING:
            asked = True
            _tell([server, *_running(kept)], signal.SIGTERM)
    _end(_running(kept))
    return server.returncode if server.returncode >= 0 else 128 - server.returncode


def _heard() -> set[signal.Signals]:
    """What ends us, but for what whoever started us wants ignored (nohup), and that a child ended."""
    return {one for one in ENDING if signal.getsignal(one) is not signal.SIG_IGN} | {signal.SIGCHLD}


def _start(command: Sequence[str], nice: int = 0) -> subprocess.Popen[bytes]:
    """A process that Ctrl+C does not reach but through us, and that ends when we do, however we end."""
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_child(os.getpid(), nice))  # noqa: S603  # our own; PLW1509: one thread


def _child(parent: int, nice: int) -> Callable[[], None]:
    def prepare() -> None:
        _kernel.prctl(WHEN_PARENT_DIES, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        os.nice(nice)

    return prepare


def _running(kept: Sequence[Kept]) -> list[subprocess.Popen[bytes]]:
    return [one.process for one in kept if one.process is not None]


def _tell(processes: Sequence[subprocess.Popen[bytes]], what: signal.Signals) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(what)


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask them to end, wait for their letter, then insist."""
    _tell(processes, signal.SIGTERM)
    until = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _say(sentence: str) -> None:
    print(f"== {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(keep(sys.argv[2:], int(sys.argv[1])))
