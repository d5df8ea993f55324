"""/nhac: what the bot says by itself, for whom, when, and in which words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from handlers.context import Context, Rows
from handlers.offices.my_units import unit_rows, which
from handlers.press import on
from handlers.reminding.reminder_settings import change_of, scope_of, settings_text
from handlers.reminding.reminder_views import Views
from handlers.rights import Rights, granted_rights, may_here, rights_of
from rules.buttons import ButtonKind, Nothing, Seconds
from rules.calendar import week_of
from rules.outgoing import Button, Say
from rules.reminders import ReminderKind, Target, Verb, Wish, parse_wish
from rules.roles import Act
from storage import BotRef, ChatRecord, RoundKey, RoundRecord, UnitPath

ONCE_IN = timedelta(hours=1)
CONFIRM_WITHIN = timedelta(minutes=10)
ASKED = "asked"
EVERYWHERE = "*"


class AskedAt(NamedTuple):
    moment: Seconds


_SEND = ButtonKind("nhac:go", AskedAt)
_DO_NOT = ButtonKind("nhac:no", Nothing)


async def remind(context: Context) -> None:
    """/nhac, in private for oneself and for the units somebody answers for, in a group for its unit."""
    chat = await context.chat()
    wish = parse_wish(context.message.command.argument if context.message.command else "")
    if context.in_private and not context.unit_id and wish and _is_muting(wish):
        await _mute(context, chat, wish)
        return
    rights = await rights_of(context, Act.CHANGE_REMINDERS)
    await (_in_private if context.in_private else _in_group)(context, chat, rights, wish)
    return


def _is_muting(wish: Wish) -> bool:
    return wish.verb in {Verb.ON, Verb.OFF} and wish.kind is None and wish.target is Target.HERE


async def _in_private(context: Context, chat: ChatRecord, rights: Rights, wish: Wish | None) -> None:
    everything = rights.everywhere(Act.SEE_EVERYTHING)
    leads = bool(rights.units(Act.CHANGE_REMINDERS))
    if wish is None:
        context.reply(_how(context, rights))
    elif wish.target is not Target.HERE:
        await _elsewhere(context, rights, wish)
    elif context.unit_id or (
        leads and wish.verb is not Verb.SHOW and not (everything and wish.verb is Verb.NOW)
    ):
        await _for_a_unit(context, rights, wish)
    elif everything and wish.verb in _FOR_OPERATORS:
        await _operate(context, wish)
    elif wish.verb is Verb.SHOW:
        context.reply(await Views(context).mine(chat))
        if leads:
            buttons = unit_rows(rights, Act.CHANGE_REMINDERS, "nhac")
            context.put(context.as_reply(context.words("nhac.which"), buttons))
    else:
        context.reply(_how(context, rights))


def _how(context: Context, rights: Rights) -> str:
    if rights.everywhere(Act.SEE_EVERYTHING):
        return context.words("nhac.how_operator")
    return context.words("nhac.how_unit" if rights.units(Act.CHANGE_REMINDERS) else "nhac.how_private")


async def _for_a_unit(context: Context, rights: Rights, wish: Wish) -> None:
    """One of one's own units, seen or changed from the private chat."""
    argument = context.message.command.argument if context.message.command else ""
    point = await which(context, rights, Act.CHANGE_REMINDERS, "nhac", argument)
    if point is None:
        return
    if wish.verb is Verb.NOW or _is_muting(wish):
        context.reply(context.words("nhac.only_in_group"))
    else:
        await _show_or_change(context, wish, point)


async def _show_or_change(context: Context, wish: Wish, point: UnitPath) -> None:
    if wish.verb is Verb.SHOW:
        context.reply(settings_text(context, await context.rule_set(), point, muted=None))
    elif wish.verb is Verb.PREVIEW:
        for words in await Views(context).previews(point):
            context.reply(words)
    else:
        await _change(context, wish, point)


async def _elsewhere(context: Context, rights: Rights, wish: Wish) -> None:
    """A named unit with all below it, for whoever answers for it; levels and everybody are the operators'."""
    if rights.everywhere(Act.SEE_EVERYTHING):
        await _change(context, wish, None)
        return
    unit = await context.ledger.units.named(wish.name) if wish.target is Target.UNIT else None
    point = await context.ledger.units.path_of(unit.id) if unit else None
    if point is None or not rights.may(Act.CHANGE_REMINDERS, point):
        others = _how(context, rights) if context.in_private else context.words("nhac.how")
        context.reply(context.words("rights.not_yours") if wish.target is Target.UNIT else others)
    elif not rights.may_below(Act.CHANGE_REMINDERS, point):
        await _show_or_change(context, replace(wish, target=Target.HERE), point)
    elif wish.verb is Verb.SHOW:
        await _show_or_change(context, wish, point)
    else:
        await _change(context, wish, point)


_FOR_OPERATORS = frozenset({Verb.SHOW, Verb.PREVIEW, Verb.NOW})


async def _operate(context: Context, wish: Wish) -> None:
    views = Views(context)
    if wish.verb is Verb.SHOW:
        context.reply(await views.rounds())
    elif wish.verb is Verb.PREVIEW:
        for words in await views.next_days():
            context.reply(words)
    else:
        groups = await context.ledger.recipients.count_groups(_bot(context))
        context.put(context.as_reply(context.words("nhac.sure_all", groups=groups), _buttons(context)))


async def _in_group(context: Context, chat: ChatRecord, rights: Rights, wish: Wish | None) -> None:
    point = await context.ledger.units.path_of(chat.unit_id) if chat.unit_id else None
    if point is None:
        context.reply(context.words("nhac.no_unit"))
    elif not rights.may(Act.CHANGE_REMINDERS, point):
        context.reply_in_private(context.words("nhac.not_allowed"))
    elif wish is None:
        context.reply(context.words("nhac.how"))
    elif wish.target is not Target.HERE:
        await _elsewhere(context, rights, wish)
    elif _is_muting(wish):
        await _mute(context, chat, wish)
    elif wish.verb is Verb.SHOW:
        muted = await context.ledger.chats.is_muted(chat)
        context.reply(settings_text(context, await context.rule_set(), point, muted=muted))
    elif wish.verb is Verb.NOW:
        context.put(context.as_reply(context.words("nhac.sure"), _buttons(context)))
    else:
        await _show_or_change(context, wish, point)


async def _mute(context: Context, chat: ChatRecord, wish: Wish) -> None:
    muted = wish.verb is Verb.OFF
    await context.ledger.chats.mute(chat, muted=muted)
    where = "private" if context.in_private else "group"
    if not context.in_private:
        await context.ledger.audit(
            _actor(context), "reminders.mute" if muted else "reminders.unmute", f"chat {chat.id}"
        )
    context.reply(context.words(f"nhac.{where}_muted" if muted else f"nhac.{where}_unmuted"))


async def _change(context: Context, wish: Wish, point: UnitPath | None) -> None:
    scope = await scope_of(context, wish, point)
    if scope is None:
        context.reply(context.words("nhac.unknown_place"))
        return
    change = change_of(wish, scope)
    if change is None:
        context.reply(context.words("nhac.how"))
        return
    await context.ledger.rules.change_reminders(change, _actor(context))
    target = f"{scope.reach.name.lower()} {scope.code}".strip()
    detail = f"{wish.verb.value} {wish.kind.value if wish.kind else ''}".strip()
    await context.ledger.audit(_actor(context), "reminders.change", target, detail)
    if point and wish.target is Target.HERE:
        context.reply(settings_text(context, await context.rule_set(), point, muted=None))
    else:
        context.reply(context.words("nhac.changed"))


async def _confirmed(context: Context, told: AskedAt) -> None:
    chat = await context.chat()
    allowed = await _may_press(context, chat)
    if allowed and _is_fresh(told.moment, context.ledger.now):
        await _send_now(context, chat)
    elif allowed:
        context.rewrite(context.words("nhac.too_old"))


async def _thought_better(context: Context, _told: Nothing) -> None:
    """Unless it went out since this message asked about it."""
    allowed = await _may_press(context, await context.chat())
    last = await _last_asked(context) if allowed else None
    if last and last.begun_at >= context.message.sent_at:
        context.rewrite(await _just_sent(context, last))
    elif allowed:
        context.rewrite(context.words("nhac.not_sent"))


async def _may_press(context: Context, chat: ChatRecord) -> bool:
    """Whoever presses is answered."""
    allowed = await _may_send_now(context, chat)
    if allowed is True:
        context.answer_press()
    elif allowed is False:
        context.answer_press(context.words("nhac.not_allowed"), alert=True)
    return allowed


async def _may_send_now(context: Context, chat: ChatRecord) -> bool:
    """To this group, or from a private chat to all of them."""
    if context.in_private:
        return (await granted_rights(context)).everywhere(Act.SEE_EVERYTHING)
    point = await context.ledger.units.path_of(chat.unit_id) if chat.unit_id else None
    return await may_here(context, Act.REMIND_NOW, point) if point else False


async def _last_asked(context: Context) -> RoundRecord | None:
    return await context.ledger.reminders.newest(_bot(context), *await _round_now(context))


async def _round_now(context: Context) -> tuple[str, str]:
    """Kind and period of what is sent from here when somebody asks for it now."""
    zone = (await context.rule_set()).schedule.zone
    week = week_of(context.ledger.now.astimezone(zone).date())
    where = EVERYWHERE if context.in_private else context.message.chat.id
    return ReminderKind.MONDAY_START.value, f"{week.code}@{where}"


async def _just_sent(context: Context, last: RoundRecord) -> str:
    zone = (await context.rule_set()).schedule.zone
    return context.words("nhac.just_sent", at=f"{last.begun_at.astimezone(zone):%H:%M}")


def _is_fresh(seconds: int, now: datetime) -> bool:
    age = now - datetime.fromtimestamp(seconds, UTC)
    return timedelta(minutes=-1) <= age <= CONFIRM_WITHIN


async def _send_now(context: Context, chat: ChatRecord) -> None:
    """At most once an hour, whoever presses how often. Every group is left to the schedule's next look at the clock."""
    now, last = context.ledger.now, await _last_asked(context)
    if last and now - last.begun_at < ONCE_IN:
        context.rewrite(await _just_sent(context, last))
        return
    kind, period = await _round_now(context)
    hour = now.replace(minute=0, second=0, microsecond=0)
    due_at = max(hour, last.key.due_at + ONCE_IN) if last else hour
    key = RoundKey(context.message.platform, context.message.bot, kind, period, due_at)
    await context.ledger.audit(_actor(context), "reminders.now", period.partition("@")[2])
    if context.in_private:
        await context.ledger.reminders.begin(key, ASKED)
        context.rewrite(context.words("nhac.sending_all"))
        return
    one = await context.ledger.reminders.begin(key, ASKED, planned=1)
    point = await context.ledger.units.path_of(chat.unit_id) if chat.unit_id else None
    if point:
        week = week_of(now.astimezone((await context.rule_set()).schedule.zone).date())
        words, setting = await Views(context).week_start(point, week)
        said = Say(chat.chat_id, words, topic=context.message.chat.topic, pin=setting.pin)
        context.ledger.say(
            context.message.platform,
            context.message.bot,
            said,
            f"asked:{one.id}:{chat.chat_id}",
            round_id=one.id,
        )
        context.rewrite(context.words("nhac.sent"))


def _buttons(context: Context) -> Rows:
    asked_at = int(context.ledger.now.timestamp())
    return (
        (
            Button(context.words("nhac.yes"), _SEND(asked_at)),
            Button(context.words("nhac.no"), _DO_NOT()),
        ),
    )


BUTTONS = (on(_SEND, _confirmed), on(_DO_NOT, _thought_better))


def _bot(context: Context) -> BotRef:
    return BotRef(context.message.platform, context.message.bot)


def _actor(context: Context) -> str:
    sender = context.message.sender
    return f"{context.message.platform}:{sender.id if sender else 'anonymous admin'}"
