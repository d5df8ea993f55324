"""/caidat: what a unit wants differently, as buttons that show how it stands now; in private."""

from collections.abc import Awaitable, Callable, Mapping

from handlers.offices.role_codes import show_roles
from handlers.press import on, only_private
from handlers.rights import account_of, granted_rights
from handlers.roster import buttons, picking
from handlers.roster.buttons import Chosen, OfSetting, OfUnit
from handlers.roster.common import ONLY_PRIVATE, button, refuse, show, unit_for
from handlers.roster.picking import Topic
from handlers.turn import Rows, Turn
from rules.outgoing import Button
from rules.roles import Act
from rules.unit_settings import AS_CONFIGURED, ON, VALUES, SettingName, holds, is_allowed
from storage import Standpoint, Told

_SHOWN = (
    SettingName.NAMES_IN_GROUP,
    SettingName.CHAT_ADMINS,
    SettingName.ASK_ACCOUNTS,
    SettingName.ARCHIVE_MONTHS,
)
_ABOVE = "above"
MOST_GROUPS = 10


async def settings(turn: Turn) -> None:
    """/caidat in private; in a group it is said where."""
    if not turn.in_private:
        turn.reply_in_private(turn.words("setting.only_private"))
        return None
    return await picking.begin(turn, TOPIC)


async def show_settings(turn: Turn, stands: Standpoint, head: str = "") -> None:
    told = await turn.ledger.settings.told(stands.unit_ids)
    groups = await turn.ledger.chats.of_unit(stands.unit.id)
    lines = [*([head, ""] if head else []), turn.words("setting.title", unit=stands.unit.name)]
    lines += [f"• {_line(turn, stands, told, name)}" for name in _SHOWN]
    lines.append("")
    lines.append(
        turn.words("setting.groups", count=len(groups)) if groups else turn.words("setting.no_group")
    )
    lines += [f"– {group.title}" for group in groups[:MOST_GROUPS]]
    lines += ["", turn.words("setting.elsewhere")]
    below = await picking.has_below(turn, stands)
    show(turn, "\n".join(lines), _rows(turn, stands.unit.id, below=below))


def _line(turn: Turn, stands: Standpoint, told: Mapping[str, Told], name: SettingName) -> str:
    """What holds, and who said so."""
    value = _value_words(turn, name, _holding(told, name))
    words = turn.words(f"setting.name.{name.value}", value=value)
    said = told.get(name.value)
    if said is None:
        return turn.words("setting.by_default", line=words)
    if said.unit_id == stands.unit.id:
        return words
    above = next(unit.name for unit in stands.path if unit.id == said.unit_id)
    return turn.words("setting.from_above", line=words, unit=above)


def _holding(told: Mapping[str, Told], name: SettingName) -> str:
    return holds({key: each.value for key, each in told.items()}, name)


def _value_words(turn: Turn, name: SettingName, value: str) -> str:
    if name is not SettingName.ARCHIVE_MONTHS:
        return turn.words("setting.on" if value == ON else "setting.off")
    if value == AS_CONFIGURED:
        return turn.words("setting.as_configured")
    return turn.words("setting.months", count=value)


def _rows(turn: Turn, unit_id: int, *, below: bool) -> Rows:
    rows: list[tuple[Button, ...]] = [
        (button(turn.words(f"setting.button.{name.value}"), buttons.SETTING(unit_id, name)),)
        for name in _SHOWN
    ]
    rows.append((button(turn.words("setting.button.roles"), buttons.ROLES(unit_id)),))
    if below:
        rows.append((button(turn.words("roster.button.below"), buttons.SETTINGS.list(unit_id)),))
    return tuple(rows)


async def _show_one(turn: Turn, told: OfSetting) -> None:
    """One setting with what it means, and a button for each other value."""
    name = told.name
    stands = await unit_for(turn, Act.CHANGE_SETTINGS, told.unit)
    if not isinstance(stands, Standpoint):
        return stands
    said = await turn.ledger.settings.told(stands.unit_ids)
    own = said.get(name.value)
    present = _holding(said, name)
    told_by_unit = own is not None and own.unit_id == stands.unit.id
    rows = [
        (_to(turn, stands, name, value, _mark(value, present, told_by_unit=told_by_unit)),)
        for value in VALUES[name]
    ]
    if told_by_unit:
        key = "setting.button.as_above" if stands.unit.parent_id else "setting.button.as_default"
        rows.append((_to_label(turn.words(key), stands, name, _ABOVE),))
    rows.append((button(turn.words("setting.button.back"), buttons.SETTINGS.open(stands.unit.id)),))
    words = f"{_line(turn, stands, said, name)}\n\n{turn.words(f'setting.about.{name.value}')}"
    show(turn, words, tuple(rows))
    return None


def _mark(value: str, present: str, *, told_by_unit: bool) -> str:
    """What the unit itself has chosen, and what holds all the same."""
    return "" if value != present else "✓ " if told_by_unit else "(✓) "


def _to(turn: Turn, stands: Standpoint, name: SettingName, value: str, mark: str) -> Button:
    words = _value_words(turn, name, value)
    return _to_label(f"{mark}{words[:1].upper()}{words[1:]}", stands, name, value)


def _to_label(label: str, stands: Standpoint, name: SettingName, value: str) -> Button:
    return button(label, buttons.CHOOSE(stands.unit.id, name, value))


async def _set(turn: Turn, told: Chosen) -> None:
    name, value = told.name, told.value
    stands = await unit_for(turn, Act.CHANGE_SETTINGS, told.unit)
    if not isinstance(stands, Standpoint):
        return stands
    if not (value == _ABOVE or is_allowed(name, value)):
        turn.refuse_press()
        return None
    by_role = (await granted_rights(turn)).may(Act.CHANGE_SETTINGS, stands)
    if (
        name is SettingName.CHAT_ADMINS and not by_role
    ):  # they decide neither that they have rights nor that not
        refuse(turn, turn.words("setting.by_role_only"))
        return None
    if value == _ABOVE:
        await turn.ledger.settings.clear(stands.unit.id, name)
    else:
        await turn.ledger.settings.put(stands.unit.id, name, value, account_of(turn))
    detail = f"{name.value} {value}"
    await turn.ledger.audit(account_of(turn), "settings.changed", f"unit {stands.unit.id}", detail)
    return await show_settings(turn, stands, turn.words("setting.saved"))


async def _roles(turn: Turn, told: OfUnit) -> None:
    stands = await unit_for(turn, Act.CHANGE_SETTINGS, told.unit)
    if not isinstance(stands, Standpoint):
        return stands
    return await show_roles(turn, stands.unit.id)


TOPIC = Topic("cd.unit", buttons.SETTINGS, Act.CHANGE_SETTINGS, show_settings, "setting.nobody")


BUTTONS = only_private(
    ONLY_PRIVATE,
    *TOPIC.presses,
    on(buttons.SETTING, _show_one),
    on(buttons.CHOOSE, _set),
    on(buttons.ROLES, _roles),
)
ANSWERS: dict[str, Callable[[Turn, str], Awaitable[None]]] = {
    TOPIC.asks: lambda turn, told: picking.named(turn, TOPIC, told)
}
