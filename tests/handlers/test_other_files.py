"""Files that are no pictures: a polite word where they are meant as proof, silence everywhere else."""

from typing import Any

import pytest

from rules.outgoing import Say
from tests.handlers.school import LINK, School, private, reactions, texts, words
from tests.platforms.updates import LAN, document

PDF = {"file_name": "bai.pdf", "mime_type": "application/pdf"}
ASKS = words("picture.file")


def in_private(**fields: Any) -> dict[str, Any]:
    chat = private("x")["message"]["chat"]
    update = document(**PDF)
    update["message"] |= {"chat": chat, "from": LAN, **fields}
    return update


def in_group(**fields: Any) -> dict[str, Any]:
    update = document(**PDF)
    update["message"] |= fields
    return update


async def test_in_private_a_pdf_is_answered(school: School) -> None:
    assert texts(await school.hears(in_private())) == [ASKS]


async def test_with_words_it_is_answered_in_the_same_way(school: School) -> None:
    assert texts(await school.hears(in_private(caption="Em gửi cô"))) == [ASKS]


async def test_once_a_day_is_enough(school: School) -> None:
    assert len(await school.hears(in_private(), in_private(message_id=6))) == 1


async def test_a_link_over_it_is_proof_as_ever(school: School) -> None:
    assert texts(await school.hears(in_private(caption=LINK))) == []
    assert await school.states() == {"accepted": 1}


@pytest.mark.parametrize(
    "caption", ["Kế hoạch năm học", "Minh chứng kiểm định tiêu chuẩn 3", "Đã chia sẻ", None]
)
async def test_a_group_s_papers_are_its_own_business(school: School, caption: str | None) -> None:
    assert await school.hears(in_group(caption=caption)) == []


@pytest.mark.parametrize("caption", ["Em nộp minh chứng ạ", "#minhchung", "Minh chứng tuần 47", "minh chứng"])
async def test_what_is_called_proof_is_answered_in_a_group(school: School, caption: str) -> None:
    (said,) = await school.hears(in_group(caption=caption))
    assert isinstance(said, Say)
    assert (said.text, said.reply_to) == (ASKS, "5")


async def test_an_answer_to_somebody_is_no_proof_by_itself(school: School) -> None:
    said = await school.hears(in_group(reply_to_message={"message_id": 3}))
    assert (reactions(said), texts(said)) == ([], [])
