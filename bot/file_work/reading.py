"""Reads a staff list in a process of its own: what somebody sent may ask for any time and memory."""

import asyncio
import resource
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

from reports.sheets import SheetError, read_sheets
from rules.staff.sheets import StaffList, read_staff

PATIENCE = 120.0
MOST_PEOPLE = 50_000
_MEMORY = 2 << 30
_Wrong = tuple[str, tuple[str, ...], dict[str, object]]


async def read_list(data: bytes, *, patience: float = PATIENCE) -> StaffList:
    """Everybody in the file; SheetError says why nobody can be read."""
    return await asyncio.to_thread(_read_apart, data, patience)


def _read_apart(data: bytes, patience: float) -> StaffList:
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(theirs, data), name="staff-list", daemon=True)
    process.start()
    theirs.close()
    try:
        told: StaffList | _Wrong | None = ours.recv() if ours.poll(patience) else None
    except EOFError:
        told = None
    finally:
        process.kill()
        process.join()
        ours.close()
    if isinstance(told, StaffList):
        return told
    key, columns, values = told or ("sheet.broken", (), {})
    raise SheetError(key, columns=columns, **values)


def _work(answer: Connection, data: bytes) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(MemoryError, BrokenPipeError):
        try:
            answer.send(staff_in(data))
        except SheetError as error:
            answer.send((error.key, error.columns, error.values))


def staff_in(data: bytes) -> StaffList:
    """Everybody, where there is anybody."""
    staff = read_staff(read_sheets(data), with_codes=True)
    if not staff.said:
        raise SheetError("sheet.no_header", columns=["person"])
    if len(staff.said) > MOST_PEOPLE:
        raise SheetError("sheet.too_many_rows", most=MOST_PEOPLE)
    return staff
