"""The queue of ids between those who ask and those who work; what it forgets is found again in the `jobs` rows."""

import json
import sqlite3
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import psycopg
import structlog
from huey import Huey, PostgresHuey, SqliteHuey  # type: ignore[import-untyped]  # it ships no types
from huey.registry import Message  # type: ignore[import-untyped]  # it ships no types
from huey.serializer import Serializer  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy import make_url

from costing.store.instance import Instance

NAME = "igpath"
FILE = "queue.sqlite"
TASK = "work"
AT_ONCE = 4  # workers that take up one new job at the same time, where there are so many
BUSY_SECONDS = 20
log = structlog.get_logger()


class PlainMessages(Serializer):  # type: ignore[misc]  # huey is untyped
    """JSON instead of huey's pickle: who can write to the queue makes no worker run code of theirs."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        return Message(*json.loads(data))


class Queue:
    """The installation's queue: a file beside the SQLite database, or tables beside those of PostgreSQL."""

    def __init__(self, instance: Instance, work: Callable[[str], object] | None = None) -> None:
        """`work` does what is asked, given the id of a job; who only asks has none."""
        self._instance, self._work, self._turn = instance, work, Lock()

    @cached_property
    def huey(self) -> Huey:
        """Opened with the first need, so that a service answers though its queue is away."""
        return _huey(self._instance)

    @cached_property
    def task(self) -> Any:
        """The one task: huey knows it by this module and name, in the process that asks and in the one that works."""
        return self.huey.task(name=TASK)(self._run)

    def _run(self, job_id: str) -> None:
        if self._work:
            self._work(job_id)

    def put(self, job_id: str, times: int = 1) -> None:
        """Ask for a job, of so many workers. When the queue cannot be reached, a worker finds the job's row later."""
        with self._turn:
            try:
                for _ in range(times):
                    self.task(job_id)
            except (OSError, sqlite3.Error, psycopg.Error) as error:
                log.warning("queue", job=job_id, kind=type(error).__name__)

    def waiting(self) -> set[str]:
        """The jobs that are asked for and not taken up."""
        return {str(asked.args[0]) for asked in self.task.huey.pending()}

    def close(self) -> None:
        """Let go of the connection; it is opened again when it is needed."""
        with self._turn:
            if "huey" in self.__dict__:
                self.huey.storage.close()


def _huey(instance: Instance) -> Huey:
    url = make_url(instance.database_url)
    options = {"results": False, "serializer": PlainMessages()}
    if url.get_backend_name() == "postgresql":
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey(NAME, dsn=dsn, table_prefix=f"{NAME}_queue", **options)
    return SqliteHuey(NAME, filename=str(_file(instance.folder)), timeout=BUSY_SECONDS, **options)


def _file(folder: Path) -> Path:
    """The queue's file, which the owner alone reads."""
    path = folder / FILE
    path.touch(mode=0o600)
    return path
