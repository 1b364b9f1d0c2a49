"""Every metric of the system, one line each; a service that needs another adds it here."""

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, Histogram, generate_latest

from rematch_common.contracts.own_topics import is_own_topic
from rematch_common.contracts.topic import base_topic

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)
_SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)

CONSUMED = Counter("rematch_consumed_total", "Records whose effect is done.", ["consumer", "topic"])
PRODUCED = Counter("rematch_produced_total", "Records delivered to Kafka.", ["topic"])
DEAD_LETTERED = Counter("rematch_dlq_total", "Records sent to a dead-letter queue.", ["consumer", "topic", "reason"])
RETRIES = Counter("rematch_retries_total", "Batches tried again.", ["consumer", "dependency"])
HANDLE_SECONDS = Histogram("rematch_handle_seconds", "One batch, decode to delivery.", ["consumer"], buckets=_SECONDS)
BATCH_SIZE = Histogram("rematch_batch_size", "Records in a batch.", ["consumer"], buckets=_SIZES)
LAG_RECORDS = Gauge("rematch_consumer_lag_records", "Records that wait for a consumer.", ["consumer", "topic"])
LAG_SECONDS = Gauge("rematch_consumer_lag_seconds", "How long the oldest of them has waited.", ["consumer", "topic"])
READY = Gauge("rematch_consumer_ready", "1 while a consumer has its partitions and gets on.", ["consumer"])
STAGE_LAG = Histogram("rematch_stage_lag_seconds", "Raw record's receipt to this stage.", ["stage"], buckets=_SECONDS)
OUTBOX_DEPTH = Gauge("rematch_outbox_depth", "Events written and not yet published.", ["service"])
OUTBOX_OLDEST = Gauge("rematch_outbox_oldest_seconds", "For how long the first of them has waited.", ["service"])
RECONCILED = Counter("rematch_reconciled_total", "Keys whose last record was stale.", ["topic"])
PAUSED = Gauge("rematch_consumer_paused", "1 while a consumer is paused by a flood of bad records.", ["consumer"])
ENDED = Counter("rematch_ads_ended_total", "Ads that ended without a word from their platform.", ["reason"])
EMBEDDED_TEXTS = Counter("rematch_embedded_texts_total", "Texts that got their vector.", ["model", "source"])
TRUNCATED = Counter(
    "rematch_truncated_texts_total", "Texts of the API whose end embed cut off, not those a model cuts."
)
REMOTE_SWITCHES = Counter("rematch_remote_switches_total", "Changes between remote and local vectors.", ["to"])
REMOTE_AWAY = Gauge("rematch_remote_away", "1 while records have the local vector alone.")
DECISIONS = Counter("rematch_dedup_decisions_total", "Raw postings decided about.", ["outcome", "source"])
DUPLICATES = Counter("rematch_dedup_duplicates_total", "Ads of known openings, by what gave them away.", ["stage"])
POSTING_TO_MATCH = Histogram(
    "rematch_posting_to_match_seconds",
    "A fresh posting's receipt to its having been matched; imports are left out.",
    buckets=(0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0),
)
MATCHES = Counter(
    "rematch_matches_total", "What was said of pairs, by grade; of a withdrawn one: none.", ["what", "grade"]
)
PAIRS = Counter("rematch_pairs_total", "Pairs of opening and candidate, by what became of them.", ["outcome"])
BROADER = Counter("rematch_broader_matches_total", "Matches shown as broader than is aimed at.", ["profile"])
FULL_SEARCHES = Counter("rematch_full_searches_total", "Searches that brought all they may bring.", ["kind"])
VERDICT_WANTS = Counter("rematch_verdict_wants_total", "Pairs that wanted a verdict, by how that ended.", ["outcome"])
VERDICT_CACHE_HITS = Counter("rematch_verdict_cache_hits_total", "Verdicts that nobody was asked for.", ["where"])
VERDICTS_WAITING = Gauge("rematch_verdicts_waiting", "Pairs that wait for a verdict.")
VERDICTS_PUT_OFF = Gauge("rematch_verdicts_put_off", "Pairs that the factors judged until a model is back.")
VERDICT_SECONDS = Histogram("rematch_verdict_seconds", "A pair's match to its verdict.", buckets=_SECONDS)
VERDICT_BUDGET_LEFT = Gauge(
    "rematch_verdict_budget_left",
    "What tenants may spend on verdicts today yet, in all; of those with a limit.",
    ["unit"],
)
QUALITY = Gauge(
    "rematch_quality", "Means over people of 30 days, from 0 to 1; none where they are few.", ["measure", "profile"]
)
QUALITY_PEOPLE = Gauge("rematch_quality_people", "People whom these are of.", ["profile"])
DAYS_TO_HIRE = Gauge("rematch_quality_days_to_hire", "Median of 30 days' hires, from the first showing.", ["profile"])
LEARNED = Gauge("rematch_learned_tenants", "Tenants with models of their own, by whether one is in force.", ["state"])
TAKEN_BACK = Counter("rematch_learned_taken_back_total", "Learned models that served people worse.")
TOLD = Counter("rematch_told_total", "Matches told, by channel.", ["channel"])
DELIVERIES = Counter(
    "rematch_deliveries_total",
    "Tries to send a message: sent, again, undeliverable, off, unlinked.",
    ["channel", "outcome"],
)
DELIVERY_SECONDS = Histogram(
    "rematch_delivery_seconds", "A message's forming to its arrival.", ["channel"], buckets=_SECONDS
)
DELIVERIES_WAITING = Gauge("rematch_deliveries_waiting", "Subscriptions that have something due.")
DELIVERIES_OLDEST = Gauge("rematch_deliveries_oldest_seconds", "For how long the first of them has.")
HTTP_RECORDS = Counter("rematch_http_records_total", "Records taken in over HTTP.", ["kind", "outcome"])
HTTP_REQUESTS = Counter("rematch_http_requests_total", "Requests of an API; code: 2xx and so on.", ["route", "code"])
HTTP_SECONDS = Histogram("rematch_http_seconds", "A request to the beginning of its answer.", buckets=_SECONDS)
CATEGORY_ADVICE = Counter("rematch_category_advice_total", "Roles a model was asked about, by outcome.", ["outcome"])

_BY_MODEL = ["provider", "model"]
JUDGE_CALLS = Counter("rematch_judge_calls_total", "Calls of language models.", [*_BY_MODEL, "outcome"])
JUDGE_SECONDS = Histogram("rematch_judge_seconds", "One call of a language model.", _BY_MODEL, buckets=_SECONDS)
JUDGE_TOKENS = Counter("rematch_judge_tokens_total", "Tokens read and written.", [*_BY_MODEL, "direction"])
JUDGE_COST = Counter("rematch_judge_cost_usd_total", "US dollars, by the table of prices.", _BY_MODEL)
JUDGE_UNREADABLE = Counter("rematch_judge_unreadable_total", "Replies not believed.", [*_BY_MODEL, "complaint"])
JUDGE_REPAIRS = Counter("rematch_judge_repairs_total", "Replies asked for once more.", [*_BY_MODEL, "outcome"])
JUDGE_FALLBACKS = Counter("rematch_judge_fallbacks_total", "Pairs passed on to the next.", [*_BY_MODEL, "reason"])
JUDGE_BREAKER = Gauge("rematch_judge_breaker", "0 closed, 1 half-open, 2 open: left alone.", _BY_MODEL)
RULINGS = Counter("rematch_rulings_total", "Pairs judged, by who had the word.", _BY_MODEL)
TAILORED = Counter("rematch_tailored_total", "Profiles tailored to a posting, by who had the word.", _BY_MODEL)


class Few:
    """Names that others choose, as a label: the first that come have their own, all others are `other`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: set[str] = set()

    def __call__(self, name: str) -> str:
        if name not in self._known and len(self._known) >= self._most:
            return "other"
        self._known.add(name)
        return name


def told_as(topic: str) -> str:
    """The label of a topic: tenants' own ones are one."""
    return base_topic(topic) if is_own_topic(topic) else topic


def exposition() -> tuple[bytes, str]:
    """The text Prometheus scrapes, and its content type."""
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
