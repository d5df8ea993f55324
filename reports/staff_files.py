"""Staff lists as Excel files: the rows that somebody has to look at, and the people of units.

Both have the columns that `rules.staff` reads, so that what was corrected can be sent again. Whatever stands in a
cell is text: nothing becomes a formula or a link.
"""

import io
from collections.abc import Iterable, Sequence

from rules.language import text
from rules.names import sort_key
from rules.staff.columns import (
    CODE,
    FAMILY,
    GIVEN,
    NAME,
    PHONE,
    POSITION,
    REASON,
    SINCE,
    UNIT,
    UNIT_CODE,
)
from rules.staff.rows import Doubt, Place
from rules.staff.sheets import StaffList
from storage import StaffMember

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = {"name": 28, "code": 14, "unit": 36, "unit_code": 14, "position": 22, "phone": 16, "since": 12}
_REASON_WIDTH = 70
_LONGEST_CELL = 1_000
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_ROSTER = (NAME.key, CODE.key, UNIT.key, UNIT_CODE.key, POSITION.key, SINCE.key)
_DOUBTFUL = (
    NAME.key,
    CODE.key,
    UNIT.key,
    UNIT_CODE.key,
    POSITION.key,
    PHONE.key,
    SINCE.key,
    REASON.key,
)


def doubtful_file(staff: StaffList, doubts: Iterable[Doubt], language: str) -> bytes:
    """The doubtful rows as they were written, each with what is doubtful about it, to be corrected and sent again.

    A namesake comes with the row that was taken, so that the one sent again is not taken for the other.
    """
    every = {doubt.place: doubt for doubt in doubts}
    first = {
        place: Doubt(place, "staff.namesake_first") for place in map(_namesake_of, every.values()) if place
    }
    rows = (_doubtful_row(staff, doubt, language) for _, doubt in sorted((first | every).items()))
    return _workbook(text("roster_file.sheet_doubtful", language), _DOUBTFUL, rows, language)


def roster_file(people: Iterable[StaffMember], language: str) -> bytes:
    """The people of units; taken over again it changes nothing."""
    rows = (
        (
            person.name,
            person.code,
            person.unit,
            person.unit_code,
            person.position,
            "" if person.since is None else f"{person.since:%d/%m/%Y}",
        )
        for person in sorted(people, key=lambda one: (one.unit_code, sort_key(one.name)))
    )
    return _workbook(text("roster_file.sheet_roster", language), _ROSTER, rows, language)


def _namesake_of(doubt: Doubt) -> Place | None:
    if doubt.key != "staff.namesake":
        return None
    return Place(str(doubt.values["sheet"]), int(str(doubt.values["first"])))


def _doubtful_row(staff: StaffList, doubt: Doubt, language: str) -> Sequence[str]:
    said = staff.said.get(doubt.place, {})
    halves = (said.get(key, "") for key in (NAME.key, FAMILY.key, GIVEN.key))
    unit = said.get(UNIT.key, "") or _unit_above(doubt)
    others = (said.get(key, "") for key in (UNIT_CODE.key, POSITION.key, PHONE.key, SINCE.key))
    name = " ".join(filter(None, halves))
    return (name, said.get(CODE.key, ""), unit, *others, told(doubt, language))


def _unit_above(doubt: Doubt) -> str:
    """What the row above says may hold for this one; whoever leaves it in says so."""
    return doubt.row.unit or doubt.row.unit_code if doubt.row else ""


def told(doubt: Doubt, language: str) -> str:
    """Where it stands and what is doubtful."""
    why = text(doubt.key, language, **doubt.values)
    if not doubt.place.sheet:
        return text("roster_file.place", language, row=doubt.place.row, told=why)
    return text("roster_file.place_sheet", language, row=doubt.place.row, sheet=doubt.place.sheet, told=why)


def _workbook(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]], language: str) -> bytes:
    import xlsxwriter  # only when somebody wants a file

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        sheet = book.add_worksheet(name)
        words = book.add_format({"num_format": "@"})
        head = book.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS.get(column, _REASON_WIDTH), words)
            sheet.write_string(0, place, text(f"roster_file.{column}", language), head)
        for number, cells in enumerate(rows, 1):
            for place, cell in enumerate(cells):
                if cell:
                    sheet.write_string(number, place, cell[:_LONGEST_CELL], words)
    return file.getvalue()
