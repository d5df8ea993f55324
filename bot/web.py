"""The HTTP side: health, metrics, webhooks."""

from collections.abc import Callable

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from bot.health import Health, Look
from storage import Totals


def make_app(health: Health, is_ready: Callable[[], bool]) -> web.Application:
    async def alive(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(_request: web.Request) -> web.Response:
        look = await health.look()
        status = look.trouble or ("ok" if is_ready() else "starting")
        return web.json_response({"status": status}, status=200 if status == "ok" else 503)

    async def metrics(_request: web.Request) -> web.Response:
        body = exposition(await health.look())
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    app = web.Application()
    app.add_routes([web.get("/healthz", alive), web.get("/readyz", ready), web.get("/metrics", metrics)])
    return app


def exposition(look: Look) -> bytes:
    """What Prometheus reads; the totals are the ledger's, so they survive a restart."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Health(look))
    if look.totals:
        registry.register(_Totals(look.totals))
    return generate_latest(registry)


class _Health(Collector):
    """What is told also while the ledger cannot be read."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def collect(self) -> list[Metric]:
        look = self._look
        free = GaugeMetricFamily("minhchung_disk_free_bytes", "Room left on a disk", labels=["of"])
        for name, room in look.free.items():
            free.add_metric([name], room)
        metrics: list[Metric] = [
            GaugeMetricFamily(
                "minhchung_ledger_writable", "1 when the ledger can be written", int(look.writable)
            ),
            free,
        ]
        if look.delays:
            inbox = max(look.delays.inbox, look.delays.failing).total_seconds()
            outbox = look.delays.outbox.total_seconds()
            metrics += [
                GaugeMetricFamily("minhchung_inbox_oldest_seconds", "Wait of the oldest update", inbox),
                GaugeMetricFamily("minhchung_outbox_oldest_seconds", "Wait of the oldest message", outbox),
            ]
        return metrics


class _Totals(Collector):
    def __init__(self, totals: Totals) -> None:
        self._totals = totals

    def collect(self) -> list[Metric]:
        totals = self._totals
        evidence = CounterMetricFamily("minhchung_evidence", "Evidence by state", labels=["state"])
        for state, count in totals.evidence.items():
            evidence.add_metric([state], count)
        reminders = CounterMetricFamily("minhchung_reminders", "Reminders put on the outbox", labels=["kind"])
        for kind, count in totals.reminders.items():
            reminders.add_metric([str(kind)], count)
        return [
            GaugeMetricFamily(
                "minhchung_inbox_pending", "Updates waiting to be looked at", totals.inbox_pending
            ),
            GaugeMetricFamily(
                "minhchung_inbox_parked", "Updates that failed three times", totals.inbox_parked
            ),
            CounterMetricFamily("minhchung_inbox_done", "Updates looked at", totals.inbox_done),
            GaugeMetricFamily(
                "minhchung_outbox_pending", "Messages waiting to be said", totals.outbox_pending
            ),
            CounterMetricFamily("minhchung_outbox_sent", "Messages said", totals.outbox_sent),
            CounterMetricFamily(
                "minhchung_outbox_failed", "Messages that can never be said", totals.outbox_failed
            ),
            CounterMetricFamily(
                "minhchung_questions_unanswered",
                "Questions that came too fast to be answered",
                totals.questions_unanswered,
            ),
            evidence,
            reminders,
        ]
