"""payers' own forms."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payer_forms",
        sa.Column("practice_id", sa.String(length=36), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practices.id"], name=op.f("fk_payer_forms_practice_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payer_forms")),
    )
    with op.batch_alter_table("payer_forms", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payer_forms_practice_id"), ["practice_id"], unique=False)
