"""Names and sentences as they stand in posts of schools; all invented."""

import random
from dataclasses import dataclass


def _parts(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FAMILIES = _parts("""
    Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đoàn Lương Trịnh
    Mai Đào Vàng Giàng Lò Nông Quách Hà Tạ Chu
    """)
_MIDDLES = _parts("""
    Thị Văn Thu Minh Ngọc Thanh Hồng Phương Quốc Đức Bích Kim Thuỳ Hải Xuân Diệu Mỹ Công Hữu Tuấn
    """)
_GIVEN = _parts("""
    Lan Hương Hà Nhung Thảo Mai Huyền Oanh Hạnh Lệ Ánh Duyên Hiền Thành Dũng Nguyệt Linh Tâm Bảo
    Nga Xuân Thắng Hoa Trọng Mùa Tuấn Đức Vân Trang Kiều Én Huy Thịnh Khánh Như Phước Long Tú Bưởi
    Diệp Hằng Quyết Châu Hiếu Ngân Cường Yến
    """)
_SCHOOLS = (
    "Trường Mầm non Hoa Sen", "Trường Tiểu học Kim Đồng", "Trường TH&THCS Suối Mơ", "Trường THCS Nguyễn Du",
    "Trường THPT Lê Hồng Phong", "Trường Mầm non Ánh Dương", "Trường Tiểu học Võ Thị Sáu", "Trường PTDTNT Bản Mới",
    "Sở GD&ĐT Lam Giang", "Trường THCS Trần Phú", "Trường Tiểu học Lê Văn Tám", "Trường Mầm non Tuổi Thơ",
)  # fmt: skip
_SENTENCES = (
    "Sáng nay các con được ra vườn trường hái rau và tự tay nhặt rau cho bữa trưa.",
    "Tiết học STEM hôm nay, các em làm cầu bằng que kem chịu được bốn quyển sách.",
    "Chúc mừng đội tuyển của trường đã đạt giải trong cuộc thi cấp tỉnh!",
    "Cảm ơn các bậc phụ huynh đã cùng nhà trường trang trí lại sân chơi.",
    "Ngày hội đọc sách đã khép lại với hơn ba trăm cuốn sách được trao tay.",
    "Một buổi sinh hoạt dưới cờ ý nghĩa về phòng chống đuối nước mùa hè.",
    "Nhìn nụ cười của các em, bao nhiêu mệt mỏi của thầy cô đều tan biến.",
    "Em học sinh nhặt được chiếc ví đã mang đến phòng bảo vệ trả lại người mất.",
    "Đội văn nghệ đang tập những tiết mục cuối cùng cho lễ kỷ niệm.",
    "Thư viện mở cửa cả giờ ra chơi, mời các em đến mượn truyện.",
    "Chuyến xe yêu thương đã mang áo ấm đến điểm trường xa nhất của xã.",
    "Các bạn nhỏ lần đầu tự gói bánh, chiếc nào cũng méo mà vui ơi là vui.",
    "Giờ thể dục sáng nay trời se lạnh nhưng cả lớp rất hăng hái.",
    "Thầy và trò cùng trồng thêm hai mươi cây xanh quanh hàng rào.",
    "Hội thi giáo viên dạy giỏi đã kết thúc tốt đẹp, xin chúc mừng các thầy cô.",
    "Bữa ăn bán trú hôm nay có canh chua, cá kho và dưa hấu.",
    "Câu lạc bộ tiếng Anh tuần này nói về những món quà nhỏ.",
    "Mong rằng những điều tử tế như thế sẽ được lan toả mỗi ngày.",
    "Các em lớp Một đã viết được trọn tên mình sau ba tháng đến trường.",
    "Trường nhận được thư khen của Uỷ ban nhân dân xã vì thành tích giữ sạch đường làng.",
    "Lớp học xoá mù chữ buổi tối vẫn sáng đèn dù ngoài trời mưa to.",
    "Xin gửi lời tri ân đến các thầy cô giáo đã nghỉ hưu.",
    "Học sinh khối năm tham quan bảo tàng và ghi chép rất chăm chú.",
    "Robot do nhóm bạn tự lắp đã đi hết mê cung trong bốn mươi giây.",
    "Cô y tế hướng dẫn các con rửa tay đúng sáu bước.",
    "Những bức tranh về quê hương được treo kín hành lang tầng hai.",
)
_TAGS = (
    "#nguoitotviectot",
    "#truonghocvuive",
    "#lamgiang",
    "#GDLamGiang",
    "#20thang11",
    "#docsach",
    "#hanhphuc",
)
_EMOJI = ("❤️", "🌸", "🎉", "👏", "🌱", "📚", "", "", "")
_REPLIES = (
    "Tuyệt vời quá cô ơi", "Chúc mừng các con nhé!", "Giỏi quá", "Xin phép chia sẻ ạ", "Ý nghĩa quá",
    "Các con đáng yêu ghê", "Cảm ơn cô giáo rất nhiều ạ", "Hay quá thầy ơi", "Ủng hộ nhà trường", "Like mạnh",
    "Con em cũng có trong ảnh này", "Thương quá", "Rất đáng khen", "Mong có thêm nhiều bài như vậy",
)  # fmt: skip
_REMARKS = (
    "", "", "Cùng lan toả nhé cả nhà!", "Bài viết rất ý nghĩa.", "Tự hào ngành mình quá.", "Xin chia sẻ tin vui.",
    "Một tấm gương đẹp.", "Đọc mà ấm lòng.", "Mời mọi người cùng đọc ạ.",
)  # fmt: skip
_TEMPLATES = (
    "Chúc mừng em {pupil} lớp {room} đã đạt {points} điểm trong bài kiểm tra tháng {month}. {school} tự hào về em!",
    "GƯƠNG NGƯỜI TỐT VIỆC TỐT TUẦN {week}: em {pupil}, lớp {room}, nhặt được của rơi trả lại người mất.",
    "Thực đơn ngày {day}/{month} của các bé lớp {room}. Cô phụ trách: {pupil}.",
    "THÔNG BÁO: lớp {room} họp phụ huynh lúc {hour} giờ ngày {day}/{month}. Cô chủ nhiệm {pupil} kính mời.",
    "Kết quả thi đua tuần {week}: nhất toàn trường là lớp {room} với {points} điểm. Chúc mừng cô {pupil} và các em!",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Template:
    form: str
    school: str

    def filled(self, rng: random.Random) -> str:
        room = f"{rng.randint(1, 12)}{rng.choice('ABCDEG')}"
        return self.form.format(
            pupil=person(rng), room=room, points=rng.randint(21, 299), month=rng.randint(1, 12),
            school=self.school, week=rng.randint(1, 35), day=rng.randint(1, 28), hour=rng.randint(7, 18),
        )  # fmt: skip


def person(rng: random.Random) -> str:
    parts = [rng.choice(_FAMILIES), *rng.sample(_MIDDLES, rng.choice((0, 1, 1, 1, 2))), rng.choice(_GIVEN)]
    name = " ".join(parts)
    return rng.choice((f"Cô {parts[-1]} {rng.randint(1, 9)}{rng.choice('ABC')}", name, name, name, name))


def school(rng: random.Random) -> str:
    return rng.choice(_SCHOOLS)


def story(rng: random.Random, sentences: int) -> str:
    words = " ".join(rng.sample(_SENTENCES, sentences)) + f" {rng.choice(_EMOJI)}"
    return f"{words}\n{' '.join(rng.sample(_TAGS, rng.randint(1, 3)))}" if rng.random() < 0.4 else words


def template(rng: random.Random) -> Template:
    return Template(rng.choice(_TEMPLATES), school(rng))


def reply(rng: random.Random) -> str:
    return rng.choice(_REPLIES)


def remark(rng: random.Random) -> str:
    return rng.choice(_REMARKS)


def ago(rng: random.Random) -> str:
    return rng.choice((f"{rng.randint(2, 59)} phút", f"{rng.randint(1, 23)} giờ", f"{rng.randint(2, 6)} ngày",
                       f"Hôm qua lúc {rng.randint(6, 22)}:{rng.randint(10, 59)}"))  # fmt: skip
