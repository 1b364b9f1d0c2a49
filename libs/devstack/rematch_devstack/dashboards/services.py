"""One dashboard for each service: what all have, and what is its own."""

from rematch_devstack.dashboards.own import OWN
from rematch_devstack.dashboards.parts import Dashboard, Panel, Row, one, quantiles


def of_service(name: str) -> Dashboard:
    """What is its own comes first."""
    reads = () if name == "console" else (_reading(name), _batches(name), _writing(name))
    rows = (*OWN.get(name, ()), *reads, _api(name), _process(name))
    return Dashboard(name, f"Rematch: {name}", f"{name}, all replicas together.", rows)


def _reading(name: str) -> Row:
    at = f'{{job="{name}"}}'
    return Row(
        "What it reads",
        (
            Panel(
                "Records done a second",
                one(f"sum by (topic) (rate(rematch_consumed_total{at}[5m]))", "{{topic}}"),
                "By topic.",
                unit="reqps",
            ),
            Panel(
                "Lag in seconds",
                one(f"max by (topic) (rematch_consumer_lag_seconds{at})", "{{topic}}"),
                "Of the oldest record that waits.",
                unit="s",
                most=60,
            ),
            Panel(
                "Lag in records",
                one(f"sum by (topic) (rematch_consumer_lag_records{at})", "{{topic}}"),
                "As of the last fetch.",
            ),
        ),
    )


def _batches(name: str) -> Row:
    at = f'{{job="{name}"}}'
    return Row(
        "Its batches",
        (
            Panel(
                "Seconds a batch",
                quantiles("rematch_handle_seconds", "consumer", at),
                "To delivery.",
                unit="s",
                width=12,
            ),
            Panel(
                "Records a batch",
                one(
                    f"sum by (consumer) (rate(rematch_batch_size_sum{at}[5m]))"
                    f" / sum by (consumer) (rate(rematch_batch_size_count{at}[5m]))",
                    "{{consumer}}",
                ),
                "At REMATCH_BATCH_SIZE it works as fast as it can.",
                width=12,
            ),
        ),
    )


def _writing(name: str) -> Row:
    at = f'{{job="{name}"}}'
    return Row(
        "What it writes, and what is in its way",
        (
            Panel(
                "Records written a second",
                one(f"sum by (topic) (rate(rematch_produced_total{at}[5m]))", "{{topic}}"),
                "By topic.",
                unit="reqps",
            ),
            Panel(
                "Dead letters in an hour",
                one(f"sum by (topic, reason) (increase(rematch_dlq_total{at}[1h]))", "{{topic}} {{reason}}"),
                "bug is ours, all else a producer's.",
            ),
            Panel(
                "Waiting for what is away, tries a second",
                one(f"sum by (dependency) (rate(rematch_retries_total{at}[5m]))", "{{dependency}}"),
                "None is right.",
            ),
            Panel(
                "Events that are not published",
                one(f"max(rematch_outbox_depth{at})", "events"),
                "In the outbox, whoever is to publish them.",
            ),
        ),
    )


def _api(name: str) -> Row:
    at = f'{{job="{name}"}}'
    return Row(
        "Its API",
        (
            Panel(
                "Requests a second",
                one(f"sum by (route) (rate(rematch_http_requests_total{at}[5m]))", "{{route}}"),
                "Probes and scrapes are left out.",
                unit="reqps",
            ),
            Panel(
                "Refusals and failures a second",
                one(
                    f'sum by (route, code) (rate(rematch_http_requests_total{{job="{name}",code=~"4xx|5xx"}}[5m]))',
                    "{{code}} {{route}}",
                ),
                "5xx is ours: its id is in the log.",
                unit="reqps",
            ),
            Panel(
                "To the beginning of the answer",
                quantiles("rematch_http_seconds", matching=at),
                "All routes.",
                unit="s",
            ),
        ),
    )


def _process(name: str) -> Row:
    at = f'{{job="{name}"}}'
    return Row(
        "Its processes",
        (
            Panel("Memory", one(f"process_resident_memory_bytes{at}", "{{instance}}"), "Each replica.", unit="bytes"),
            Panel("CPU", one(f"rate(process_cpu_seconds_total{at}[5m])", "{{instance}}"), "Cores, each replica."),
            Panel(
                "Open files and connections",
                one(f"process_open_fds{at}", "{{instance}}"),
                "One that only grows is a leak.",
            ),
        ),
    )
