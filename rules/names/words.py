"""The words that stand in and around Vietnamese names: families, titles, subjects, units."""

from typing import TypeAlias

from rules.names.letters import Syllable, syllable

_FAMILIES = """
    Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý An Âu Bạch Bành Bế Cà Cái Cam Cao Cầm Châu
    Chế Chu Chử Cù Cung Cụt Danh Dư Đàm Đào Đậu Đèo Điêu Đinh Đoàn Đồng Đới Đổng Đường Giang Giàng Giáp Hà Hạ Hán Hàn
    Hầu Hờ Hứa Kha Khổng Khuất Khúc Kiều Kim La Lã Lại Lầu Lâm Lầm Lò Lô Lỗ Lộc Lục Lữ Lương Lường Lưu Ly Mã Mạc Mạch
    Mai Man Mùa Nghiêm Nghị Ngân Nhâm Nhan Niê Ninh Nông Ông Phí Phó Phùng Phương Quách Quan Quàng Quản Sầm Sùng Sơn Tạ
    Tăng Tần Thạch Thái Thân Thẩm Thào Thiều Tiêu Tô Tôn Tống Trang Triệu Trịnh Trình Trưng Trương Từ Ưng Ứng Vàng Văn
    Vi Viên Vừ Vương Xa Xồng Y Yên
"""
_FAMILIES_HEARD = frozenset((word.sound, word.tone) for word in map(syllable, _FAMILIES.split()))
_FAMILIES_BARE = frozenset(syllable(word).plain for word in _FAMILIES.split())
FILLERS = frozenset({"thi", "van"})
"""Middle names so frequent that they tell nobody apart."""

TITLES = """
    cô, thầy, ths, th s, ts, nhà giáo, thạc sĩ, thạc sỹ, tiến sĩ, tiến sỹ, đc, đ c, đồng chí, mr, ms, mrs, miss,
    teacher, dr, madam, dạ, dạ em, em là, em tên là, dạ em là, dạ em tên là, tôi là, tôi tên là, tên tôi là, mình là,
    mình tên là, tên, họ tên, họ và tên
"""
LOOSE_TITLES = "chị, anh, em, ông, bà, bác, chú, dì, c, t"
"""Titles that are words of names as well."""
ROLES = """
    cô giáo, thầy giáo, giáo viên, gv, gvcn, gvbm, cô nuôi, chủ nhiệm,
    hiệu trưởng, phó hiệu trưởng, hiệu phó, p hiệu trưởng, p ht, pht, ht, hp, phó ht, tổ trưởng, tổ phó, ttcm, tpcm,
    tổ trưởng tổ, tổ phó tổ, khối trưởng, trưởng khối, tổng phụ trách, tổng phụ trách đội, tpt, tpt đội, tptđ, bí thư,
    bí thư đoàn, btđ, bí thư chi đoàn, phó bí thư, kế toán, thư viện, thủ quỹ, nhân viên, nv, nvyt, y tế,
    bảo vệ, cấp dưỡng, phục vụ, thiết bị, chủ tịch công đoàn, ctcđ, cbql, admin, quản trị, truyền thông, chuyên viên,
    trưởng phòng, phó trưởng phòng, phó phòng, giám đốc, phó giám đốc, văn phòng, vhxh, vh xh, official
"""
LOOSE_ROLES = "văn thư, tt, tp, gd, kt, tv, bv, yt, cd, vp, cv, vh, ạ, nhé"
"""What may as well be a name or somebody's initials."""
SUBJECTS = """
    toán, ngữ văn, anh văn, tiếng anh, vật lý, vật lí, hoá học, sinh học, sử, lịch sử, địa, địa lý, địa lí, gdcd,
    ktpl, tin, tin học, công nghệ, thể dục, gdtc, âm nhạc, mĩ thuật, mỹ thuật, khtn, khxh, lsđl, quốc phòng, gdqp,
    tiếng việt, ngoại ngữ, english, toán lý, toán tin, hoá sinh, văn sử, sử địa, văn gdcd, td, qpan
"""
LOOSE_SUBJECTS = "văn, anh, lý, hoá, sinh, nhạc, hoạ, ta, cn, mt, av, đội"
"""Subjects that are words of names as well; taken off only behind a title."""
UNITS = """
    trường th, trường tiểu học, trường thcs, trường thpt, trường mn, trường mầm non, trường mẫu giáo, trường trung học,
    trường ptdtbt, trường ptdtnt, thcs, thpt, mầm non, mẫu giáo, tiểu học, trung học, th thcs, ptdtbt, ptdtnt, ptcs,
    gdtx, ttgdtx, trung tâm, phòng gd, phòng gdđt, phòng giáo dục, phòng vh, sở gd, sở gdđt, sở giáo dục, ubnd,
    thị trấn, nhà trường, nhà trẻ, liên đội, chi đoàn, đoàn trường, công đoàn, cđcs, clb, fanpage, shop, group
"""
LOOSE_UNITS = "trường, tr, th, mn, mg, pt, phòng, sở, xã, phường, huyện, quận, tỉnh, tổ, khối, lớp, nhóm, ban"
"""What may as well be a name; only with its accents."""
KIN = "mẹ, me, bố, má, vợ, chồng, con trai, con gái, mom, momy, mommy, daddy, bà ngoại, bà nội, ông ngoại, ông nội"
"""After these words the name is somebody else's; only with their accents."""

Phrase: TypeAlias = tuple[Syllable, ...]
Phrases: TypeAlias = dict[str, list[Phrase]]
"""Phrases under their first word without accents, the longest first."""


def may_be_family(word: Syllable) -> bool:
    """Without accents also what would be one with them."""
    return (word.sound, word.tone) in _FAMILIES_HEARD if word.marked else word.plain in _FAMILIES_BARE


def phrases(told: str) -> Phrases:
    found: Phrases = {}
    for words in sorted((phrase.split() for phrase in told.split(",")), key=len, reverse=True):
        phrase = tuple(map(syllable, words))
        found.setdefault(phrase[0].plain, []).append(phrase)
    return found
