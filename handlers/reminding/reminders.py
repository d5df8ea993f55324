"""/nhac: what the bot says by itself, for whom, when, and in which words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from handlers.offices.my_units import unit_rows, which
from handlers.press import on
from handlers.reminding.reminder_settings import change_of, scope_of, settings_text
from handlers.reminding.reminder_views import Views
from handlers.rights import Rights, granted_rights, may_here, rights_of
from handlers.turn import Rows, Turn
from rules.buttons import ButtonKind, Nothing, Seconds
from rules.calendar import week_of
from rules.outgoing import Button, Say
from rules.reminders import ReminderKind, Target, Verb, Wish, parse_wish
from rules.roles import Act
from storage import BotRef, ChatRecord, RoundKey, RoundRecord, Standpoint

ONCE_IN = timedelta(hours=1)
CONFIRM_WITHIN = timedelta(minutes=10)
ASKED = "asked"
EVERYWHERE = "*"


class AskedAt(NamedTuple):
    moment: Seconds


_SEND = ButtonKind("nhac:go", AskedAt)
_DO_NOT = ButtonKind("nhac:no", Nothing)


async def remind(turn: Turn) -> None:
    """/nhac, in private for oneself and for the units somebody answers for, in a group for its unit."""
    chat = await turn.chat()
    wish = parse_wish(turn.message.command.argument if turn.message.command else "")
    if turn.in_private and not turn.unit_id and wish and _is_muting(wish):
        await _mute(turn, chat, wish)
        return
    rights = await rights_of(turn, Act.CHANGE_REMINDERS)
    await (_in_private if turn.in_private else _in_group)(turn, chat, rights, wish)
    return


def _is_muting(wish: Wish) -> bool:
    return wish.verb in {Verb.ON, Verb.OFF} and wish.kind is None and wish.target is Target.HERE


async def _in_private(turn: Turn, chat: ChatRecord, rights: Rights, wish: Wish | None) -> None:
    everything = rights.everywhere(Act.SEE_EVERYTHING)
    leads = bool(rights.units(Act.CHANGE_REMINDERS))
    if wish is None:
        turn.reply(_how(turn, rights))
    elif wish.target is not Target.HERE:
        await _elsewhere(turn, rights, wish)
    elif turn.unit_id or (
        leads and wish.verb is not Verb.SHOW and not (everything and wish.verb is Verb.NOW)
    ):
        await _for_a_unit(turn, rights, wish)
    elif everything and wish.verb in _FOR_OPERATORS:
        await _operate(turn, wish)
    elif wish.verb is Verb.SHOW:
        turn.reply(await Views(turn).mine(chat))
        if leads:
            buttons = unit_rows(rights, Act.CHANGE_REMINDERS, "nhac")
            turn.put(turn.as_reply(turn.words("nhac.which"), buttons))
    else:
        turn.reply(_how(turn, rights))


def _how(turn: Turn, rights: Rights) -> str:
    if rights.everywhere(Act.SEE_EVERYTHING):
        return turn.words("nhac.how_operator")
    return turn.words("nhac.how_unit" if rights.units(Act.CHANGE_REMINDERS) else "nhac.how_private")


async def _for_a_unit(turn: Turn, rights: Rights, wish: Wish) -> None:
    """One of one's own units, seen or changed from the private chat."""
    argument = turn.message.command.argument if turn.message.command else ""
    point = await which(turn, rights, Act.CHANGE_REMINDERS, "nhac", argument)
    if point is None:
        return
    if wish.verb is Verb.NOW or _is_muting(wish):
        turn.reply(turn.words("nhac.only_in_group"))
    else:
        await _show_or_change(turn, wish, point)


async def _show_or_change(turn: Turn, wish: Wish, point: Standpoint) -> None:
    if wish.verb is Verb.SHOW:
        turn.reply(settings_text(turn, await turn.regime(), point, muted=None))
    elif wish.verb is Verb.PREVIEW:
        for words in await Views(turn).previews(point):
            turn.reply(words)
    else:
        await _change(turn, wish, point)


async def _elsewhere(turn: Turn, rights: Rights, wish: Wish) -> None:
    """A named unit with all below it, for whoever answers for it; levels and everybody are the operators'."""
    if rights.everywhere(Act.SEE_EVERYTHING):
        await _change(turn, wish, None)
        return
    unit = await turn.ledger.units.named(wish.name) if wish.target is Target.UNIT else None
    point = await turn.ledger.units.path_of(unit.id) if unit else None
    if point is None or not rights.may(Act.CHANGE_REMINDERS, point):
        others = _how(turn, rights) if turn.in_private else turn.words("nhac.how")
        turn.reply(turn.words("rights.not_yours") if wish.target is Target.UNIT else others)
    elif not rights.may_below(Act.CHANGE_REMINDERS, point):
        await _show_or_change(turn, replace(wish, target=Target.HERE), point)
    elif wish.verb is Verb.SHOW:
        await _show_or_change(turn, wish, point)
    else:
        await _change(turn, wish, point)


_FOR_OPERATORS = frozenset({Verb.SHOW, Verb.PREVIEW, Verb.NOW})


async def _operate(turn: Turn, wish: Wish) -> None:
    views = Views(turn)
    if wish.verb is Verb.SHOW:
        turn.reply(await views.rounds())
    elif wish.verb is Verb.PREVIEW:
        for words in await views.next_days():
            turn.reply(words)
    else:
        groups = await turn.ledger.recipients.count_groups(_bot(turn))
        turn.put(turn.as_reply(turn.words("nhac.sure_all", groups=groups), _buttons(turn)))


async def _in_group(turn: Turn, chat: ChatRecord, rights: Rights, wish: Wish | None) -> None:
    point = await turn.ledger.units.path_of(chat.unit_id) if chat.unit_id else None
    if point is None:
        turn.reply(turn.words("nhac.no_unit"))
    elif not rights.may(Act.CHANGE_REMINDERS, point):
        turn.reply_in_private(turn.words("nhac.not_allowed"))
    elif wish is None:
        turn.reply(turn.words("nhac.how"))
    elif wish.target is not Target.HERE:
        await _elsewhere(turn, rights, wish)
    elif _is_muting(wish):
        await _mute(turn, chat, wish)
    elif wish.verb is Verb.SHOW:
        muted = await turn.ledger.chats.is_muted(chat)
        turn.reply(settings_text(turn, await turn.regime(), point, muted=muted))
    elif wish.verb is Verb.NOW:
        turn.put(turn.as_reply(turn.words("nhac.sure"), _buttons(turn)))
    else:
        await _show_or_change(turn, wish, point)


async def _mute(turn: Turn, chat: ChatRecord, wish: Wish) -> None:
    muted = wish.verb is Verb.OFF
    await turn.ledger.chats.mute(chat, muted=muted)
    where = "private" if turn.in_private else "group"
    if not turn.in_private:
        await turn.ledger.audit(
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
    await turn.ledger.rules.change_reminders(change, _actor(turn))
    target = f"{scope.reach.name.lower()} {scope.code}".strip()
    detail = f"{wish.verb.value} {wish.kind.value if wish.kind else ''}".strip()
    await turn.ledger.audit(_actor(turn), "reminders.change", target, detail)
    if point and wish.target is Target.HERE:
        turn.reply(settings_text(turn, await turn.regime(), point, muted=None))
    else:
        turn.reply(turn.words("nhac.changed"))


async def _confirmed(turn: Turn, told: AskedAt) -> None:
    chat = await turn.chat()
    allowed = await _may_press(turn, chat)
    if allowed and _is_fresh(told.moment, turn.ledger.now):
        await _send_now(turn, chat)
    elif allowed:
        turn.rewrite(turn.words("nhac.too_old"))


async def _thought_better(turn: Turn, _told: Nothing) -> None:
    """Unless it went out since this message asked about it."""
    allowed = await _may_press(turn, await turn.chat())
    last = await _last_asked(turn) if allowed else None
    if last and last.begun_at >= turn.message.sent_at:
        turn.rewrite(await _just_sent(turn, last))
    elif allowed:
        turn.rewrite(turn.words("nhac.not_sent"))


async def _may_press(turn: Turn, chat: ChatRecord) -> bool:
    """Whoever presses is answered."""
    allowed = await _may_send_now(turn, chat)
    if allowed is True:
        turn.answer_press()
    elif allowed is False:
        turn.answer_press(turn.words("nhac.not_allowed"), alert=True)
    return allowed


async def _may_send_now(turn: Turn, chat: ChatRecord) -> bool:
    """To this group, or from a private chat to all of them."""
    if turn.in_private:
        return (await granted_rights(turn)).everywhere(Act.SEE_EVERYTHING)
    point = await turn.ledger.units.path_of(chat.unit_id) if chat.unit_id else None
    return await may_here(turn, Act.REMIND_NOW, point) if point else False


async def _last_asked(turn: Turn) -> RoundRecord | None:
    return await turn.ledger.reminders.newest(_bot(turn), *await _round_now(turn))


async def _round_now(turn: Turn) -> tuple[str, str]:
    """Kind and period of what is sent from here when somebody asks for it now."""
    zone = (await turn.regime()).schedule.zone
    week = week_of(turn.ledger.now.astimezone(zone).date())
    where = EVERYWHERE if turn.in_private else turn.message.chat.id
    return ReminderKind.MONDAY_START.value, f"{week.code}@{where}"


async def _just_sent(turn: Turn, last: RoundRecord) -> str:
    zone = (await turn.regime()).schedule.zone
    return turn.words("nhac.just_sent", at=f"{last.begun_at.astimezone(zone):%H:%M}")


def _is_fresh(seconds: int, now: datetime) -> bool:
    age = now - datetime.fromtimestamp(seconds, UTC)
    return timedelta(minutes=-1) <= age <= CONFIRM_WITHIN


async def _send_now(turn: Turn, chat: ChatRecord) -> None:
    """At most once an hour, whoever presses how often. Every group is left to the schedule's next look at the clock."""
    now, last = turn.ledger.now, await _last_asked(turn)
    if last and now - last.begun_at < ONCE_IN:
        turn.rewrite(await _just_sent(turn, last))
        return
    kind, period = await _round_now(turn)
    hour = now.replace(minute=0, second=0, microsecond=0)
    due_at = max(hour, last.key.due_at + ONCE_IN) if last else hour
    key = RoundKey(turn.message.platform, turn.message.bot, kind, period, due_at)
    await turn.ledger.audit(_actor(turn), "reminders.now", period.partition("@")[2])
    if turn.in_private:
        await turn.ledger.reminders.begin(key, ASKED)
        turn.rewrite(turn.words("nhac.sending_all"))
        return
    one = await turn.ledger.reminders.begin(key, ASKED, planned=1)
    point = await turn.ledger.units.path_of(chat.unit_id) if chat.unit_id else None
    if point:
        week = week_of(now.astimezone((await turn.regime()).schedule.zone).date())
        words, setting = await Views(turn).week_start(point, week)
        said = Say(chat.chat_id, words, topic=turn.message.chat.topic, pin=setting.pin)
        turn.ledger.say(
            turn.message.platform, turn.message.bot, said, f"asked:{one.id}:{chat.chat_id}", round_id=one.id
        )
        turn.rewrite(turn.words("nhac.sent"))


def _buttons(turn: Turn) -> Rows:
    asked_at = int(turn.ledger.now.timestamp())
    return (
        (
            Button(turn.words("nhac.yes"), _SEND(asked_at)),
            Button(turn.words("nhac.no"), _DO_NOT()),
        ),
    )


BUTTONS = (on(_SEND, _confirmed), on(_DO_NOT, _thought_better))


def _bot(turn: Turn) -> BotRef:
    return BotRef(turn.message.platform, turn.message.bot)


def _actor(turn: Turn) -> str:
    sender = turn.message.sender
    return f"{turn.message.platform}:{sender.id if sender else 'anonymous admin'}"
