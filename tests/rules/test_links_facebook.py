"""Facebook: which addresses are posts, which are the same post."""

import pytest

from rules.links import Kind, Platform, recognise

N = "122134567890123456"
PFBID = "pfbid02Xyz9AbCdEfGhIjKlMnOpQrStUvWxYz123456789"

SAME_POST = [
    f"https://www.facebook.com/thcsnguyendu/posts/{N}",
    f"https://www.facebook.com/thcsnguyendu/posts/{N}/",
    f"http://facebook.com/thcsnguyendu/posts/{N}",
    f"HTTPS://WWW.FACEBOOK.COM/THCSNguyenDu/posts/{N}",
    f"facebook.com/thcsnguyendu/posts/{N}",
    f"//facebook.com/thcsnguyendu/posts/{N}",
    f"https://www.facebook.com:443/thcsnguyendu/posts/{N}",
    f"https://www.facebook.com./thcsnguyendu/posts/{N}",
    f"https://fb.com/thcsnguyendu/posts/{N}",
    f"https://m.facebook.com/thcsnguyendu/posts/{N}",
    f"https://mbasic.facebook.com/thcsnguyendu/posts/{N}",
    f"https://touch.facebook.com/thcsnguyendu/posts/{N}",
    f"https://web.facebook.com/thcsnguyendu/posts/{N}?_rdc=1&_rdr",
    f"https://vi-vn.facebook.com/thcsnguyendu/posts/{N}",
    f"https://business.facebook.com/thcsnguyendu/posts/{N}",
    f"https://www.facebook.com/thcsnguyendu/posts/hoi-khoe-phu-dong-nam-hoc-2025/{N}/",
    f"https://www.facebook.com/thcsnguyendu/posts/{N}?comment_id=99&reply_comment_id=98&notif_id=1&notif_t=x",
    f"https://www.facebook.com/thcsnguyendu/posts/{N}?__cft__[0]=AZXabc&__tn__=%2CO%2CP-R",
    f"https://www.facebook.com/thcsnguyendu/posts/{N}#!",
    f"https://www.facebook.com/100064123456789/posts/{N}",
    f"https://www.facebook.com/100064123456789_{N}",
    f"https://www.facebook.com/pages/Truong-THCS/100064123456789/posts/{N}",
    f"https://www.facebook.com/pg/thcsnguyendu/posts/{N}",
    f"https://www.facebook.com/permalink.php?story_fbid={N}&id=100064123456789",
    f"https://www.facebook.com/permalink.php?id=100064123456789&story_fbid={N}&fbclid=IwAR0",
    f"https://www.facebook.com/permalink.php?story_fbid={N}&amp;id=100064123456789",
    f"https://m.facebook.com/story.php?story_fbid={N}&id=100064123456789&m_entstream_source=timeline",
    f"https://www.facebook.com/pages/Truong-THCS/100064123456789?v=wall&story_fbid={N}",
    f"https://www.facebook.com/#!/thcsnguyendu/posts/{N}",
    f"https://www.facebook.com/media/set/?set=pcb.{N}&type=3",
    f"https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2Fthcsnguyendu%2Fposts%2F{N}%3Ffbclid%3Dx&h=AT0",
    f"https://lm.facebook.com/l.php?u=https%3A%2F%2Fm.facebook.com%2Fthcsnguyendu%2Fposts%2F{N}",
    f"https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fwww.facebook.com%2Fthcsnguyendu%2Fposts%2F{N}",
    f"https://www.facebook.com/sharer.php?u=https://www.facebook.com/thcsnguyendu/posts/{N}",
    f"https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fthcsnguyendu%2Fposts%2F{N}&width=500",
    f"https://www.facebook.com/v17.0/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fthcsnguyendu%2Fposts%2F{N}",
    f"https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fthcsnguyendu%2Fposts%2F{N}",
    f"https://www.facebook.com/login.php?next=%2Fthcsnguyendu%2Fposts%2F{N}",
    f"https://www.google.com/url?sa=t&url=https%3A%2F%2Fwww.facebook.com%2Fthcsnguyendu%2Fposts%2F{N}&usg=x",
    f"https://l.facebook.com/l.php?u=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Ffacebook.com%252Fa%252Fposts%252F{N}",
    f"https://zalo.me/share?url=https%3A%2F%2Fwww.facebook.com%2Fthcsnguyendu%2Fposts%2F{N}",
    f"https://www.facebook\u200b.com/thcsnguyendu/posts/{N}",
    f"  https://www.facebook.com/thcsnguyendu/posts/{N}\n",
]

SAME_VIDEO = [
    f"https://www.facebook.com/watch/?v={N}",
    f"https://www.facebook.com/watch?v={N}&ref=sharing",
    f"https://www.facebook.com/watch/live/?ref=watch_permalink&v={N}",
    f"https://www.facebook.com/thcsnguyendu/videos/{N}/",
    f"https://www.facebook.com/thcsnguyendu/videos/le-khai-giang/{N}/?__so__=permalink",
    f"https://www.facebook.com/thcsnguyendu/videos/vb.100064/{N}/?type=2&theater",
    f"https://www.facebook.com/video.php?v={N}",
    f"https://www.facebook.com/video/embed?video_id={N}",
    f"https://www.facebook.com/reel/{N}/?s=single_unit",
    f"https://www.facebook.com/thcsnguyendu/reels/{N}",
    f"https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fx%2Fvideos%2F{N}%2F&show_text=0",
]

SAME_PHOTO = [
    f"https://www.facebook.com/photo/?fbid={N}&set=a.111122223333",
    f"https://www.facebook.com/photo?fbid={N}",
    f"https://www.facebook.com/photo.php?fbid={N}&set=pcb.999988887777&type=3&theater",
    f"https://www.facebook.com/thcsnguyendu/photos/{N}",
    f"https://www.facebook.com/thcsnguyendu/photos/a.111122223333/{N}/?type=3",
    f"https://www.facebook.com/thcsnguyendu/photos/pcb.999988887777/{N}",
    f"https://m.facebook.com/photos/viewer/?photoset_token=pcb.999988887777&photo={N}&profileid=1",
]

SAME_GROUP_POST = [
    f"https://www.facebook.com/groups/giaoviensinhhoc/posts/{N}/",
    f"https://www.facebook.com/groups/123456789/permalink/{N}/",
    f"https://m.facebook.com/groups/123456789?view=permalink&id={N}",
    f"https://www.facebook.com/groups/123456789/?multi_permalinks={N}&notif_id=1&notif_t=group_activity",
    f"https://www.facebook.com/groups/123456789/?multi_permalinks={N}%2C{N}1&ref=share",
    f"https://www.facebook.com/groups/giaoviensinhhoc/posts/mot-bai-viet/{N}/?comment_id=1",
]

SAME_SHARE = [
    "https://www.facebook.com/share/p/1AbCdEfGhI/",
    "https://www.facebook.com/share/p/1AbCdEfGhI/?mibextid=wwXIfr",
    "https://www.facebook.com/share/1AbCdEfGhI",
    "facebook.com/share/v/1AbCdEfGhI/?rdid=x#",
    "https://m.facebook.com/share/r/1AbCdEfGhI/",
    "https://www.facebook.com/share/post/1AbCdEfGhI/",
    "https://www.facebook.com/share/reel/1AbCdEfGhI/",
]

SAME_PFBID = [
    f"https://www.facebook.com/thcsnguyendu/posts/{PFBID}",
    f"https://www.facebook.com/thcsnguyendu/posts/{PFBID}?rdid=Q#",
    f"https://www.facebook.com/permalink.php?story_fbid={PFBID}&id=61550000000000",
    f"https://m.facebook.com/story.php?id=61550000000000&story_fbid={PFBID}",
    f"https://www.facebook.com/thcsnguyendu/posts/mot-bai-viet/{PFBID}",
]

GROUPS_OF_SAME = [SAME_POST, SAME_VIDEO, SAME_PHOTO, SAME_GROUP_POST, SAME_SHARE, SAME_PFBID]


@pytest.mark.parametrize(
    ("first", "other"), [(same[0], other) for same in GROUPS_OF_SAME for other in same[1:]]
)
def test_two_spellings_of_one_post_share_their_key(first: str, other: str) -> None:
    assert recognise(other).key == recognise(first).key is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"https://www.facebook.com/a/posts/{N}", f"https://www.facebook.com/a/posts/{N}1"),
        ("https://www.facebook.com/a/posts/123", "https://www.facebook.com/b/posts/123"),
        ("https://www.facebook.com/groups/1/posts/123", "https://www.facebook.com/groups/2/posts/123"),
        (f"https://www.facebook.com/a/posts/{PFBID}", f"https://www.facebook.com/a/posts/{PFBID.swapcase()}"),
        (f"https://www.facebook.com/a/posts/{PFBID}", f"https://www.facebook.com/a/posts/{PFBID}x"),
        ("https://www.facebook.com/share/p/1AbCdEfGhI/", "https://www.facebook.com/share/p/1abcdefghi/"),
        ("https://fb.watch/1AbCdEfGhI/", "https://www.facebook.com/share/1AbCdEfGhI/"),
        ("https://www.facebook.com/share/reel/1AbCdEf/", "https://www.facebook.com/share/reel/1AbCdEg/"),
        (
            "https://www.facebook.com/stories/123/UzpfSVNDOjE=/",
            "https://www.facebook.com/stories/123/UzpfSVNDOjI=/",
        ),
        (
            f"https://www.facebook.com/photo/?fbid=1{N}&set=pcb.5",
            f"https://www.facebook.com/photo/?fbid=2{N}&set=pcb.5",
        ),
    ],
)
def test_two_posts_never_share_a_key(one: str, other: str) -> None:
    assert recognise(one).key != recognise(other).key


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (SAME_POST[0], Kind.POST),
        (f"https://www.facebook.com/permalink.php?story_fbid={PFBID}&id=1", Kind.POST),
        (f"https://www.facebook.com/events/{N}/", Kind.POST),
        (f"https://www.facebook.com/notes/thcs/mot-bai/{N}/", Kind.POST),
        (SAME_PHOTO[0], Kind.PHOTO),
        (f"https://www.facebook.com/media/set/?set=a.{N}&type=3", Kind.PHOTO),
        (f"https://www.facebook.com/thcs/photos/a.{N}.1073741829.1/", Kind.PHOTO),
        (SAME_VIDEO[0], Kind.VIDEO),
        (SAME_VIDEO[3], Kind.VIDEO),
        (f"https://www.facebook.com/live/?v={N}", Kind.VIDEO),
        (SAME_VIDEO[8], Kind.REEL),
        (SAME_GROUP_POST[0], Kind.GROUP_POST),
        (SAME_GROUP_POST[3], Kind.GROUP_POST),
        ("https://www.facebook.com/stories/1234567890123/UzpfSVNDOjE=/?view_single=1", Kind.STORY),
        ("https://www.facebook.com/share/p/1AbCdEfGhI/", Kind.SHARE_SHORTLINK),
        ("https://www.facebook.com/share/193iM6d4Dv/", Kind.SHARE_SHORTLINK),
        ("https://fb.watch/abcDEF_1-2/", Kind.SHARE_SHORTLINK),
        ("https://fb.me/3AbcXyz12", Kind.SHARE_SHORTLINK),
        ("https://fb.me/e/3AbcXyz12", Kind.SHARE_SHORTLINK),
        ("https://www.facebook.com/thcsnguyendu", Kind.PROFILE),
        ("https://www.facebook.com/thcs.nguyendu/?fref=ts", Kind.PROFILE),
        ("https://www.facebook.com/profile.php?id=100064123456789", Kind.PROFILE),
        ("https://www.facebook.com/100064123456789", Kind.PROFILE),
        ("https://www.facebook.com/people/Nguyen-Du/100064123456789/", Kind.PROFILE),
        ("https://www.facebook.com/pages/Truong-THCS/100064123456789", Kind.PROFILE),
        ("https://www.facebook.com/p/Truong-THCS-100064123456789/", Kind.PROFILE),
        ("https://www.facebook.com/thcsnguyendu/photos", Kind.PROFILE),
        ("https://www.facebook.com/thcsnguyendu/videos/", Kind.PROFILE),
        ("https://www.facebook.com/thcsnguyendu/posts", Kind.PROFILE),
        ("https://www.facebook.com/thcsnguyendu/about", Kind.PROFILE),
        ("https://fb.me/thcsnguyendu", Kind.PROFILE),
        ("https://www.facebook.com/", Kind.NOT_A_POST),
        ("https://www.facebook.com/groups/giaoviensinhhoc", Kind.NOT_A_POST),
        ("https://www.facebook.com/groups/123/members/", Kind.NOT_A_POST),
        ("https://www.facebook.com/groups/123/user/100064123456789/", Kind.NOT_A_POST),
        ("https://www.facebook.com/hashtag/thcsnguyendu", Kind.NOT_A_POST),
        ("https://www.facebook.com/search/top?q=nguyen%20du", Kind.NOT_A_POST),
        ("https://www.facebook.com/login/", Kind.NOT_A_POST),
        ("https://www.facebook.com/marketplace/item/1234567890123/", Kind.NOT_A_POST),
        ("https://www.facebook.com/messages/t/100064123456789", Kind.NOT_A_POST),
        ("https://www.facebook.com/watch/", Kind.NOT_A_POST),
        ("https://www.facebook.com/reel/", Kind.NOT_A_POST),
        ("https://www.facebook.com/events/", Kind.NOT_A_POST),
        ("https://www.facebook.com/share/", Kind.NOT_A_POST),
        ("https://www.facebook.com/share/p/", Kind.NOT_A_POST),
        ("https://www.facebook.com/share/reel/", Kind.NOT_A_POST),
        ("https://www.facebook.com/share/g/1AbCdEfGhI/", Kind.NOT_A_POST),
        ("https://www.facebook.com/help/123456789012", Kind.NOT_A_POST),
        ("https://developers.facebook.com/docs/posts/123456789012", Kind.NOT_A_POST),
        ("https://m.me/thcsnguyendu", Kind.NOT_A_POST),
        ("https://www.messenger.com/t/100064123456789", Kind.NOT_A_POST),
        ("https://fb.watch/", Kind.NOT_A_POST),
    ],
)
def test_the_kind_of_a_facebook_address_is_known(url: str, kind: Kind) -> None:
    link = recognise(url)
    assert (link.platform, link.kind) == (Platform.FACEBOOK, kind)


@pytest.mark.parametrize(
    "url",
    [
        f"https://facebook.com.evil.vn/a/posts/{N}",
        f"https://faceb00k.com/a/posts/{N}",
        f"https://notfacebook.com/a/posts/{N}",
        f"https://facebook.com@evil.com/a/posts/{N}",
        f"https://www.facebook.com:pass@evil.com/a/posts/{N}",
        f"https://evil.com\\@facebook.com/a/posts/{N}",
        f"https://evil.com/www.facebook.com/a/posts/{N}",
        f"https://evil.com?facebook.com/a/posts/{N}",
        f"https://evil.com#@facebook.com/a/posts/{N}",
        f"https://facebook.com%2eevil.com/a/posts/{N}",
        f"https://f\u0430cebook.com/a/posts/{N}",
        f"https://facebook-com.vn/a/posts/{N}",
        f"https://xn--80ak6aa92e.com/a/posts/{N}",
    ],
)
def test_a_host_that_only_looks_like_facebook_is_a_website(url: str) -> None:
    assert recognise(url).platform is Platform.WEBSITE


def test_the_address_is_kept_as_it_was_given() -> None:
    url = f"  HTTPS://m.Facebook.com/a/posts/{N}?fbclid=1 "
    assert recognise(url).url == url
