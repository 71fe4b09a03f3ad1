"""Runs migrations on the connection that `costing.store.database.migrate` hands over."""

from typing import Any, Literal

from alembic import context
from alembic.runtime.migration import MigrationInfo
from alembic.script import Script

from costing.store.database import UtcTime
from costing.store.tables import metadata


def plain_type(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write our column types as what the database sees, so that old migrations need none of our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcTime) else False


def tell(*_: Any, **about: Any) -> None:
    """Say which version was reached; alembic hands the step over by name, among other things."""
    step: MigrationInfo = about["step"]
    if isinstance(step.up_revision, Script):
        context.config.attributes["tell"](f"Database version {step.up_revision.revision}: {step.up_revision.doc}")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=plain_type,
    compare_type=True,
    on_version_apply=tell,
)
with context.begin_transaction():
    context.run_migrations()
