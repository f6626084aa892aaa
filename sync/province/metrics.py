"""What the service measures of itself, for Prometheus: numbers by outcome and code, never by desk or citizen."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds


class Metrics:
    """The counters of one service.

    Attributes:
        records: Records answered, by outcome, or by code where they were refused.
        requests: Requests, by path and status.
        seconds: How long requests took.
        at_work: Requests being served.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.records = Counter("bmc_records", "Records answered", ["outcome"], registry=self.registry)
        self.requests = Counter("bmc_requests", "Requests served", ["face", "status"], registry=self.registry)
        self.seconds = Histogram("bmc_seconds", "Time to answer", ["face"], buckets=BUCKETS, registry=self.registry)
        self.at_work = Gauge("bmc_at_work", "Requests being served", registry=self.registry)

    def text(self) -> bytes:
        """Everything, in Prometheus' text format."""
        return generate_latest(self.registry)
