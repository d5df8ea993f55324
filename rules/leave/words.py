"""One sentence about leave: "cô Hương nghỉ thai sản từ 1/12 đến hết tháng 5", "trường nghỉ lũ từ thứ 2 đến thứ 4"."""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rules.calendar import STANDARD_CALENDAR, SchoolCalendar
from rules.leave.days import Days, days_in
from rules.leave.sentence import TITLES, Sentence, sentence
from rules.names.letters import syllable
from rules.names.words import may_be_family


class LeaveKind(StrEnum):
    """`CLOSED` is for a whole unit, all the others for one person."""

    LEAVE = "leave"
    MATERNITY = "maternity"
    SICK = "sick"
    STUDY = "study"
    SECONDED = "seconded"
    OTHER = "other"
    CLOSED = "closed"


class Lack(StrEnum):
    """What a sentence does not say. `MEANING`: nothing in it is about leave."""

    WHO = "who"
    ONE_ONLY = "one_only"
    DAYS = "days"
    UNTIL = "until"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class LeaveWish:
    """`who` is as it was written; with `whole_unit` it names a unit, or is empty for one's own. Days are half open."""

    kind: LeaveKind
    who: str = ""
    whole_unit: bool = False
    first: date | None = None
    after: date | None = None
    lacks: frozenset[Lack] = frozenset()


_MATERNITY = (
    r"(?:nghi )?(?:che do )?thai san|nghi (?:de|sinh|ts)(?: con| em be| be)?|(?:sap )?sinh (?:con|em be|be)"
    r"|o cu|maternity(?: leave)?"
)
_SICK = (
    r"(?:nghi )?(?:bi )?(?:om|benh|sot|covid|tai nan|gay (?:tay|chan))(?: nang)?"
    r"|(?:nghi )?(?:di )?(?:nam vien|nhap vien|phau thuat|mo|dieu tri|chua benh|duong benh|kham benh)"
    r"|(?:nghi )?(?:cham )?con om|sick(?: leave)?"
)
_STUDY = (
    r"(?:nghi )?(?:di )?(?:hoc (?:cao hoc|thac si|tien si|chinh tri|tap trung|nang cao|boi duong|lop \S+)"
    r"|tap huan|boi duong|cao hoc|nghien cuu sinh)|(?:nghi )?di hoc|nghi hoc|study(?: leave)?"
)
_SECONDED = r"(?:nghi )?(?:di )?(?:biet phai|tang cuong)"
_OTHER = r"(?:nghi )?(?:di )?(?:cong tac|nghia vu(?: quan su)?)|(?:vi )?ly do khac"
_LEAVE = (
    r"(?:xin )?nghi (?:phep(?: nam)?|viec rieng|viec gia dinh|khong (?:huong )?luong|cuoi|ket hon|tang|che do|mat)"
    r"|(?:co )?viec (?:rieng|gia dinh)|nghi|vang(?: mat)?|phep|leave"
)
_KINDS = (
    (LeaveKind.MATERNITY, _MATERNITY),
    (LeaveKind.SICK, _SICK),
    (LeaveKind.STUDY, _STUDY),
    (LeaveKind.SECONDED, _SECONDED),
    (LeaveKind.OTHER, _OTHER),
    (LeaveKind.LEAVE, _LEAVE),
)
_EXEMPTED = r"(?:duoc )?mien(?: chi tieu| tru| nop bai)?|(?:khong|mien) tinh(?: chi tieu)?|exempt"
_UNIT = re.compile(
    r"(?:(?:ca|toan) )?(?:truong|nha truong|don vi|co quan)(?: (?:minh|ta|toi|em|chung toi|chung em|nay))?"
    r"|(?:ca|toan) (?:phong|so|to)"
)
_NAMES_UNIT = re.compile(
    r"(?:truong|don vi|th|thcs|thpt|tieu hoc|mam non|mn|mau giao|phong (?:gd|giao duc)\S*|pgd|trung tam|ttgdtx) \S.*"
)
_NOISE = {
    "cho": {"cho"},
    "xin": {"xin"},
    "duoc": {"được"},
    "di": {"đi"},
    "se": {"sẽ"},
    "dang": {"đang"},
    "da": {"đã"},
    "phai": {"phải"},
    "trong": {"trong"},
    "luon": {"luôn"},
    "nhe": {"nhé"},
    "a": {"ạ", "à"},
    "giup": {"giúp"},
    "voi": {"với"},
    "them": {"thêm"},
    "la": {"là"},
    "thi": {"thì"},
    "bi": {"bị"},
    "ve": {"về"},
    "ca": {"cả"},
    "tam": {"tạm"},
}
"""Small words beside a name; with other accents they are names themselves."""
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}\S*")
_AND = frozenset({"va", "voi", "cung", "+", "&"})


def understand_leave(words: str, today: date, calendar: SchoolCalendar = STANDARD_CALENDAR) -> LeaveWish:
    """What is wished, with what it lacks."""
    told = sentence(words)
    told, days = _without_days(told, today, calendar)
    told, kind, said = _without_kind(told)
    several = _is_several(told, words)
    who = _who(told)
    about_unit = _is_about_unit(who, kind)
    wish = LeaveWish(
        LeaveKind.CLOSED if about_unit else kind,
        _unit_of(who) if about_unit else " ".join(who.written),
        about_unit,
        days.first if days else None,
        days.after if days else None,
    )
    return replace(wish, lacks=_lacks(wish, days, said=said, several=several))


def understand_days(words: str, today: date, calendar: SchoolCalendar = STANDARD_CALENDAR) -> Days | None:
    """Only the days, where it is known already who is meant."""
    found = days_in(sentence(words).text, today, calendar)
    return found.days if found else None


def _without_days(told: Sentence, today: date, calendar: SchoolCalendar) -> tuple[Sentence, Days | None]:
    """Here "mai" is tomorrow only where no other day is named: it may be somebody's name."""
    careful = Sentence(
        told.written,
        tuple("·" if _may_be_mai(told, place) else word for place, word in enumerate(told.plains)),
    )
    for look in (careful, told):
        found = days_in(look.text, today, calendar)
        if found:
            return told.keeping([not inside for inside in look.words_in(found.spots)]), found.days
    return told, None


def _may_be_mai(told: Sentence, place: int) -> bool:
    before = told.plains[place - 1] if place else ""
    return told.plains[place] == "mai" and before not in {"ngay", "tu", "den", "toi", "sang", "chieu", "-"}


def _without_kind(told: Sentence) -> tuple[Sentence, LeaveKind, bool]:
    """The first kind that is named, and whether it is about leave at all. What follows "nghỉ" is why, and goes too."""
    for kind, pattern in _KINDS:
        found = re.search(rf"(?<!\S)(?:{pattern})(?!\S)", told.text)
        if found:
            exempted = re.search(rf"(?<!\S)(?:{_EXEMPTED})(?!\S)", told.text)
            return _without_reason(_dropped(told, exempted), pattern), kind, True
    exempted = re.search(rf"(?<!\S)(?:{_EXEMPTED})(?!\S)", told.text)
    return _dropped(told, exempted), LeaveKind.OTHER if exempted else LeaveKind.LEAVE, exempted is not None


def _dropped(told: Sentence, found: "re.Match[str] | None") -> Sentence:
    return told.without(found.span()) if found else told


def _without_reason(told: Sentence, pattern: str) -> Sentence:
    """The words before the leave, or where there are none, those after it."""
    found = re.search(rf"(?<!\S)(?:{pattern})(?!\S)", told.text)
    assert found
    count = len(told.text[: found.start()].split())
    before = _tidied(told.before(count))
    return before if before.written else told.without(found.span())


def _tidied(told: Sentence) -> Sentence:
    return told.keeping([not _is_noise(told, place) for place in range(len(told.written))])


def _is_noise(told: Sentence, place: int) -> bool:
    word, bare = told.written[place], told.plains[place]
    if _DATE.fullmatch(bare):
        return True
    meant = _NOISE.get(bare)
    if meant is None or (place and told.plains[place - 1] in TITLES):
        return bare in {"nghi", "-", "–"}
    if not word.isascii():
        return word.lower() in meant
    return bare == word and bare not in {"thi", "la", "ve", "ca", "tam"}


def _who(told: Sentence) -> Sentence:
    """Without small words and without a reason behind "vì", "do"."""
    for place, bare in enumerate(told.plains):
        if place and bare in {"vi", "do"} and told.written[place] in {"vì", "vi", "do"}:
            told = told.before(place)
            break
    return _tidied(told)


def _is_several(told: Sentence, words: str) -> bool:
    and_ = any(
        bare in _AND and told.written[place] in {"và", "va", "với", "cùng", "+", "&"}
        for place, bare in enumerate(told.plains)
        if 0 < place < len(told.plains) - 1
    )
    return and_ or bool(re.search(r"(?:cô|thầy)\s.*,\s*(?:cô|thầy)\s", words, re.IGNORECASE))


def _is_about_unit(who: Sentence, kind: LeaveKind) -> bool:
    """A school cannot be ill: "Trường nghỉ ốm" is about somebody of that name."""
    if kind in {LeaveKind.SICK, LeaveKind.MATERNITY, LeaveKind.STUDY} or not who.written:
        return False
    if who.plains[0] in TITLES:
        return False
    bare = who.text
    if _UNIT.fullmatch(bare):
        return True
    return bool(_NAMES_UNIT.fullmatch(bare)) and not (
        may_be_family(syllable(who.written[0])) and who.plains[0] == "truong" and len(who.plains) < 2
    )


def _unit_of(who: Sentence) -> str:
    return "" if _UNIT.fullmatch(who.text) else " ".join(who.written)


def _lacks(wish: LeaveWish, days: Days | None, *, said: bool, several: bool) -> frozenset[Lack]:
    if not said and days is None:
        return frozenset({Lack.MEANING})
    found = set()
    if not wish.who and not wish.whole_unit:
        found.add(Lack.WHO)
    if several:
        found.add(Lack.ONE_ONLY)
    if days is None:
        found.add(Lack.DAYS)
    elif days.after is None:
        found.add(Lack.UNTIL)
    return frozenset(found)
