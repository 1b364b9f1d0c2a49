"""The whole pipeline at a glance: is the promise kept, which stage is behind, what is broken."""

from rematch_devstack.dashboards.parts import Dashboard, Panel, Query, Row, one, quantiles

_OURS = 'job=~"ingest|dedup|embed|match|notify|console"'

_PROMISE = Row(
    "The promise: 95 % of fresh postings are matched within 5 s",
    (
        Panel(
            "Late, of the last hour's postings",
            one("rematch:posting_to_match:late_ratio_rate1h"),
            "5 % may be. Nothing: no posting came.",
            unit="percentunit",
            kind="stat",
            width=6,
            most=0.05,
        ),
        Panel(
            "Late, of three days' postings",
            one("rematch:posting_to_match:late_ratio_rate3d"),
            "5 % may be.",
            unit="percentunit",
            kind="stat",
            width=6,
            most=0.05,
        ),
        Panel(
            "Postings matched in the last hour",
            one("rematch:posting_to_match:postings_increase1h"),
            "Fresh ones; imports are left out.",
            kind="stat",
            width=6,
        ),
        Panel(
            "Alerts that fire",
            one('sum(ALERTS{alertname=~"Rematch.+",alertstate="firing"}) or vector(0)'),
            "What to do is in docs/runbooks.md.",
            kind="stat",
            width=6,
            most=1,
        ),
    ),
)

_STAGES = Row(
    "Stages",
    (
        Panel(
            "Lag in seconds",
            one("rematch:consumer_lag_seconds:max", "{{consumer}} {{topic}}"),
            "For how long the oldest record has waited. The first stage whose lag grows is the cause.",
            unit="s",
            most=60,
        ),
        Panel(
            "Lag in records",
            one("rematch:consumer_lag_records:sum", "{{consumer}} {{topic}}"),
            "Records that wait. Imports (-bulk) wait on purpose.",
        ),
        Panel(
            "Records done a second",
            one("sum by (consumer) (rematch:consumed:rate5m)", "{{consumer}}"),
            "Where one stage does fewer than the one before it, for long, look there.",
            unit="reqps",
        ),
        Panel(
            "Received to this stage, slowest hundredth",
            one(
                "histogram_quantile(0.99, sum by (stage, le) (rate(rematch_stage_lag_seconds_bucket[5m])))",
                "{{stage}}",
            ),
            "From the raw record's receipt to each stage's end, imports included.",
            unit="s",
        ),
        Panel("Posting to match", quantiles("rematch_posting_to_match_seconds"), "Fresh postings.", unit="s", most=5),
        Panel(
            "A batch, slowest hundredth",
            one("rematch:handle_seconds:p99_rate5m", "{{consumer}}"),
            "Decode to delivery. It must stay far below the rebalance time-out.",
            unit="s",
        ),
    ),
)

_TROUBLE = Row(
    "Trouble",
    (
        Panel(
            "Dead letters in ten minutes",
            one("rematch:dlq:increase10m", "{{consumer}} {{topic}}"),
            "`rematch dlq list` tells why.",
            most=10,
        ),
        Panel(
            "Waiting for what is away, tries a second",
            one("sum by (consumer, dependency) (rate(rematch_retries_total[5m]))", "{{consumer}}: {{dependency}}"),
            "Records are tried in place until it is back.",
        ),
        Panel(
            "Oldest event that is not published",
            one("max by (service) (rematch_outbox_oldest_seconds)", "{{service}}"),
            "Written to the database, and not yet in Kafka.",
            unit="s",
            most=60,
        ),
        Panel(
            "Consumers that are not ready or paused",
            (
                Query("count by (consumer) (rematch_consumer_ready == 0)", "{{consumer}} not ready"),
                Query("count by (consumer) (rematch_consumer_paused == 1)", "{{consumer}} paused"),
            ),
            "Replicas. More of them than partitions: some are idle, and not ready.",
        ),
        Panel(
            "Oldest message that is due",
            one("max(rematch_deliveries_oldest_seconds)", "due"),
            "Of notify.",
            unit="s",
            most=300,
        ),
        Panel(
            "Alerts that fire",
            one('ALERTS{alertname=~"Rematch.+",alertstate="firing"}'),
            "Each has its section in docs/runbooks.md.",
            kind="table",
        ),
    ),
)

_PROCESSES = Row(
    "Processes",
    (
        Panel("Replicas that answer", one(f"sum by (job) (up{{{_OURS}}})", "{{job}}"), "As Prometheus finds them."),
        Panel(
            "Memory",
            one(f"max by (job) (process_resident_memory_bytes{{{_OURS}}})", "{{job}}"),
            "The largest replica of each.",
            unit="bytes",
        ),
        Panel(
            "CPU",
            one(f"sum by (job) (rate(process_cpu_seconds_total{{{_OURS}}}[5m]))", "{{job}}"),
            "Cores, all replicas together.",
        ),
    ),
)

PIPELINE = Dashboard(
    "pipeline",
    "Rematch: pipeline",
    "From the raw posting to the message, stage by stage.",
    (_PROMISE, _STAGES, _TROUBLE, _PROCESSES),
)
