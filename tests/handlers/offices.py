"""A department with its offices and schools, in which people have roles."""

from typing import Any

from rules.codewords import shown
from rules.outgoing import AnswerButton, Outgoing, Rewrite, Say
from rules.roles import Role
from tests.handlers.school import MAI, School, private
from tests.platforms import updates
from tests.storage import roster

SO, PHONG, HOASEN, SAOMAI, OTHER_OFFICE, ELSEWHERE = 100, 101, 102, 103, 104, 105
HEAD: dict[str, Any] = {**MAI, "id": 90, "first_name": "Hà", "last_name": "Đỗ"}
BOSS_ACCOUNT = "telegram:79"


async def offices(school: School) -> None:
    """SO > PHONG > (HOASEN, SAOMAI), SO > PHONG2, and a school that belongs nowhere."""
    store = school.store
    await roster.unit(store, SO, "SO", level="department")
    await roster.unit(store, PHONG, "PHONG", SO, "district")
    await roster.unit(store, HOASEN, "HOASEN", PHONG)
    await roster.unit(store, SAOMAI, "SAOMAI", PHONG)
    await roster.unit(store, OTHER_OFFICE, "PHONG2", SO, "district")
    await roster.unit(store, ELSEWHERE, "XA")


async def grant(school: School, who: dict[str, Any], role: Role, unit_id: int) -> int:
    async with school.store.write(school.now) as ledger:
        account, name = f"telegram:{who['id']}", str(who["first_name"])
        return (await ledger.grants.grant(account, name, role, unit_id, how="cli", by="cli")).id


async def make_code(
    school: School, unit_id: int, purpose: str = "connect", role: str = "", by: str = "cli"
) -> str:
    async with school.store.write(school.now) as ledger:
        until = school.now.replace(year=school.now.year + 1)
        return shown(await ledger.codes.make(purpose, unit_id, by, until, role=role))


def pressed(data: str, who: dict[str, Any], chat: dict[str, Any] | None = None) -> dict[str, Any]:
    """In the private chat, if nowhere else."""
    room = chat or private("x", who=who)["message"]["chat"]
    message = updates.written(message_id=700, chat=room)
    return updates.button(**{"from": who, "message": message, "data": data})


def over_buttons(said: list[Outgoing]) -> list[str]:
    return [each.text for each in said if isinstance(each, AnswerButton) and each.text]


def rewritten(said: list[Outgoing]) -> list[str]:
    return [each.text for each in said if isinstance(each, Rewrite)]


def links(said: list[Outgoing]) -> list[str]:
    rows = [row for each in said if isinstance(each, Say | Rewrite) for row in each.buttons]
    return [button.link for row in rows for button in row if button.link]


def datas(said: list[Outgoing]) -> list[str]:
    rows = [row for each in said if isinstance(each, Say | Rewrite) for row in each.buttons]
    return [button.data for row in rows for button in row if button.data]
