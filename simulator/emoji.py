"""The emoji a bot may react with."""

_PLAIN = (
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨"
    "🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡"
)
_JOINED = (
    "\N{HEAVY BLACK HEART}\ufe0f\u200d\N{FIRE}",
    "\N{MAN}\u200d\N{PERSONAL COMPUTER}",
    "\N{SHRUG}\u200d\N{MALE SIGN}\ufe0f",
    "\N{SHRUG}\u200d\N{FEMALE SIGN}\ufe0f",
)
REACTIONS = frozenset((*_PLAIN, *_JOINED))

# Clients write some of these with an invisible "as emoji" mark that Telegram ignores.
_CANONICAL = {emoji.replace("\ufe0f", ""): emoji for emoji in REACTIONS}


def canonical(emoji: str) -> str | None:
    """The spelling Telegram uses, or None when it is no reaction emoji."""
    return _CANONICAL.get(emoji.replace("\ufe0f", ""))
