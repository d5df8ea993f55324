"""Alembic's entrance: it runs in the connection (and the transaction) that storage.migrate hands over."""

from alembic import context
from sqlmodel import SQLModel

from storage.tables import organisation

assert organisation.Unit.__tablename__ in SQLModel.metadata.tables
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
context.run_migrations()
