"""The way from a request to the workers."""

from typing import cast

from flask import Flask, current_app

from costing.jobs.queue import AT_ONCE, Queue
from costing.store.jobs import SavedJob
from costing.web.database import session


def set_up(app: Flask) -> None:
    """One way for the whole process; it is opened with the first job."""
    app.extensions["queue"] = Queue(app.config["INSTANCE"])


def ask_for(job: SavedJob) -> None:
    """Commit the request, then tell the workers: none hears of a job that is not kept."""
    session().commit()
    queue = cast("Queue", current_app.extensions["queue"])
    queue.put(job.id, min(AT_ONCE, job.total))
    queue.close()
