"""`minhchung why --evidence N`: every decision about one evidence, and how far its pictures are like others."""

import argparse
import asyncio
from typing import Any

from bot.cli.common import asked, configuration, print_json, reading
from bot.config import Config
from bot.problems import ProblemError
from rules.language import text
from storage import SMALL, Compared, EvidenceStory, FileStore, MissingFileError


def why_evidence(arguments: argparse.Namespace) -> None:
    config = configuration(arguments.config)
    number: int = arguments.evidence
    story = reading(config, lambda store: asked(store, lambda ledger: ledger.stories.of(number)))
    if story is None:
        raise ProblemError("problem.evidence", number=number)
    scores = asyncio.run(_scores(FileStore(config.storage.files), story))
    if arguments.json:
        print_json(_as_json(story, scores))
    else:
        print("\n".join(_lines(story, scores, config)))


async def _scores(files: FileStore, story: EvidenceStory) -> list[float | None]:
    return [await _score(files, each) for each in story.pictures]


async def _score(files: FileStore, compared: Compared) -> float | None:
    """From 0 to 1, as the bot compared them; None without another picture, or when one of them is kept no more."""
    from rules.images import PictureError, compare, unpack

    if not (compared.image and compared.other_image):
        return None
    try:
        one, other = [await files.get(name + SMALL) for name in (compared.image, compared.other_image)]
        return round(compare(unpack(one), unpack(other)).score, 4)
    except (MissingFileError, PictureError):
        return None


def _as_json(story: EvidenceStory, scores: list[float | None]) -> dict[str, Any]:
    steps = [each._asdict() | {"at": each.at.isoformat()} for each in story.steps]
    pictures = [
        {
            "picture": each.picture_id,
            "finding": each.finding,
            "other_evidence": each.other_evidence,
            "score": score,
        }
        for each, score in zip(story.pictures, scores, strict=True)
    ]
    told = {"evidence": story.id, **story._asdict(), "sent_at": story.sent_at.isoformat()}
    del told["id"]
    return told | {"steps": steps, "pictures": pictures}


def _lines(story: EvidenceStory, scores: list[float | None], config: Config) -> list[str]:
    language, zone = config.bot.language, config.bot.zone
    sent = f"{story.sent_at.astimezone(zone):%H:%M %d/%m/%Y}"
    lines = [
        text("cli.story", language, number=story.id, unit=story.unit, at=sent),
        *([story.url] if story.url else []),
    ]
    for step in story.steps:
        at, why = f"{step.at.astimezone(zone):%H:%M %d/%m/%Y}", f" ({step.reason})" if step.reason else ""
        by = f" – {step.by}" if step.by else ""
        lines.append(f"• {at}: {step.state}{why}{by}")
    for each, score in zip(story.pictures, scores, strict=True):
        told = text("cli.story_picture", language, number=each.picture_id, finding=each.finding)
        if each.other_evidence:
            told += text("cli.story_other", language, other=each.other_evidence)
        lines.append(
            told + (text("cli.story_score", language, score=f"{score:.2f}") if score is not None else "")
        )
    return lines
