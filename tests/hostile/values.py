"""Values no one expects, by what should have stood there."""

from typing import Any

from tests.hostile.stage import deep

SURROGATE, NUL, RTL, ZERO = "\ud83d", "\0", "\u202e", "\u200b"
MARKS = "\u0301" * 4095

NASTY_TEXTS: dict[str, str] = {
    "a lone high surrogate": f"a{SURROGATE}b",
    "a lone low surrogate": "\udc00",
    "surrogates the wrong way round": "\ude00\ud83d",
    "the last surrogate": "\udfff" * 50,
    "NUL": f"a{NUL}b",
    "only NUL": NUL * 8,
    "all control letters": "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "bidi": f"{RTL}gnp.exe\u2066\u2067\u2068\u2069\u202d",
    "zero width": f"T{ZERO}H\u200c\u200d\ufeff\u2060CS",
    "NFD": "Tie\u0302\u0309u ho\u0323c",
    "a letter with 4095 marks": "a" + MARKS,
    "only marks": MARKS + "\u0301",
    "4096 marks that stand by themselves": "\u0e33" * 4096,
    "no characters": "\ufffe\uffff\U0010ffff\U0001fffe",
    "private use": "\ue000\uf8ff\U000f0000",
    "emoji joined": "👨‍👩‍👧‍👦" * 60,
    "a ZWJ chain": "👩" + "‍👩" * 1000,
    "flags halved": "🇻" * 301,
    "skin alone": "🏿" * 99,
    "line ends": "\n\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029",
    "spaces": " \t\u00a0\u2003\u3000\u1680",
    "empty": "",
    "thousands of letters": "ă" * 20_000,
    "thousands of words": "trường " * 2000,
    "SQL": "'; DROP TABLE evidence; --",
    "SQL in quotes": '" OR 1=1; COPY (SELECT 1) TO PROGRAM $$x$$ --',
    "like signs": "%_%\\%__\\",
    "HTML": '<b><a href="tg://user?id=1">x</a><script>alert(1)</script>',
    "broken HTML": "</b></pre><<<&lt;&#0;&#xD800;&",
    "Markdown": "*_`[x](http://x)~||>#+-=|{}.!\\",
    "format": "{0} {x.__class__} %s %n %(x)s ${x} {{ }} {",
    "a path": "../../../../etc/passwd\0.png",
    "shell": "$(reboot) `reboot` ; reboot | reboot &",
    "a formula": "=cmd|' /C calc'!A0",
    "template": "{{7*7}}<%= 7*7 %>#{7*7}",
    "a header": "x\r\nSet-Cookie: a=b\r\n\r\nHTTP/1.1 200 OK",
    "ANSI": "\x1b[2J\x1b]0;x\x07",
    "old signs": "İıſßﬁǅ\u0130\u1e9e\u03c2",
    "wide digits": "１２３٤٥٦²³①Ⅻ",
    "a number": "9" * 5000,
    "turning words": "ﷺ" * 4096,
    "Mongolian": "\u180e\u1806\u3164\uffa0\u115f",
    "tags": "🏴" + "".join(chr(0xE0000 + each) for each in range(32, 127)),
    "words of outages": "disk full locked timeout connection closed deadlock readonly I/O error server",
}

NASTY_INTS: dict[str, Any] = {
    "zero": 0,
    "minus one": -1,
    "beyond 31 bits": 2**31,
    "beyond 32 bits": 2**32 + 1,
    "most of 63 bits": 2**63 - 1,
    "beyond 63 bits": 2**63,
    "far below": -(2**63) - 1,
    "hundreds of digits": 10**300,
    "thousands of digits": 10**4200,
    "a float": 1.5,
    "a whole float": 7.0,
    "a huge float": 1e308,
    "infinity": float("inf"),
    "minus infinity": float("-inf"),
    "not a number": float("nan"),
    "true": True,
    "false": False,
    "a text": "17",
    "no number as text": "abc",
    "an empty text": "",
    "nothing": None,
    "a list": [1],
    "an object": {"id": 1},
}

NO_TEXTS: dict[str, Any] = {
    "a number": 17,
    "a float": 0.5,
    "infinity": float("inf"),
    "true": True,
    "nothing": None,
    "a list": ["a", None, {}],
    "an object": {"text": "a"},
    "an empty list": [],
    "an empty object": {},
    "nesting": deep(200),
}
"""Where a text is expected."""

NO_OBJECTS: dict[str, Any] = {
    "a text": "x",
    "a number": 5,
    "nothing": None,
    "true": True,
    "a list": [],
    "a list of itself": [[[]]],
    "an empty object": {},
    "infinity": float("inf"),
}
"""Where an object is expected."""
