"""The roles that accounts have for units."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select

from rules.roles import Role
from storage.organisation_tables import RoleGrant
from storage.transaction import Transaction

_grant = RoleGrant.__table__  # type: ignore[attr-defined]


class Grant(NamedTuple):
    """`account` is `platform:user id`."""

    id: int
    account: str
    name: str
    role: Role
    unit_id: int
    since: datetime
    until: datetime | None


class RoleGrants:
    """The desk's verbs about roles."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def of(self, account: str) -> list[Grant]:
        """What somebody is today."""
        columns = (_grant.c.id, _grant.c.account, _grant.c.name, _grant.c.role, _grant.c.unit_id)
        query = (
            select(*columns, _grant.c.since, _grant.c.until)
            .where(_grant.c.account == account, _grant.c.since <= self._at.now)
            .where(or_(_grant.c.until.is_(None), _grant.c.until > self._at.now))
            .order_by(_grant.c.id)
        )
        rows = await self._at.connection.execute(query)
        return [Grant(row.id, row.account, row.name, Role(row.role), *row[4:]) for row in rows]
