"""A list of units, as a department keeps it: what each line says, and whether the lines make a tree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.columns import Column, Line, Problem, heading
from rules.page_addresses import PageAddress, addresses_in, page_address

LONGEST_CODE, LONGEST_NAME, LONGEST_LEVEL = 64, 300, 40
_SHOWN = 80
_MOST_OF_A_RING = 5
_TOTALS = {"cong", "tong", "tong cong", "tong so", "total"}
_PAGES = ("facebook", "fanpage", "fb", "zalo", "zalo oa", "website", "web", "trang web", "cong thong tin")
_LEADS = ("", "trang", "link", "link trang", "dia chi", "dia chi trang", "duong dan", "lien ket")

CODE = Column(
    "code",
    (
        *("ma don vi", "ma truong", "ma dv", "ma so", "ma dinh danh", "ma", "ma co so", "ma so don vi"),
        *("unit code", "school code", "code"),
    ),
    needed=True,
)
NAME = Column(
    "name",
    (
        *("ten don vi", "ten truong", "ten co quan", "ten co so", "ten", "ten dv", "don vi", "truong"),
        *("unit name", "school name", "name", "unit", "school"),
    ),
    needed=True,
)
LEVEL = Column(
    "level",
    (
        *("cap don vi", "loai don vi", "cap", "loai", "cap hoc", "bac hoc", "loai truong"),
        *("level", "unit level", "type"),
    ),
    spreads=True,
)
PARENT = Column(
    "parent",
    (
        *(
            "ma don vi cap tren",
            "ma cap tren",
            "ma don vi cha",
            "ma truc thuoc",
            "don vi cap tren",
            "cap tren",
        ),
        *(
            "truc thuoc",
            "don vi quan ly",
            "co quan quan ly",
            "co quan chu quan",
            "don vi chu quan",
            "don vi cha",
        ),
        *("parent code", "parent", "parent unit"),
    ),
    spreads=True,
)
PAGES = Column(
    "pages",
    (
        *(
            "trang",
            "cac trang",
            "dia chi trang",
            "link trang",
            "duong dan trang",
            "mang xa hoi",
            "page",
            "pages",
        ),
        *(f"{lead} {name}".strip() for lead in _LEADS for name in _PAGES),
    ),
    several=True,
)
UNIT_COLUMNS = (CODE, NAME, LEVEL, PARENT, PAGES)

DEFAULT_LEVEL = "school"
_LEVELS = {
    "department": ("so", "so gd dt", "so gddt", "so giao duc", "so giao duc va dao tao", "department"),
    "district": (
        "phong",
        "phong gd dt",
        "phong gddt",
        "phong giao duc",
        "phong giao duc va dao tao",
        "district",
    ),
    "commune": ("xa", "phuong", "xa phuong", "phuong xa", "ubnd xa", "ubnd phuong", "phong vh xh", "commune"),
    "school": ("truong", "truong hoc", "co so giao duc", "school"),
    "group": ("to", "nhom", "to chuyen mon", "to bo mon", "to van phong", "group"),
}
_LEVEL_OF = {word: level for level, words in _LEVELS.items() for word in words}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit of the list. Empty words say nothing, and then the ledger's stay; `level_name` is what the list says."""

    code: str
    name: str
    level: str = ""
    parent: str = ""
    pages: tuple[PageAddress, ...] = ()
    line: int = 0
    level_name: str = ""


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit the ledger has already."""

    code: str
    name: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class UnitList:
    rows: tuple[UnitRow, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """The parent's code of every row that names one, as far as it could be found."""

    parents: Mapping[str, str]
    problems: tuple[Problem, ...]


def read_units(lines: Iterable[Line]) -> UnitList:
    """What the lines say, each for itself and beside each other; the ledger is not looked at."""
    reader = _Reader()
    for line in lines:
        if not _is_total(line):
            reader.read(line)
    return UnitList(tuple(reader.rows.values()), tuple(reader.problems))


def _is_total(line: Line) -> bool:
    return not line.said(CODE.key) and heading(line.said(NAME.key)) in _TOTALS


class _Reader:
    def __init__(self) -> None:
        self.rows: dict[str, UnitRow] = {}
        self.problems: list[Problem] = []
        self._owners: dict[str, str] = {}

    def read(self, line: Line) -> None:
        code, name = code_of(line.said(CODE.key)), line.said(NAME.key)
        self.problems += [Problem(line.number, key) for key in _wrong_with(code, name)]
        if code in self.rows:
            values = {"code": code, "first": self.rows[code].line}
            self.problems.append(Problem(line.number, "units.code_twice", values))
        elif code:
            pages = tuple(self._pages(line, code))
            words, parent = line.said(LEVEL.key), line.said(PARENT.key)
            self.rows[code] = UnitRow(
                code, name, level_of(words), parent, pages, line.number, words[:LONGEST_LEVEL]
            )

    def _pages(self, line: Line, code: str) -> Iterator[PageAddress]:
        for word in addresses_in(line.said(PAGES.key)):
            page = page_address(word)
            if page is None:
                self.problems.append(Problem(line.number, "units.page_wrong", {"address": word[:_SHOWN]}))
            elif page.key not in self._owners:
                self._owners[page.key] = code
                yield page
            elif self._owners[page.key] != code:
                values = {"address": word[:_SHOWN], "code": self._owners[page.key]}
                self.problems.append(Problem(line.number, "units.page_twice", values))


def code_of(words: str) -> str:
    return words.upper()


def _wrong_with(code: str, name: str) -> list[str]:
    wrong = {
        "units.code_missing": not code,
        "units.name_missing": not name,
        "units.code_long": len(code) > LONGEST_CODE,
        "units.name_long": len(name) > LONGEST_NAME,
    }
    return [key for key, is_so in wrong.items() if is_so]


def level_of(words: str) -> str:
    """One of our words for a well-known level, else the level's own words as one word: "mam-non"."""
    bare = heading(words)
    return _LEVEL_OF.get(bare) or bare.replace(" ", "-")[:LONGEST_LEVEL].strip("-")


def find_parents(rows: Sequence[UnitRow], known: Iterable[KnownUnit]) -> Tree:
    """Who stands under whom once the rows are in the ledger."""
    ledger = {unit.code: unit for unit in known}
    problems: list[Problem] = []
    found: dict[str, str] = {}
    codes = _Codes(rows, ledger)
    for row in rows:
        if row.parent:
            fitting = codes.named(row.parent)
            if len(fitting) == 1:
                found[row.code] = fitting[0]
            else:
                key = "units.parent_ambiguous" if fitting else "units.parent_unknown"
                problems.append(Problem(row.line, key, {"parent": row.parent[:_SHOWN]}))
    problems += _rings(rows, {code: unit.parent for code, unit in ledger.items()} | found)
    return Tree(found, tuple(problems))


class _Codes:
    """Units by code or by name, as both will be after the list."""

    def __init__(self, rows: Sequence[UnitRow], ledger: Mapping[str, KnownUnit]) -> None:
        names = {code: unit.name for code, unit in ledger.items()} | {row.code: row.name for row in rows}
        self._codes = names.keys()
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for code, name in names.items():
            self._by_name[name.casefold()].append(code)

    def named(self, words: str) -> list[str]:
        code = code_of(words)
        return [code] if code in self._codes else self._by_name.get(words.casefold(), [])


def _rings(rows: Sequence[UnitRow], parents: Mapping[str, str | None]) -> Iterator[Problem]:
    """Units that would stand under themselves, each ring told once, at the first of its lines."""
    lines = {row.code: row.line for row in rows}
    done: set[str] = set()
    for row in rows:
        way: dict[str, None] = {}
        code: str | None = row.code
        while code is not None and code not in done and code not in way:
            way[code] = None
            code = parents.get(code)
        if code in way:
            ring = list(way)[list(way).index(code) :]
            line = min((lines[each] for each in ring if each in lines), default=row.line)
            yield Problem(line, "units.ring", {"codes": _shown(ring)})
        done.update(way)


def _shown(ring: list[str]) -> str:
    more = ["…"] if len(ring) > _MOST_OF_A_RING else []
    return " → ".join([*ring[:_MOST_OF_A_RING], *more, ring[0]])
