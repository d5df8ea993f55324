"""The HTTP side: health, metrics, webhooks."""

from collections.abc import Callable

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from storage import StorageUnavailableError, Store, Totals


def make_app(store: Store, is_ready: Callable[[], bool]) -> web.Application:
    async def health(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(_request: web.Request) -> web.Response:
        try:
            await store.totals()
        except StorageUnavailableError:
            return web.json_response({"status": "database"}, status=503)
        if not is_ready():
            return web.json_response({"status": "starting"}, status=503)
        return web.json_response({"status": "ok"})

    async def metrics(_request: web.Request) -> web.Response:
        try:
            totals = await store.totals()
        except StorageUnavailableError:
            return web.Response(status=503)
        return web.Response(body=exposition(totals), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    app = web.Application()
    app.add_routes([web.get("/healthz", health), web.get("/readyz", ready), web.get("/metrics", metrics)])
    return app


def exposition(totals: Totals) -> bytes:
    """What Prometheus reads; the numbers are the ledger's, so they survive a restart."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Totals(totals))
    return generate_latest(registry)


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
            evidence,
            reminders,
        ]
