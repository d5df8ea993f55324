"""Methods by which a bot gets its updates."""

import re

from simulator.bot import Bot, Webhook
from simulator.errors import bad_request, conflict
from simulator.params import Params
from simulator.pending import Update
from simulator.state import State
from simulator.wire import Json, without_none

MAX_BATCH = 100
MAX_TIMEOUT = 50
MAX_CONNECTIONS = 100
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
OTHER_POLLER = "other getUpdates request; make sure that only one bot instance is running"


async def get_updates(state: State, bot: Bot, params: Params) -> bytes:
    """The whole answer as bytes: every update was serialised when it was queued."""
    if bot.webhook is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    _remember_allowed(bot, params)
    bot.queue.interrupt(OTHER_POLLER)
    _confirm(state, bot, params.number("offset") or 0)
    limit = min(max(params.number("limit") or MAX_BATCH, 1), MAX_BATCH)
    timeout = min(params.number("timeout") or 0, MAX_TIMEOUT)
    if not len(bot.queue) and not bot.queue.again and timeout > 0:
        await bot.queue.wait_for_poll(timeout)
    batch = _batch(state, bot, limit)
    return b'{"ok":true,"result":[' + b",".join([update.body() for update in batch]) + b"]}"


def set_webhook(state: State, bot: Bot, params: Params) -> bool:
    url = params.text("url") or ""
    if not url:
        return delete_webhook(state, bot, params)
    if not re.match(r"https?://[^/\s]+", url):
        raise bad_request("bad webhook: invalid webhook URL specified")
    secret = params.text("secret_token")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = min(max(params.number("max_connections") or 40, 1), MAX_CONNECTIONS)
    _remember_allowed(bot, params)
    bot.queue.interrupt("setWebhook request")
    bot.webhook = Webhook(url, secret or None, connections, params.text("ip_address"))
    return _webhook_changed(state, bot, params)


def delete_webhook(state: State, bot: Bot, params: Params) -> bool:
    bot.webhook = None
    return _webhook_changed(state, bot, params)


def get_webhook_info(_state: State, bot: Bot, _params: Params) -> Json:
    hook = bot.webhook
    allowed = bot.queue.allowed
    info = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.queue),
        "allowed_updates": sorted(allowed) if allowed else None,
    }
    if hook is not None:
        info |= {
            "ip_address": hook.ip_address,
            "last_error_date": hook.last_error_date,
            "last_error_message": hook.last_error_message,
            "max_connections": hook.max_connections,
        }
    return without_none(info)


def _remember_allowed(bot: Bot, params: Params) -> None:
    allowed = params.nested("allowed_updates", "allowed_updates")
    if allowed is None:
        return
    if not isinstance(allowed, list):
        raise bad_request("can't parse allowed_updates JSON object")
    bot.queue.allow([str(kind) for kind in allowed])


def _confirm(state: State, bot: Bot, offset: int) -> None:
    for update in bot.queue.confirm(offset):
        if state.faults.strike("duplicate", "getUpdates"):
            bot.queue.again.append(update)


def _batch(state: State, bot: Bot, limit: int) -> list[Update]:
    queue = bot.queue
    queue.expire()
    repeated, queue.again = queue.again[:limit], queue.again[limit:]
    batch = repeated + queue.first(limit - len(repeated))
    if len(batch) > 1 and state.faults.strike("reorder", "getUpdates"):
        state.faults.shuffle(batch)
    queue.delivered += len(batch)
    return batch


def _webhook_changed(state: State, bot: Bot, params: Params) -> bool:
    bot.queue.give_back_all()
    if params.flag("drop_pending_updates"):
        bot.queue.clear()
    state.webhook_changed(bot)
    return True
