"""A worker: one process that takes jobs from the queue, prints, tells that it lives, and finds what others left behind."""

import signal
import threading

from huey.consumer import Consumer  # type: ignore[import-untyped]  # it ships no types

from costing.incidents import note_incident
from costing.jobs.letters import printed
from costing.jobs.queue import Queue
from costing.store import audit, job_work
from costing.store.database import make_engine, new_id, session_factory
from costing.store.instance import Instance
from costing.store.job_work import Claim

TURN = 20  # letters; then another job has its turn
SWEEP_SECONDS = 3
LONGEST_LETTER = 120  # seconds; a letter that takes longer ends this process, and another one goes on
LONGEST_WAIT = 0.5  # seconds between two looks into an empty queue
GRACE_SECONDS = 25  # for the letter that is being printed when the service is stopped


class Worker:
    """Works on one installation; `stopping` ends it between two letters. At most one of a `name` runs at a time."""

    def __init__(self, instance: Instance, name: str | None = None) -> None:
        self.engine = make_engine(instance.database_url)
        self.sessions = session_factory(self.engine, instance.keys.document_key)
        self.queue = Queue(instance, self.work)
        self.holder = name or new_id()
        self.stopping = threading.Event()
        self.is_busy = False

    def run(self) -> None:
        """Work until the process is told to stop (SIGTERM)."""
        consumer = Consumer(
            self.queue.task.huey, workers=1, periodic=False, max_delay=LONGEST_WAIT, scheduler_interval=60,
            shutdown_timeout=GRACE_SECONDS, graceful_signal="TERM",
        )  # fmt: skip
        self.stopping = consumer.stop_flag
        with self.sessions.begin() as session:
            job_work.let_go(session, self.holder)
        sweeper = threading.Thread(target=self._sweep_on, daemon=True)
        sweeper.start()
        consumer.run()
        sweeper.join(SWEEP_SECONDS)
        self.close()

    def work(self, job_id: str) -> None:
        """One turn at a job; what is left of it goes to the end of the queue."""
        try:
            for _ in range(TURN):
                if self.stopping.is_set() or not self.print_next(job_id):
                    return
            self.queue.put(job_id)
        except Exception as error:  # noqa: BLE001  # the database may be away: a sweep finds the job again
            note_incident(error, job=job_id)

    def print_next(self, job_id: str) -> bool:
        """Print the next letter of a job, and put the print on record. False when there is none left to take."""
        with self.sessions.begin() as session:
            held = job_work.claim(session, job_id, self.holder)
        if held is None:
            return False
        self.is_busy = True
        try:
            self._print(held)
        finally:
            self.is_busy = False
        return True

    def _print(self, held: Claim) -> None:
        signal.alarm(LONGEST_LETTER)
        try:
            details, pdf = printed(self.sessions, held)
        finally:
            signal.alarm(0)
        with self.sessions.begin() as session:
            if job_work.settle(session, held, details, pdf) and pdf is not None:
                audit.record(session, held.practice_id, held.asked_by, "letter printed", held.case_id)

    def sweep(self) -> None:
        """Say that this worker lives, drop what is no longer kept, and queue again what nobody works on."""
        with self.sessions.begin() as session:
            if self.is_busy:
                job_work.hold(session, self.holder)
            job_work.drop_old(session)
        with self.sessions() as session:
            left = job_work.neglected(session)
        queued = self.queue.waiting() if left else set()
        for job_id in left:
            if job_id not in queued:
                self.queue.put(job_id)

    def close(self) -> None:
        """Let go of database and queue."""
        self.queue.close()
        self.engine.dispose()

    def _sweep_on(self) -> None:
        while not self.stopping.is_set():
            try:
                self.sweep()
            except Exception as error:  # noqa: BLE001  # the database may be away: it is tried again
                note_incident(error)
            self.stopping.wait(SWEEP_SECONDS)
