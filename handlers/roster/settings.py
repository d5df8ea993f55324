"""/caidat: what a unit wants differently, as buttons that show how it stands now; in private."""

from collections.abc import Awaitable, Callable, Mapping

from handlers.context import Context, Rows
from handlers.offices.role_codes import show_roles
from handlers.press import on, only_private
from handlers.rights import account_of, granted_rights
from handlers.roster import buttons, picking
from handlers.roster.buttons import Chosen, OfSetting, OfUnit
from handlers.roster.common import ONLY_PRIVATE, button, refuse, show, unit_for
from handlers.roster.picking import Topic
from rules.outgoing import Button
from rules.roles import Act
from rules.unit_settings import AS_CONFIGURED, ON, VALUES, SettingName, holds, is_allowed
from storage import Told, UnitPath

_SHOWN = (
    SettingName.NAMES_IN_GROUP,
    SettingName.CHAT_ADMINS,
    SettingName.ASK_ACCOUNTS,
    SettingName.ARCHIVE_MONTHS,
)
_ABOVE = "above"
MOST_GROUPS = 10


async def settings(context: Context) -> None:
    """/caidat in private; in a group it is said where."""
    if not context.in_private:
        context.reply_in_private(context.words("setting.only_private"))
        return None
    return await picking.begin(context, TOPIC)


async def show_settings(context: Context, unit_path: UnitPath, head: str = "") -> None:
    told = await context.ledger.settings.told(unit_path.unit_ids)
    groups = await context.ledger.chats.of_unit(unit_path.unit.id)
    lines = [*([head, ""] if head else []), context.words("setting.title", unit=unit_path.unit.name)]
    lines += [f"• {_line(context, unit_path, told, name)}" for name in _SHOWN]
    lines.append("")
    lines.append(
        context.words("setting.groups", count=len(groups)) if groups else context.words("setting.no_group")
    )
    lines += [f"– {group.title}" for group in groups[:MOST_GROUPS]]
    lines += ["", context.words("setting.elsewhere")]
    below = await picking.has_below(context, unit_path)
    show(context, "\n".join(lines), _rows(context, unit_path.unit.id, below=below))


def _line(context: Context, unit_path: UnitPath, told: Mapping[str, Told], name: SettingName) -> str:
    """What holds, and who said so."""
    value = _value_words(context, name, _holding(told, name))
    words = context.words(f"setting.name.{name.value}", value=value)
    said = told.get(name.value)
    if said is None:
        return context.words("setting.by_default", line=words)
    if said.unit_id == unit_path.unit.id:
        return words
    above = next(unit.name for unit in unit_path.path if unit.id == said.unit_id)
    return context.words("setting.from_above", line=words, unit=above)


def _holding(told: Mapping[str, Told], name: SettingName) -> str:
    return holds({key: each.value for key, each in told.items()}, name)


def _value_words(context: Context, name: SettingName, value: str) -> str:
    if name is not SettingName.ARCHIVE_MONTHS:
        return context.words("setting.on" if value == ON else "setting.off")
    if value == AS_CONFIGURED:
        return context.words("setting.as_configured")
    return context.words("setting.months", count=value)


def _rows(context: Context, unit_id: int, *, below: bool) -> Rows:
    rows: list[tuple[Button, ...]] = [
        (button(context.words(f"setting.button.{name.value}"), buttons.SETTING(unit_id, name)),)
        for name in _SHOWN
    ]
    rows.append((button(context.words("setting.button.roles"), buttons.ROLES(unit_id)),))
    if below:
        rows.append((button(context.words("roster.button.below"), buttons.SETTINGS.list(unit_id)),))
    return tuple(rows)


async def _show_one(context: Context, told: OfSetting) -> None:
    """One setting with what it means, and a button for each other value."""
    name = told.name
    unit_path = await unit_for(context, Act.CHANGE_SETTINGS, told.unit)
    if not isinstance(unit_path, UnitPath):
        return unit_path
    said = await context.ledger.settings.told(unit_path.unit_ids)
    own = said.get(name.value)
    present = _holding(said, name)
    told_by_unit = own is not None and own.unit_id == unit_path.unit.id
    rows = [
        (_to(context, unit_path, name, value, _mark(value, present, told_by_unit=told_by_unit)),)
        for value in VALUES[name]
    ]
    if told_by_unit:
        key = "setting.button.as_above" if unit_path.unit.parent_id else "setting.button.as_default"
        rows.append((_to_label(context.words(key), unit_path, name, _ABOVE),))
    rows.append((button(context.words("setting.button.back"), buttons.SETTINGS.open(unit_path.unit.id)),))
    words = f"{_line(context, unit_path, said, name)}\n\n{context.words(f'setting.about.{name.value}')}"
    show(context, words, tuple(rows))
    return None


def _mark(value: str, present: str, *, told_by_unit: bool) -> str:
    """What the unit itself has chosen, and what holds all the same."""
    return "" if value != present else "✓ " if told_by_unit else "(✓) "


def _to(context: Context, unit_path: UnitPath, name: SettingName, value: str, mark: str) -> Button:
    words = _value_words(context, name, value)
    return _to_label(f"{mark}{words[:1].upper()}{words[1:]}", unit_path, name, value)


def _to_label(label: str, unit_path: UnitPath, name: SettingName, value: str) -> Button:
    return button(label, buttons.CHOOSE(unit_path.unit.id, name, value))


async def _set(context: Context, told: Chosen) -> None:
    name, value = told.name, told.value
    unit_path = await unit_for(context, Act.CHANGE_SETTINGS, told.unit)
    if not isinstance(unit_path, UnitPath):
        return unit_path
    if not (value == _ABOVE or is_allowed(name, value)):
        context.refuse_press()
        return None
    by_role = (await granted_rights(context)).may(Act.CHANGE_SETTINGS, unit_path)
    if (
        name is SettingName.CHAT_ADMINS and not by_role
    ):  # they decide neither that they have rights nor that not
        refuse(context, context.words("setting.by_role_only"))
        return None
    if value == _ABOVE:
        await context.ledger.settings.clear(unit_path.unit.id, name)
    else:
        await context.ledger.settings.put(unit_path.unit.id, name, value, account_of(context))
    detail = f"{name.value} {value}"
    await context.ledger.audit(account_of(context), "settings.changed", f"unit {unit_path.unit.id}", detail)
    return await show_settings(context, unit_path, context.words("setting.saved"))


async def _roles(context: Context, told: OfUnit) -> None:
    unit_path = await unit_for(context, Act.CHANGE_SETTINGS, told.unit)
    if not isinstance(unit_path, UnitPath):
        return unit_path
    return await show_roles(context, unit_path.unit.id)


TOPIC = Topic("cd.unit", buttons.SETTINGS, Act.CHANGE_SETTINGS, show_settings, "setting.nobody")


BUTTONS = only_private(
    ONLY_PRIVATE,
    *TOPIC.presses,
    on(buttons.SETTING, _show_one),
    on(buttons.CHOOSE, _set),
    on(buttons.ROLES, _roles),
)
ANSWERS: dict[str, Callable[[Context, str], Awaitable[None]]] = {
    TOPIC.asks: lambda context, told: picking.named(context, TOPIC, told)
}
