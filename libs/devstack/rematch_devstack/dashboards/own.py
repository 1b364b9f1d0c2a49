"""What each service shows that no other does."""

from collections.abc import Mapping

from rematch_devstack.dashboards.parts import Panel, Row, one, quantiles

_INGEST = Row(
    "Taking in",
    (
        Panel(
            "Records over HTTP a second",
            one("sum by (kind, outcome) (rate(rematch_http_records_total[5m]))", "{{kind}} {{outcome}}"),
            "Refused ones are answered with the field that is wrong.",
            unit="reqps",
            width=12,
        ),
        Panel(
            "Roles a model was asked about, in an hour",
            one("sum by (outcome) (increase(rematch_category_advice_total[1h]))", "{{outcome}}"),
            "For search categories.",
            width=12,
        ),
    ),
)

_DEDUP = Row(
    "Deciding",
    (
        Panel(
            "Decisions a second",
            one("sum by (outcome) (rate(rematch_dedup_decisions_total[5m]))", "{{outcome}}"),
            "refreshed: seen again, unchanged.",
            unit="reqps",
        ),
        Panel(
            "By what duplicates were recognised, a second",
            one("sum by (stage) (rate(rematch_dedup_duplicates_total[5m]))", "{{stage}}"),
            "The stages, cheapest first: text_hash, text, grey.",
        ),
        Panel(
            "Ads that ended by themselves, in an hour",
            one("sum by (reason) (increase(rematch_ads_ended_total[1h]))", "{{reason}}"),
            "Many `unseen` at once: a crawl was believed that should not have been.",
        ),
    ),
)

_EMBED = Row(
    "Embedding",
    (
        Panel(
            "Texts a second",
            one("sum by (model, source) (rate(rematch_embedded_texts_total[5m]))", "{{model}} {{source}}"),
            "source: the model itself, or a cache.",
            unit="reqps",
        ),
        Panel(
            "The remote model is away",
            one("max(rematch_remote_away)", "away"),
            "1: records have the local vector alone.",
            most=1,
        ),
        Panel(
            "Changes between remote and local, in an hour",
            one("sum by (to) (increase(rematch_remote_switches_total[1h]))", "to {{to}}"),
            "Many: it comes and goes.",
        ),
        Panel(
            "Texts of the API that were cut, in an hour",
            one("sum(increase(rematch_truncated_texts_total[1h]))", "texts"),
            "Longer than the model reads.",
        ),
        Panel(
            "Last records that were stale, in an hour",
            one("sum by (topic) (increase(rematch_reconciled_total[1h]))", "{{topic}}"),
            "Mended. Often: processes stand still for longer than the session time-out.",
        ),
    ),
)

_MATCH = Row(
    "Matching",
    (
        Panel("Posting to match", quantiles("rematch_posting_to_match_seconds"), "Fresh ones.", unit="s", most=5),
        Panel(
            "Pairs a second",
            one("sum by (outcome) (rate(rematch_pairs_total[5m]))", "{{outcome}}"),
            "Looked at, and told.",
            unit="reqps",
        ),
        Panel(
            "Searches that brought all they may, in an hour",
            one("sum by (kind) (increase(rematch_full_searches_total[1h]))", "{{kind}}"),
            "There may have been more to look at.",
        ),
    ),
)

_VERDICTS = Row(
    "Verdicts",
    (
        Panel(
            "Calls a second",
            one("sum by (model, outcome) (rate(rematch_judge_calls_total[5m]))", "{{model}} {{outcome}}"),
            "Anything but ok is tried again, or passed on.",
            unit="reqps",
        ),
        Panel("Seconds a call", quantiles("rematch_judge_seconds", "model"), "By model.", unit="s"),
        Panel(
            "Breaker",
            one("max by (provider, model) (rematch_judge_breaker)", "{{provider}} {{model}}"),
            "0 closed, 1 half-open, 2 open: left alone.",
            most=2,
        ),
        Panel(
            "Replies not believed, in an hour",
            one("sum by (model, complaint) (increase(rematch_judge_unreadable_total[1h]))", "{{model}} {{complaint}}"),
            "Asked for once more, then passed on.",
        ),
        Panel(
            "Replies asked for once more, in an hour",
            one("sum by (model, outcome) (increase(rematch_judge_repairs_total[1h]))", "{{model}} {{outcome}}"),
            "How that ended.",
        ),
        Panel(
            "Passed on to the next, in an hour",
            one("sum by (model, reason) (increase(rematch_judge_fallbacks_total[1h]))", "{{model}} {{reason}}"),
            "Until the factors have the word.",
        ),
        Panel("Pairs that wait", one("max(rematch_verdicts_waiting)", "pairs"), "For a verdict."),
        Panel(
            "Pairs put off",
            one("max(rematch_verdicts_put_off)", "pairs"),
            "The factors judged them until a model is back.",
        ),
        Panel("From match to verdict", quantiles("rematch_verdict_seconds"), "Of pairs that got one.", unit="s"),
        Panel(
            "Who had the word, in an hour",
            one("sum by (provider, model) (increase(rematch_rulings_total[1h]))", "{{provider}} {{model}}"),
            "Pairs judged.",
            stacked=True,
        ),
        Panel(
            "Profiles tailored, in an hour",
            one("sum by (provider, model) (increase(rematch_tailored_total[1h]))", "{{provider}} {{model}}"),
            "By who had the word.",
        ),
    ),
)

_NOTIFY = Row(
    "Telling",
    (
        Panel(
            "Tries to send, a second",
            one("sum by (channel, outcome) (rate(rematch_deliveries_total[5m]))", "{{channel}} {{outcome}}"),
            "again: it failed, and is tried again.",
            unit="reqps",
        ),
        Panel(
            "From message to arrival",
            quantiles("rematch_delivery_seconds", "channel"),
            "Tries and waiting included.",
            unit="s",
        ),
        Panel(
            "Oldest that is due",
            one("max(rematch_deliveries_oldest_seconds)", "due"),
            "Seconds that it has been.",
            unit="s",
            most=300,
        ),
        Panel("Subscriptions with something due", one("max(rematch_deliveries_waiting)", "due"), "All tenants'."),
        Panel(
            "Matches told on channels that hear of all, a second",
            one("sum by (channel) (rate(rematch_told_total[5m]))", "{{channel}}"),
            "The stream and the log.",
            unit="reqps",
        ),
    ),
)

OWN: Mapping[str, tuple[Row, ...]] = {
    "ingest": (_INGEST,),
    "dedup": (_DEDUP,),
    "embed": (_EMBED,),
    "match": (_MATCH, _VERDICTS),
    "notify": (_NOTIFY,),
}
