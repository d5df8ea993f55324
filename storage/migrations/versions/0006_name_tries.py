"""How many names an account has tried is looked up at each of them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    tried = sa.text("action = 'name.tried'")
    op.create_index("audit_of_tries", "audit", ["actor", "at"], sqlite_where=tried, postgresql_where=tried)
