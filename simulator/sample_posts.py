"""What the people of the sample province write: addresses of posts and the words around them."""

import random
from collections.abc import Callable

from simulator.sample_people import Unit

LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ123456789"

CAPTIONS = (
    "Em gửi minh chứng tuần này ạ",
    "Em nộp bài ạ",
    "Minh chứng của em đây ạ",
    "Em chia sẻ rồi ạ 🌸",
    "Bài tuyên truyền phòng chống đuối nước lớp em",
    "Hoạt động trải nghiệm ở vườn rau của các con hôm nay",
    "Tiết học STEM của lớp, mọi người ủng hộ một like ạ ❤️",
    "Em xin nộp bù tuần trước ạ, hôm trước em quên mất",
    "Chào mừng ngày Nhà giáo Việt Nam 20/11",
    "Các con tập văn nghệ chuẩn bị 20/11",
    "Giờ ra chơi vui khoẻ của khối 5",
    "Học sinh đạt giải Nhì cuộc thi Sáng tạo thanh thiếu nhi cấp tỉnh 🎉",
    "Ngày hội đọc sách của nhà trường",
    "Bài viết về tấm gương người tốt việc tốt",
    "Bữa ăn bán trú hôm nay của các con",
    "Em đã chia sẻ bài của trường về trang cá nhân",
    "Thầy cô xem giúp em bài này đã đúng yêu cầu chưa ạ",
    "Tuần này em đăng hai bài, đây là bài thứ nhất",
    "",
    "",
    "",
    "",
)

SHARED = (
    "Em đã chia sẻ bài nổi bật của Sở ạ",
    "Đã chia sẻ bài của Sở tuần này",
    "Em share bài Sở rồi nhé chị",
    "",
)

CHAT = (
    "Các thầy cô nhớ họp 14h nhé",
    "Vâng ạ",
    "Dạ em nhận được rồi ạ",
    "Chiều nay ai trực cổng trường thế ạ?",
    "Mai lớp nào mượn phòng tin học thì báo em trước 9h nhé",
    "Ai còn giữ chìa khoá phòng thiết bị không ạ",
    "Em cảm ơn cả nhà ạ 🥰",
    "Cuối tuần trời mưa to, các thầy cô nhắc học sinh đi đường cẩn thận",
    "Trang thi đây ạ: vioedu.vn, các lớp nhắc học sinh vào thi nhé",
    "Link họp tổ tối nay: https://meet.google.com/qxk-dmpr-vzt",
    "Biểu mẫu đăng ký: https://forms.gle/7sLamGiangMau2 – hạn thứ Sáu",
    "Chúc mừng sinh nhật cô Tâm nhé 🎂",
    "Ok ạ",
    "Em bị nhầm nhóm, mọi người thông cảm ạ 😅",
)

NAGS = (
    "Thứ Hai rồi ạ, các thầy cô nhớ mỗi người ít nhất một bài trong tuần nhé.",
    "Còn mấy thầy cô chưa nộp, tối nay tranh thủ giúp em với ạ.",
    "Em chốt danh sách tuần lúc 21h Chủ nhật, ai chưa có bài thì gửi lên nhóm nhé.",
)

THANKS = (
    "Em cảm ơn cô ạ",
    "Bài hay quá chị ơi",
    "Đã nhận nhé",
    "Cảm ơn thầy, tuần này lớp mình nhanh nhất 👏",
)

ARTICLES = (
    "ngay-hoi-doc-sach-nam-hoc-moi",
    "tuyen-truyen-an-toan-giao-thong-cong-truong",
    "tiet-hoc-stem-lam-den-ngu-sac-tu-rac-tai-che",
    "hoi-nghi-cha-me-hoc-sinh-dau-nam",
    "lao-dong-trong-cay-dip-chao-mung-20-11",
)

FEATURED = (
    "Bài nổi bật tuần này: “Lớp học vùng cao mùa nước lũ”. Mong các đơn vị cùng chia sẻ ạ.",
    "Bài nổi bật: “Cô giáo 20 năm cắm bản”. Đề nghị các trường chia sẻ và tương tác trong tuần.",
    "Bài nổi bật tuần: “Bếp ăn bán trú một chiều của MN Hoa Sen”. Các đơn vị lan toả giúp ạ.",
    "Bài nổi bật tuần này thuộc về THPT Lê Hồng Phong: “Đội tuyển robot vào chung kết”. 👏",
)


def token(rng: random.Random, length: int) -> str:
    return "".join(rng.choices(LETTERS, k=length))


def digits(rng: random.Random, length: int) -> str:
    return str(rng.randrange(10 ** (length - 1), 10**length))


def _story(rng: random.Random, _unit: Unit) -> str:
    story, person = token(rng, 64), digits(rng, 15)
    return f"https://m.facebook.com/story.php?story_fbid=pfbid0{story}&id={person}&mibextid=Nif5oz"


def _photo(rng: random.Random, _unit: Unit) -> str:
    return f"https://www.facebook.com/photo/?fbid={digits(rng, 16)}&set=a.{digits(rng, 15)}"


def _permalink(rng: random.Random, _unit: Unit) -> str:
    return f"https://www.facebook.com/permalink.php?story_fbid={digits(rng, 16)}&id={digits(rng, 15)}"


# How often each spelling is met in real groups: the share links of the Facebook app by far the most.
SPELLINGS: tuple[tuple[int, Callable[[random.Random, Unit], str]], ...] = (
    (40, lambda rng, _: f"https://www.facebook.com/share/p/1{token(rng, 9)}/"),
    (8, lambda rng, _: f"https://www.facebook.com/share/p/1{token(rng, 9)}/?mibextid=wwXIfr"),
    (8, lambda rng, _: f"https://www.facebook.com/share/v/1{token(rng, 9)}/"),
    (3, lambda rng, _: f"https://www.facebook.com/share/r/1{token(rng, 9)}/"),
    (10, lambda rng, unit: f"https://www.facebook.com/{unit.page}/posts/pfbid0{token(rng, 62)}"),
    (5, lambda rng, unit: f"facebook.com/{unit.page}/posts/{digits(rng, 15)}"),
    (6, _story),
    (5, _photo),
    (4, _permalink),
    (3, lambda rng, _: f"https://www.facebook.com/reel/{digits(rng, 16)}"),
    (3, lambda rng, _: f"https://fb.watch/{token(rng, 10)}/"),
    (3, lambda rng, _: f"https://www.facebook.com/groups/{digits(rng, 15)}/permalink/{digits(rng, 16)}/"),
    (5, lambda rng, unit: f"https://www.tiktok.com/@{unit.page}/video/75{digits(rng, 17)}"),
    (6, lambda rng, _: f"https://vt.tiktok.com/ZS{token(rng, 7)}/"),
    (4, lambda rng, _: f"https://youtu.be/{token(rng, 11)}?si={token(rng, 16)}"),
    (2, lambda rng, _: f"https://www.youtube.com/watch?v={token(rng, 11)}"),
    (6, lambda rng, unit: f"https://{unit.site}/tin-tuc/{rng.choice(ARTICLES)}-{digits(rng, 5)}.html"),
)


def post_link(rng: random.Random, unit: Unit) -> str:
    """The address of a post as somebody of that unit would paste it."""
    weights, makers = zip(*SPELLINGS, strict=True)
    maker: Callable[[random.Random, Unit], str] = rng.choices(makers, weights)[0]
    return maker(rng, unit)


def respelled(link: str) -> str:
    """The same post, copied from another phone."""
    if "www.facebook.com/" in link and "?" not in link:
        return f"{link.replace('www.', 'm.')}?mibextid=ZbWKwL"
    return link


def with_words(words: str, link: str, rng: random.Random) -> str:
    if not words:
        return link
    return rng.choice((f"{words}\n{link}", f"{words}\n{link}", f"{link} {words}"))
