"""Who lives in the sample province: an invented one, with invented people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """A group chat and its people; `page` is how the unit's own addresses are spelled."""

    key: str
    title: str
    name: str
    page: str
    admin: str
    staff: tuple[str, ...]
    role: str = "teacher"
    supergroup: bool = True
    bot_admin: bool = False
    topics: tuple[str, ...] = ()
    skipped_weeks: tuple[int, ...] = ()

    @property
    def site(self) -> str:
        return f"{self.page}.lamgiang.edu.vn"


# A name with "|" is split into first and last name, as people do who fill in both fields.
SCHOOLS = (
    Unit(
        "hoasen",
        "MN Hoa Sen – Truyền thông",
        "Trường Mầm non Hoa Sen",
        "mnhoasen",
        "Trần Thị Bích Ngọc (PHT)",
        (
            "Cô Lan lớp Lá 1",
            "Cô Thảo Mầm 2",
            "Nguyễn Thị Thu Hà",
            "Phạm|Hồng Nhung",
            "Cô Yến Chồi 3",
            "Lò Thị Mai",
            "Vũ Thanh Huyền",
            "Mẹ Bông",
        ),
        bot_admin=True,
    ),
    Unit(
        "anhduong",
        "MN Ánh Dương (nộp minh chứng)",
        "Trường Mầm non Ánh Dương",
        "mnanhduong",
        "Hoàng Thị Kim Oanh",
        (
            "Cô Hạnh Nhà trẻ",
            "Đinh Thị Lệ",
            "Ngọc Ánh",
            "Bùi Thị Phương Thảo",
            "Cô Duyên Lá 2",
            "Nông Thị Hiền",
        ),
        skipped_weeks=(2,),
    ),
    Unit(
        "kimdong",
        "TH Kim Đồng – Tổ truyền thông 📣",
        "Trường Tiểu học Kim Đồng",
        "thkimdong",
        "Lê Văn Thành – HP",
        (
            "Cô Hương 5A",
            "Cô Hương 3B",
            "Thầy Dũng Thể dục",
            "Nguyễn Thị Minh Nguyệt",
            "Trịnh|Thuỳ Linh",
            "Cô Tâm 1C",
            "Đặng Quốc Bảo",
            "Phan Thị Diệu Hiền",
            "Cô Nga TPT Đội",
            "Hà Thị Xuân",
        ),
        bot_admin=True,
    ),
    Unit(
        "suoimo",
        "TH&THCS Suối Mơ",
        "Trường TH&THCS Suối Mơ",
        "thcssuoimo",
        "Giàng A Páo",
        (
            "Vàng Thị Dợ",
            "Thầy Sình",
            "Lường Văn Thắng",
            "Cà Thị Hoa",
            "Nguyễn Đình Trọng",
            "Cô Mùa 4A",
            "Hờ A Chu",
        ),
        supergroup=False,
        skipped_weeks=(5,),
    ),
    Unit(
        "nguyendu",
        "Tổ truyền thông – THCS Nguyễn Du",
        "Trường THCS Nguyễn Du",
        "thcsnguyendu",
        "Phạm Thị Thanh Tâm",
        (
            "Nguyễn Thị Hương",
            "Nguyễn Thị Hường",
            "Thầy Tuấn Toán",
            "Đỗ Minh Đức",
            "Cô Vân Văn",
            "Lê|Thu Trang",
            "Hoàng Anh Tuấn",
            "Trần Thị Thuý Kiều",
            "Quách Thị Én",
            "Ngô Quang Huy",
            "Thư viện THCS Nguyễn Du",
        ),
    ),
    Unit(
        "lehongphong",
        "Ban truyền thông THPT Lê Hồng Phong",
        "Trường THPT Lê Hồng Phong",
        "thptlehongphong",
        "Vũ Đức Thịnh",
        (
            "Bí thư Đoàn – Khánh",
            "Cô Mai Anh Văn",
            "Lưu Thị Quỳnh Như",
            "Tạ Hữu Phước",
            "Nguyễn Hoàng Long",
            "Dương Thị Cẩm Tú",
            "Thầy Hải Sử",
            "Mạc|Thị Bưởi",
            "Hồ Ngọc Diệp",
        ),
    ),
)

DISTRICT = Unit(
    "truongyen",
    "Phòng VH-XH phường Trường Yên – các trường",
    "Phòng VH-XH phường Trường Yên",
    "vhxhtruongyen",
    "Nguyễn Hữu Lộc (VH-XH)",
    ("Tống Thị Hằng", "Chu Văn Quyết"),
    role="office",
)

OFFICE = Unit(
    "so",
    "Văn phòng Sở GD&ĐT Lam Giang",
    "Sở GD&ĐT tỉnh Lam Giang",
    "sgddt",
    "Đào Thị Minh Châu – VP Sở",
    ("Trương Công Hiếu", "Lý Thị Ngân", "Nguyễn Việt Cường"),
    role="office",
)

SECTOR = Unit(
    "nganh",
    "Truyền thông ngành GD&ĐT Lam Giang",
    "Ngành GD&ĐT Lam Giang",
    "sgddt",
    OFFICE.admin,
    (),
    role="office",
    bot_admin=True,
    topics=("Thông báo", "Bài nổi bật trong tuần", "Hỏi đáp"),
)

STRANGERS = ("Khách hàng Online", "Tuyển CTV tại nhà", "Phụ huynh cháu An")
