"""Of one evidence everything that was decided, and what its pictures were compared with."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from storage.tables.organisation import UNITS
from storage.tables.proof import DECISIONS, EVIDENCE, IMAGES, PICTURES
from storage.transaction import Transaction


class Step(NamedTuple):
    """A change of state; `by` is `platform:user id`, and empty where nobody but the sender or the bot decided."""

    at: datetime
    state: str
    reason: str
    by: str


class Compared(NamedTuple):
    """A picture of an evidence, what it was found to be, and the picture (of which evidence) that decided it."""

    picture_id: int
    finding: str
    image: str
    other_evidence: int | None
    other_image: str


class EvidenceStory(NamedTuple):
    id: int
    unit: str
    action: str
    source: str
    url: str
    sent_at: datetime
    state: str
    reason: str
    steps: tuple[Step, ...]
    pictures: tuple[Compared, ...]


_OTHER, _OTHER_IMAGE = PICTURES.alias("other"), IMAGES.alias("other_image")


class EvidenceStories:
    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def of(self, evidence_id: int) -> EvidenceStory | None:
        columns = ("id", "action", "source", "url", "sent_at", "state", "reason")
        query = select(*(EVIDENCE.c[name] for name in columns), UNITS.c.name.label("unit"))
        query = query.join(UNITS, UNITS.c.id == EVIDENCE.c.unit_id).where(EVIDENCE.c.id == evidence_id)
        row = (await self._at.connection.execute(query)).first()
        if row is None:
            return None
        steps, pictures = await self._steps(evidence_id), await self._pictures(evidence_id)
        return EvidenceStory(
            row.id,
            row.unit,
            row.action,
            row.source,
            row.url,
            row.sent_at,
            row.state,
            row.reason,
            steps,
            pictures,
        )

    async def _steps(self, evidence_id: int) -> tuple[Step, ...]:
        query = select(
            DECISIONS.c.at, DECISIONS.c.state, DECISIONS.c.reason, DECISIONS.c.by_account.label("by")
        )
        query = query.where(DECISIONS.c.evidence_id == evidence_id).order_by(DECISIONS.c.id)
        return tuple(Step(*row) for row in await self._at.connection.execute(query))

    async def _pictures(self, evidence_id: int) -> tuple[Compared, ...]:
        query = (
            select(
                PICTURES.c.id, PICTURES.c.finding, PICTURES.c.other_id,
                IMAGES.c.sha256.label("image"), _OTHER_IMAGE.c.sha256.label("other_image"),
            )
            .outerjoin(IMAGES, IMAGES.c.id == PICTURES.c.image_id)
            .outerjoin(_OTHER, _OTHER.c.id == PICTURES.c.other_picture_id)
            .outerjoin(_OTHER_IMAGE, _OTHER_IMAGE.c.id == _OTHER.c.image_id)
            .where(PICTURES.c.evidence_id == evidence_id)
            .order_by(PICTURES.c.id)
        )  # fmt: skip
        return tuple(_compared(row) for row in await self._at.connection.execute(query))


def _compared(row: Any) -> Compared:
    return Compared(row.id, row.finding, row.image or "", row.other_id, row.other_image or "")
