"""What somebody says that they did with a post: shared it, liked it, wrote it themselves.

Only what is plainly said of the sender's own doing counts. The names of posts speak of sharing and of hearts as well,
so do invitations, questions and "not yet"; none of them is a claim.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

from rules.actions import NOTHING, Said
from rules.calendar import plain
from rules.verdicts import INTERACTION, POST, SHARE

_LONGEST = 2_000
"""Nobody says so late in a text what they did."""
_SHORT = 6
"""So few words are about the proof even if nothing else shows it."""
_REACH = 2
"""A "not" speaks of a verb at most so many words away."""


class _Is(Enum):
    SHARED = auto()
    LIKED = auto()
    WROTE = auto()
    A_POST = auto()
    PERHAPS_LIKED = auto()
    NOT = auto()
    DONE = auto()
    ASKS = auto()
    HELP = auto()
    SENDER = auto()
    PROOF = auto()
    AND = auto()
    OTHER = auto()


# A word with accents may be typed without any, but not with others: "dang" may be "đăng", "đang" may not.
# An equals sign: only with its accents.
_PHRASES: dict[_Is, str] = {
    _Is.SHARED: """
        chia sẻ, chia sẽ, chia xẻ, chia xẽ, chai sẻ, chiasẻ, chiasẽ, share, shared, shares, sharing, shere, sahre, shre,
        shar, shae, sh, repost, reup, đăng lại, đã đăng lại, em đăng lại, up lại, lan tỏa bài, lan toả bài""",
    _Is.LIKED: """
        thả tim, thả tym, thả tin, thả like, thả haha, thả cảm xúc, bày tỏ cảm xúc, tym, bấm tim, nhấn tim, bấm like,
        like, liked, likes, lke, lile, bấm thích, nhấn thích, đã thích, thích bài, thích trang, bình luận, bl bài,
        cmt, cmts, comment, commented, comments, coment, tương tác, react""",
    _Is.PERHAPS_LIKED: "thích, tim",
    _Is.WROTE: """
        đăng bài, đăng tải, đăng lên, đăng fb, đăng face, đăng facebook, đăng zalo, đăng tường, đăng trang, đã đăng,
        =em đăng, =mình đăng, =tôi đăng, đăng rồi, đăng tin, up bài, up lên, up fb, tự viết, đã up, em up, up rồi,
        post bài, post lên, đã post, em post, post rồi, viết bài, đã viết, lên bài""",
    _Is.A_POST: "bài đăng, bài viết, bài post, post",
    _Is.NOT: "chưa, không, ko, k, kg, kh, hok, hông, hong, chẳng, đừng, quên, khỏi",
    _Is.DONE: "đã, dã, rồi, rùi, rui, r, xong, vừa, mới, đủ, chỉ",
    _Is.ASKS: """
        mời, nhờ, hãy, xin, mong, vui lòng, đề nghị, yêu cầu, phải, cần, nhớ, mọi người, mn, mng, cả nhà, thầy cô,
        ae, anh em, chị em, các bạn, ace, kêu gọi, hướng dẫn, cách, làm sao, sẽ, lát, định, please""",
    _Is.HELP: "giúp, giùm, dùm, hộ, ủng hộ",
    _Is.SENDER: "em, e, tôi, mình, tui, =cô, =thầy, =cháu",
    _Is.PROOF: """
        bài, link, đường link, ảnh, minh chứng, mc, ạ, nhé, nha, nộp, gửi, tuần, trang, tường, fb, face, facebook, zalo,
        tiktok, tt, báo cáo, bc, này, của""",
    _Is.AND: "và, hay, hoặc, cũng, lẫn, and, với, vs, n, cùng",
    _Is.OTHER: """
        chia sẻ kinh nghiệm, chia sẻ yêu thương, chia sẻ khó khăn, chia sẻ kiến thức, chia sẻ niềm vui, chia sẻ cảm xúc,
        chia sẻ cảm nhận, chia sẻ tâm sự, chia sẻ ngọt bùi, chia sẻ gánh nặng, chia sẻ bí quyết, chia sẻ tình cảm,
        chia sẻ tấm lòng, chia sẻ ý kiến, chia sẻ tài liệu, chia sẻ sách, chia sẻ phương pháp, chia sẻ khoảnh khắc,
        chia sẻ hạnh phúc, chia sẻ nỗi đau, chia sẻ mất mát, chia sẻ buồn vui, chia sẻ thông điệp, chia sẻ cách,
        chia sẻ với đồng bào, chia sẻ với người, chia sẻ với học sinh, chia sẻ với các em, chia sẻ cùng, chia sẻ để,
        biết chia sẻ, buổi chia sẻ, sự chia sẻ, góc chia sẻ, trao đổi chia sẻ, giao lưu chia sẻ, nút chia sẻ,
        tinh thần chia sẻ,
        yêu thích, sở thích, ưa thích, giải thích, kích thích, chú thích, rất thích, thích hợp, thích ứng, thích nghi,
        thích thú, thích nhất, thích đọc, thích học, thích được, trái tim, con tim, bệnh tim, tim mạch, nhịp tim,
        tìm hiểu, tìm kiếm, tìm thấy, tìm được, tìm ra, tìm về, tìm lại,
        bảng tương tác, học tương tác, mềm tương tác, hình tương tác, chơi tương tác, giảng tương tác, tính tương tác,
        sách tương tác, nghiệm tương tác, tương tác ảo, tương tác thông minh, tương tác giữa, kỹ năng tương tác,
        đăng ký, đăng kí, đăng nhập, đăng quang, đăng khoa, đăng kiểm, hải đăng, bình luận văn học,
        i like, would like, look like, like to, like a, like the""",
}
_VERBS = {_Is.SHARED: SHARE, _Is.LIKED: INTERACTION, _Is.WROTE: POST}


def _ways(phrase: str) -> Iterator[tuple[str, ...]]:
    exact = phrase.startswith("=")
    words = phrase.lstrip("=").split()
    yield tuple(words)
    if not exact:
        yield from _without_accents(words)


def _without_accents(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Hurried people leave out the accents of one word and not of the next."""
    ways: list[tuple[str, ...]] = [()]
    for word in words:
        ways = [(*way, each) for way in ways for each in dict.fromkeys((word, plain(word)))]
    yield from ways


_LEXICON: Mapping[tuple[str, ...], _Is] = MappingProxyType(
    {
        way: meaning
        for meaning, phrases in _PHRASES.items()
        for phrase in phrases.split(",")
        for way in _ways(" ".join(phrase.split()))
    }
)
_FIRST_WORDS = frozenset(way[0] for way in _LEXICON)
_MOST_WORDS = max(map(len, _LEXICON))

_ADDRESS = re.compile(r"https?:|www\.", re.IGNORECASE)
_TITLE = re.compile(r"“[^”]{0,300}”|\"[^\"]{0,300}\"|«[^»]{0,300}»|‘[^’]{0,300}’|\[[^\]]{0,300}\]")
_NAME = re.compile(r"[#@][\w.]+")
_CLAUSE = re.compile(r"[^\n.;!?…|]+\??")
_WORD = re.compile(r"[^\W_]+")
_SPEAKS_OF = re.compile(
    r"chia|chai|sh|sah|like|lke|lile|t[iy]m|th[aả] tin|h[ií]ch|lu[aậ]n|bl|cm|com|t[aá]c|react|c[aả]m|ăng|dang|ost|up|"
    r"vi[eế]t|l[eê]n b|to[aả]|tỏa",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a message claims of all its proof, and of the links of which it speaks on their own."""

    whole: Said = NOTHING
    of_links: Mapping[str, Said] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, url: str) -> Said:
        return self.of_links.get(url, self.whole)

    @property
    def anything(self) -> Said:
        return self.whole.union(*self.of_links.values()) if self.of_links else self.whole


NO_CLAIMS = Claims()


def claims_in(text: str, entities: Sequence[Mapping[str, Any]] = (), urls: Sequence[str] = ()) -> Claims:
    """What the words of a message claim; `urls` are the links in it, as they stand there."""
    if text in urls or not _SPEAKS_OF.search(normalize("NFC", _without_addresses(text[:_LONGEST]))):
        return NO_CLAIMS
    own = normalize("NFC", _without_quotes(text[:_LONGEST], entities))
    whole = _said(own)
    if not whole or len(urls) < 2:
        return Claims(whole)
    return Claims(whole, MappingProxyType(_by_line(own, urls)))


def _without_addresses(text: str) -> str:
    if "/" not in text and "." not in text:
        return text
    return re.sub(r"\S+", lambda word: _unless_address(word[0]), text)


def _unless_address(word: str) -> str:
    start = _ADDRESS.search(word)
    if start:
        return word[: start.start()]
    return "" if "." in word and "/" in word[word.index(".") :] else word


def _by_line(text: str, urls: Iterable[str]) -> dict[str, Said]:
    """A link is spoken of on its own line, or else on the last line before it that says something."""
    waiting = set(urls)
    found: dict[str, Said] = {}
    last = NOTHING
    for line in text.splitlines():
        said = _said(line)
        last = said or last
        here = {url for url in waiting if url in line}
        found |= dict.fromkeys(here, last)
        waiting -= here
    return {url: said for url, said in found.items() if said}


def _without_quotes(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """What somebody else has said is no claim of the sender's. Entities count in UTF-16 units."""
    quotes = [each for each in entities if str(each.get("type", "")).endswith("blockquote")]
    if not quotes:
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    for each in quotes:
        start, length = each.get("offset"), each.get("length")
        if isinstance(start, int) and isinstance(length, int) and start >= 0 and length > 0:
            middle = units[2 * start : 2 * (start + length)]
            units = (
                units[: 2 * start]
                + " ".encode("utf-16-le") * (len(middle) // 2)
                + units[2 * (start + length) :]
            )
    return units.decode("utf-16-le", "replace")


def _said(text: str) -> Said:
    own = _NAME.sub(" ", _TITLE.sub(" ", _without_addresses(text.lower())))
    clauses = [_understood(each[0]) for each in _CLAUSE.finditer(own)]
    said = frozenset(action for clause in clauses for action in _claimed(clause))
    if said:
        return said
    names_a_post = any(_Is.A_POST in clause and not _is_a_wish(clause) for clause in clauses)
    return frozenset({POST}) if names_a_post else NOTHING


def _understood(clause: str) -> list[_Is]:
    """What each word or phrase is; the longest phrase wins."""
    words = _WORD.findall(clause)
    meanings = []
    place = 0
    while place < len(words):
        how_many, meaning = _longest(words, place)
        meanings.append(meaning)
        place += how_many
    if clause.endswith("?") and _Is.DONE not in meanings:
        return []
    return meanings


def _longest(words: Sequence[str], place: int) -> tuple[int, _Is]:
    if words[place] in _FIRST_WORDS:
        for how_many in range(min(_MOST_WORDS, len(words) - place), 0, -1):
            meaning = _LEXICON.get(tuple(words[place : place + how_many]))
            if meaning:
                return how_many, meaning
    return 1, _Is.OTHER


def _is_a_wish(clause: Sequence[_Is]) -> bool:
    return _Is.DONE not in clause and (_Is.HELP in clause or _Is.ASKS in clause)


_ABOUT_PROOF = {_Is.DONE, _Is.SENDER, _Is.PROOF, _Is.A_POST}


def _claimed(clause: Sequence[_Is]) -> Iterator[str]:
    if len(clause) > _SHORT and _ABOUT_PROOF.isdisjoint(clause):
        return
    if _Is.HELP in clause and _Is.DONE not in clause:
        return
    wished = False
    denied = 0
    for meaning, action in _deeds(clause):
        if action and denied:
            denied = 1  # and the next ones, as long as nothing stands between them
        elif action and not wished:
            yield action
        elif meaning is _Is.NOT:
            denied = _REACH + 1
        elif meaning is not _Is.AND:
            denied = max(0, denied - 1)
            wished = meaning is _Is.ASKS or (wished and meaning not in {_Is.DONE, _Is.SENDER})


def _deeds(clause: Sequence[_Is]) -> Iterator[tuple[_Is, str | None]]:
    for place, meaning in enumerate(clause):
        liked = meaning is _Is.PERHAPS_LIKED and _is_liked(clause, place)
        yield meaning, INTERACTION if liked else _VERBS.get(meaning)


def _is_liked(clause: Sequence[_Is], place: int) -> bool:
    """Hearts and "thích" are much else; beside another deed, or done, they are a deed."""
    beside = {*clause[max(0, place - 1) : place], *clause[place + 1 : place + 2]}
    beyond = (
        {*clause[max(0, place - 2) : place], *clause[place + 1 : place + 3]} if _Is.AND in beside else set()
    )
    return not (beside | beyond).isdisjoint({_Is.DONE, _Is.SHARED, _Is.LIKED}) or len(clause) == 1
