"""Figures of the running interface for Prometheus."""

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

MEDIA = "text/plain; version=0.0.4; charset=utf-8"


class Meters:
    """What was asked, how it ended and how long it took; a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "peakshift_requests", "Requests of the interface.", ("method", "route", "status"),
            registry=self.registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "peakshift_request_seconds", "Time to answer [s].", ("method", "route"),
            buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100), registry=self.registry,
        )  # fmt: skip
        self.jobs = self._gauge("peakshift_jobs_going", "Jobs that wait or work.")
        self.forecast_age = self._gauge(
            "peakshift_forecast_age_seconds", "Age of the newest forecast [s]."
        )
        self.published = self._gauge(
            "peakshift_published_today", "1 where a roster is published for today."
        )

    def _gauge(self, name: str, says: str) -> Gauge:
        return Gauge(name, says, registry=self.registry, multiprocess_mode="mostrecent")

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(method, route).observe(seconds)

    def text(self) -> bytes:
        """All of them, as Prometheus reads them; of every process where there are several."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self.registry)
        every = CollectorRegistry()
        MultiProcessCollector(every)  # type: ignore[no-untyped-call]
        return generate_latest(every)
