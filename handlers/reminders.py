"""/nhac: what the bot says by itself, for whom, when, and in which words."""

from datetime import UTC, datetime, timedelta

from handlers.reminder_settings import change_of, scope_of, settings_text
from handlers.reminder_views import Views
from handlers.turn import AskAdmin, Rows, Turn
from rules.calendar import week_of
from rules.outgoing import Button, Say
from rules.reminders import ReminderKind, Target, Verb, Wish, parse_wish
from rules.roles import Act, Role, may
from storage import BotRef, ChatRecord, RoundKey, RoundRecord, Standpoint

ONCE_IN = timedelta(hours=1)
CONFIRM_WITHIN = timedelta(minutes=10)
ASKED = "asked"
EVERYWHERE = "*"
_BUTTON, _GO, _NO = "nhac", "go", "no"


async def remind(turn: Turn) -> AskAdmin | None:
    """/nhac, in private for oneself (and for operators), in a group for those who answer for the unit."""
    chat = await turn.chat()
    role = await turn.role(chat)
    if isinstance(role, AskAdmin):
        return role
    wish = parse_wish(turn.message.command.argument if turn.message.command else "")
    if turn.in_private:
        await _in_private(turn, chat, role, wish)
    elif not may(role, Act.CHANGE_REMINDERS):
        turn.reply_in_private(turn.words("nhac.not_allowed"))
    else:
        await _in_group(turn, chat, role, wish)
    return None


async def _in_private(turn: Turn, chat: ChatRecord, role: Role, wish: Wish | None) -> None:
    everything = may(role, Act.SEE_EVERYTHING)
    if wish is None or (wish.verb not in _FOR_ONESELF and not everything):
        turn.reply(turn.words("nhac.how_operator" if everything else "nhac.how_private"))
    elif wish.target is not Target.HERE and everything:
        await _change(turn, wish, None)
    elif wish.verb in {Verb.ON, Verb.OFF} and wish.kind is None:
        await _mute(turn, chat, wish)
    elif not everything and wish.verb is Verb.SHOW:
        turn.reply(await Views(turn).mine(chat))
    elif everything and wish.verb in _FOR_OPERATORS:
        await _operate(turn, wish)
    else:
        turn.reply(turn.words("nhac.how_operator" if everything else "nhac.how_private"))


_FOR_ONESELF = frozenset({Verb.SHOW, Verb.ON, Verb.OFF})
_FOR_OPERATORS = frozenset({Verb.SHOW, Verb.PREVIEW, Verb.NOW})


async def _operate(turn: Turn, wish: Wish) -> None:
    views = Views(turn)
    if wish.verb is Verb.SHOW:
        turn.reply(await views.rounds())
    elif wish.verb is Verb.PREVIEW:
        for words in await views.next_days():
            turn.reply(words)
    else:
        groups = await turn.desk.reminders.count_groups(_bot(turn))
        turn.put(turn.as_reply(turn.words("nhac.sure_all", groups=groups), _buttons(turn)))


async def _in_group(turn: Turn, chat: ChatRecord, role: Role, wish: Wish | None) -> None:
    point = await turn.desk.standpoint(chat.unit_id) if chat.unit_id else None
    if point is None:
        turn.reply(turn.words("nhac.no_unit"))
    elif wish is None or (wish.target is not Target.HERE and not may(role, Act.SEE_EVERYTHING)):
        turn.reply(turn.words("nhac.how"))
    elif wish.verb in {Verb.ON, Verb.OFF} and wish.kind is None and wish.target is Target.HERE:
        await _mute(turn, chat, wish)
    elif wish.verb is Verb.SHOW:
        muted = await turn.desk.reminders.is_muted(chat)
        turn.reply(settings_text(turn, await turn.regime(), point, muted=muted))
    elif wish.verb is Verb.PREVIEW:
        for words in await Views(turn).previews(point):
            turn.reply(words)
    elif wish.verb is Verb.NOW:
        turn.put(turn.as_reply(turn.words("nhac.sure"), _buttons(turn)))
    else:
        await _change(turn, wish, point)


async def _mute(turn: Turn, chat: ChatRecord, wish: Wish) -> None:
    muted = wish.verb is Verb.OFF
    await turn.desk.reminders.mute(chat, muted=muted)
    where = "private" if turn.in_private else "group"
    if not turn.in_private:
        await turn.desk.audit(
            _actor(turn), "reminders.mute" if muted else "reminders.unmute", f"chat {chat.id}"
        )
    turn.reply(turn.words(f"nhac.{where}_muted" if muted else f"nhac.{where}_unmuted"))


async def _change(turn: Turn, wish: Wish, point: Standpoint | None) -> None:
    scope = await scope_of(turn, wish, point)
    if scope is None:
        turn.reply(turn.words("nhac.unknown_place"))
        return
    change = change_of(wish, scope)
    if change is None:
        turn.reply(turn.words("nhac.how"))
        return
    await turn.desk.change_reminders(change, _actor(turn))
    target = f"{scope.reach.name.lower()} {scope.code}".strip()
    detail = f"{wish.verb.value} {wish.kind.value if wish.kind else ''}".strip()
    await turn.desk.audit(_actor(turn), "reminders.change", target, detail)
    if point and wish.target is Target.HERE:
        turn.reply(settings_text(turn, await turn.regime(), point, muted=None))
    else:
        turn.reply(turn.words("nhac.changed"))


async def pressed(turn: Turn) -> AskAdmin | None:
    """Somebody confirmed, or thought better of it."""
    chat = await turn.chat()
    role = await turn.role(chat)
    if isinstance(role, AskAdmin):
        return role
    act = Act.SEE_EVERYTHING if turn.in_private else Act.REMIND_NOW
    if not may(role, act):
        turn.answer_press(turn.words("nhac.not_allowed"), alert=True)
        return None
    turn.answer_press()
    word, asked_at = (*turn.pressed, "", "")[:2]
    if word != _GO:
        await _thought_better(turn)
    elif not _is_fresh(asked_at, turn.desk.now):
        turn.rewrite(turn.words("nhac.too_old"))
    else:
        await _send_now(turn, chat)
    return None


async def _thought_better(turn: Turn) -> None:
    """Unless it went out since this message asked about it."""
    last = await _last_asked(turn)
    if last and last.begun_at >= turn.message.sent_at:
        turn.rewrite(await _just_sent(turn, last))
    else:
        turn.rewrite(turn.words("nhac.not_sent"))


async def _last_asked(turn: Turn) -> RoundRecord | None:
    return await turn.desk.reminders.newest_round(_bot(turn), *await _round_now(turn))


async def _round_now(turn: Turn) -> tuple[str, str]:
    """Kind and period of what is sent from here when somebody asks for it now."""
    zone = (await turn.regime()).schedule.zone
    week = week_of(turn.desk.now.astimezone(zone).date())
    where = EVERYWHERE if turn.in_private else turn.message.chat.id
    return ReminderKind.MONDAY_START.value, f"{week.code}@{where}"


async def _just_sent(turn: Turn, last: RoundRecord) -> str:
    zone = (await turn.regime()).schedule.zone
    return turn.words("nhac.just_sent", at=f"{last.begun_at.astimezone(zone):%H:%M}")


def _is_fresh(seconds: str, now: datetime) -> bool:
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) < 12):
        return False
    age = now - datetime.fromtimestamp(int(seconds), UTC)
    return timedelta(minutes=-1) <= age <= CONFIRM_WITHIN


async def _send_now(turn: Turn, chat: ChatRecord) -> None:
    """At most once an hour, whoever presses how often. Every group is left to the schedule's next look at the clock."""
    now, last = turn.desk.now, await _last_asked(turn)
    if last and now - last.begun_at < ONCE_IN:
        turn.rewrite(await _just_sent(turn, last))
        return
    kind, period = await _round_now(turn)
    hour = now.replace(minute=0, second=0, microsecond=0)
    due_at = max(hour, last.key.due_at + ONCE_IN) if last else hour
    key = RoundKey(turn.message.platform, turn.message.bot, kind, period, due_at)
    await turn.desk.audit(_actor(turn), "reminders.now", period.partition("@")[2])
    if turn.in_private:
        await turn.desk.reminders.begin_round(key, ASKED)
        turn.rewrite(turn.words("nhac.sending_all"))
        return
    one = await turn.desk.reminders.begin_round(key, ASKED, planned=1)
    point = await turn.desk.standpoint(chat.unit_id) if chat.unit_id else None
    if point:
        week = week_of(now.astimezone((await turn.regime()).schedule.zone).date())
        words, setting = await Views(turn).week_start(point, week)
        said = Say(chat.chat_id, words, topic=turn.message.chat.topic, pin=setting.pin)
        turn.desk.say(
            turn.message.platform, turn.message.bot, said, f"asked:{one.id}:{chat.chat_id}", round_id=one.id
        )
        turn.rewrite(turn.words("nhac.sent"))


def _buttons(turn: Turn) -> Rows:
    asked_at = int(turn.desk.now.timestamp())
    return (
        (
            Button(turn.words("nhac.yes"), f"{_BUTTON}:{_GO}:{asked_at}"),
            Button(turn.words("nhac.no"), f"{_BUTTON}:{_NO}"),
        ),
    )


def _bot(turn: Turn) -> BotRef:
    return BotRef(turn.message.platform, turn.message.bot)


def _actor(turn: Turn) -> str:
    sender = turn.message.sender
    return f"{turn.message.platform}:{sender.id if sender else 'anonymous admin'}"
