"""Invented people with the names that people in Vietnamese schools have, and what they call themselves in a chat."""

from collections.abc import Callable
from random import Random

from rules.names.letters import plain_word


def _weights(told: str) -> dict[str, int]:
    """How often each name comes, in some measure of its own."""
    pairs = [pair.split() for pair in told.split(",")]
    return {name: int(times) for name, times in pairs}


_FAMILIES = _weights("""
    Nguyễn 384, Trần 110, Lê 95, Phạm 71, Hoàng 36, Huỳnh 15, Phan 45, Vũ 25, Võ 14, Đặng 21, Bùi 20, Đỗ 14,
    Hồ 13, Ngô 13, Dương 10, Lý 5, Đinh 10, Trịnh 8, Đoàn 8, Mai 7, Trương 7, Đào 6, Hà 6, Lâm 5, Cao 5,
    Phùng 4, Tạ 4, Lưu 4, Quách 3, Tống 3, Chu 3, Lương 3, Thái 3, Vàng 2, Giàng 2, Lò 2, Quàng 1, Sùng 1,
    Hờ 1, Nông 2, Triệu 2, Tô 2, Văn 1, Kiều 1
""")
_WOMEN = _weights("""
    Hương 30, Hoa 25, Lan 25, Hà 30, Thảo 26, Thuỷ 20, Thủy 10, Hằng 26, Nga 20, Hồng 18, Mai 18, Linh 25,
    Trang 25, Huyền 25, Ngọc 18, Yến 16, Anh 22, Hạnh 15, Hiền 22, Loan 14, Nhung 18, Phương 24, Quyên 8,
    Oanh 10, Thu 18, Vân 16, Xuân 8, Hòa 8, Hoà 6, Liên 10, Lý 3, Mỹ 3, Duyên 10, Dung 16, Giang 12,
    Hường 12, Huệ 12, Nguyệt 9, Ánh 8, Tâm 10, Thanh 10, Thúy 12, Thuý 8, Tuyết 8, Trinh 4, Vi 2, Vy 2,
    Én 1, Bưởi 1, Ngân 8, Nguyên 2, Quỳnh 8, Chi 5, Hiên 2
""")
_MEN = _weights("""
    Hùng 20, Dũng 18, Tuấn 24, Nam 18, Sơn 16, Hải 16, Minh 16, Thắng 14, Cường 16, Đức 14, Long 12, Anh 12,
    Bình 10, Hoàng 8, Huy 10, Hưng 10, Quang 10, Thành 14, Trung 12, Tùng 10, Việt 8, Vinh 6, Toàn 6, Tài 4,
    Quân 6, Trường 6, Văn 3, Hiếu 8, Páo 1, Lý 2, Quý 3, Khôi 3
""")
_HERS = (
    "Thu",
    "Minh",
    "Ngọc",
    "Thanh",
    "Kim",
    "Hồng",
    "Mai",
    "Lan",
    "Bích",
    "Phương",
    "Thúy",
    "Diệu",
    "Hải",
    "Quỳnh",
    "Hoài",
)
_HIS = (
    "Văn",
    "Văn",
    "Văn",
    "Đức",
    "Quang",
    "Minh",
    "Hữu",
    "Công",
    "Xuân",
    "Ngọc",
    "Quốc",
    "Đình",
    "Anh",
    "Mạnh",
    "Trọng",
)
_CHILDREN = ("Bống", "Tôm", "Bin", "Na", "Cún", "Sóc", "Bảo Anh", "Minh Khôi", "Gấu", "Bông")
_SCHOOLS = (
    "THCS Trần Phú",
    "TH Kim Đồng",
    "MN Hoa Sen",
    "TH&THCS Suối Mơ",
    "THPT Lê Hồng Phong",
    "Mầm non Sơn Ca",
)
_SUBJECTS = (
    "Toán",
    "Văn",
    "Anh",
    "Lý",
    "Hóa",
    "Sinh",
    "Sử",
    "Địa",
    "Thể dục",
    "Tin",
    "Mỹ thuật",
    "Tiếng Anh",
)
_NICKNAMES = (
    "Bạch Dương",
    "Mây Trắng",
    "Happy Day",
    "Gió",
    "Kẹo Ngọt",
    "Tuyết Mùa Hè",
    "Hoa Hồng Nhung",
    "No Name",
    "😀",
    "",
)


def full_name(random: Random) -> str:
    (family,) = random.choices(list(_FAMILIES), list(_FAMILIES.values()))
    if random.random() < 0.75:
        (given,) = random.choices(list(_WOMEN), list(_WOMEN.values()))
        middle = random.choices(
            ([], ["Thị"], ["Thị", random.choice(_HERS)], [random.choice(_HERS)]), (2, 45, 30, 23)
        )[0]
    else:
        (given,) = random.choices(list(_MEN), list(_MEN.values()))
        middle = random.choices(([], [random.choice(_HIS)], ["Văn", random.choice(_HIS[3:])]), (4, 90, 6))[0]
    return " ".join([family, *middle, given])


def staff(random: Random, people: int) -> list[str]:
    return [full_name(random) for _ in range(people)]


def without_accents(name: str) -> str:
    plain = " ".join(map(plain_word, name.split()))
    return plain.title() if name.istitle() else plain


def _given(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1]


def _given_and_family(name: str, _random: Random) -> str:
    return f"{_given(name)} {name.split(maxsplit=1)[0]}"


def _given_first(name: str, _random: Random) -> str:
    *others, given = name.split()
    return " ".join([given, *others])


def _middle_and_given(name: str, _random: Random) -> str:
    return " ".join(name.split()[-2:])


def _family_and_given(name: str, _random: Random) -> str:
    return f"{name.split(maxsplit=1)[0]} {_given(name)}"


def _with_initials(name: str, random: Random) -> str:
    *others, given = name.split()
    initials = [word[0] for word in others]
    return random.choice((
        f"{given} {''.join(initials)}",
        f"{without_accents(given)} {without_accents(''.join(initials))}",
        f"{'.'.join(initials)}.{given}",
        " ".join([others[0], *(f"{letter}." for letter in initials[1:]), given]),
        f"{given}{''.join(initials)}",
    ))  # fmt: skip


def _titled(name: str, random: Random) -> str:
    title = random.choice(("Cô", "Thầy", "cô giáo", "GV", "C.", "Co"))
    who = random.choice((_given(name), _given(name), " ".join(name.split()[-2:]), name))
    what = random.choice(
        ("", f" {random.randint(1, 12)}{random.choice('ABC')}", f" {random.choice(_SUBJECTS)}")
    )
    return f"{title} {who}{what}"


def _decorated(name: str, random: Random) -> str:
    return random.choice(("🌸{}🌸", "{} 🎀", "★ {} ★", "{} ❤️", "~{}~", "꧁{}꧂")).format(name)


def _with_school(name: str, random: Random) -> str:
    return f"{name}{random.choice((' - ', ' ', ' | '))}{random.choice(_SCHOOLS)}"


def _as_parent(_name: str, random: Random) -> str:
    return f"{random.choice(('Mẹ', 'Bố', 'mẹ', 'Me', 'Ba'))} {random.choice(_CHILDREN)}"


def _nickname(_name: str, random: Random) -> str:
    return random.choice(_NICKNAMES)


Style = Callable[[str, Random], str]
STYLES: dict[str, tuple[int, Style]] = {
    "full": (28, lambda name, _: name),
    "capitals": (4, lambda name, _: name.upper()),
    "without accents": (12, lambda name, _: without_accents(name)),
    "given first": (5, _given_first),
    "given and family": (12, _given_and_family),
    "family and given": (5, _family_and_given),
    "middle and given": (9, _middle_and_given),
    "initials": (5, _with_initials),
    "titled": (9, _titled),
    "decorated": (3, _decorated),
    "with school": (3, _with_school),
    "as parent": (3, _as_parent),
    "nickname": (2, _nickname),
}


def display_name(name: str, random: Random) -> tuple[str, str]:
    """What the person is called in a chat, and which style that is."""
    (style,) = random.choices(list(STYLES), [weight for weight, _ in STYLES.values()])
    return style, STYLES[style][1](name, random)
