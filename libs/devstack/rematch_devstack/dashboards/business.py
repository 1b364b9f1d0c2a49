"""What the pipeline is for: matches, how soon, of what, and at which cost."""

from rematch_devstack.dashboards.parts import Dashboard, Panel, Query, Row, one, quantiles
from rematch_devstack.dashboards.quality import QUALITY

_OPENING = 'outcome=~"ad_of_opening|new_opening"'

_MATCHES = Row(
    "Matches",
    (
        Panel(
            "Matches found in an hour, by grade",
            one('sum by (grade) (increase(rematch_matches_total{what="found"}[1h]))', "{{grade}}"),
            "A is best. Events: a pair that changes its grade is not counted again.",
            stacked=True,
            width=12,
        ),
        Panel(
            "What was said of pairs in an hour",
            one("sum by (what) (increase(rematch_matches_total[1h]))", "{{what}}"),
            "Many withdrawn ones: openings end, or profiles change.",
            width=12,
        ),
        Panel(
            "Pairs looked at for one match",
            one(
                'sum(rate(rematch_pairs_total{outcome="looked_at"}[1h]))'
                ' / sum(rate(rematch_matches_total{what="found"}[1h]))',
                "pairs",
            ),
            "How much is scored for one that is told.",
        ),
        Panel(
            "Broader matches in an hour",
            one("sum by (profile) (increase(rematch_broader_matches_total[1h]))", "{{profile}}"),
            "For people who have fewer good ones than is aimed at.",
        ),
        Panel(
            "Messages that arrived in an hour",
            one('sum by (channel) (increase(rematch_deliveries_total{outcome="sent"}[1h]))', "{{channel}}"),
            "By channel.",
            stacked=True,
        ),
    ),
)

_SOON = Row(
    "From posting to match",
    (
        Panel("Posting to match", quantiles("rematch_posting_to_match_seconds"), "Fresh ones.", unit="s", most=5),
        Panel(
            "How many took how long",
            one("sum by (le) (increase(rematch_posting_to_match_seconds_bucket[5m]))", "{{le}}"),
            "Each column five minutes of postings.",
            kind="heatmap",
        ),
        Panel(
            "Later than 5 s",
            (
                Query("rematch:posting_to_match:late_ratio_rate1h", "an hour"),
                Query("rematch:posting_to_match:late_ratio_rate6h", "six hours"),
                Query("rematch:posting_to_match:late_ratio_rate3d", "three days"),
            ),
            "5 % may be.",
            unit="percentunit",
            most=0.05,
        ),
    ),
)

_DUPLICATES = Row(
    "Duplicates",
    (
        Panel(
            "Ads that were one more of a known opening",
            one("rematch:duplicates:ratio_rate1h", "of an hour's"),
            "Of ads that were not seen before. A jump means a new source, or a change of how ads are told apart.",
            unit="percentunit",
        ),
        Panel(
            "The same, by source",
            one(
                'sum by (source) (rate(rematch_dedup_decisions_total{outcome="ad_of_opening"}[6h]))'
                f" / sum by (source) (rate(rematch_dedup_decisions_total{{{_OPENING}}}[6h]))",
                "{{source}}",
            ),
            "The first thirty sources; the rest is `other`.",
            unit="percentunit",
        ),
        Panel(
            "By what they were recognised, in an hour",
            one("sum by (stage) (increase(rematch_dedup_duplicates_total[1h]))", "{{stage}}"),
            "text_hash: word for word. grey: ads in other words.",
            stacked=True,
        ),
        Panel(
            "Raw postings decided about in an hour",
            one("sum by (outcome) (increase(rematch_dedup_decisions_total[1h]))", "{{outcome}}"),
            "refreshed: seen again, unchanged.",
            stacked=True,
        ),
        Panel(
            "New openings in an hour, by source",
            one(
                'sum by (source) (increase(rematch_dedup_decisions_total{outcome="new_opening"}[1h]))',
                "{{source}}",
            ),
            "What a source brings that nobody else has brought before.",
            stacked=True,
        ),
        Panel(
            "Ads that ended by themselves, in an hour",
            one("sum by (reason) (increase(rematch_ads_ended_total[1h]))", "{{reason}}"),
            "Without a word from their platform.",
        ),
    ),
)

_COST = Row(
    "Verdicts of language models, and their cost",
    (
        Panel(
            "Cost of an hour",
            one("sum by (provider, model) (increase(rematch_judge_cost_usd_total[1h]))", "{{provider}} {{model}}"),
            "By the table of prices.",
            unit="currencyUSD",
            stacked=True,
        ),
        Panel(
            "Cost of a verdict",
            one(
                "sum by (provider, model) (rate(rematch_judge_cost_usd_total[1h]))"
                " / sum by (provider, model) (rate(rematch_rulings_total[1h]))",
                "{{provider}} {{model}}",
            ),
            "Repairs and tries included.",
            unit="currencyUSD",
        ),
        Panel(
            "Tokens in an hour",
            one("sum by (model, direction) (increase(rematch_judge_tokens_total[1h]))", "{{model}} {{direction}}"),
            "Read and written.",
        ),
        Panel(
            "Verdicts that nobody was asked for, in an hour",
            one("sum by (where) (increase(rematch_verdict_cache_hits_total[1h]))", "{{where}}"),
            "They cost nothing.",
        ),
        Panel(
            "What tenants may spend today yet",
            one("min by (unit) (rematch_verdict_budget_left)", "{{unit}}"),
            "Of those with a limit, all together.",
        ),
        Panel(
            "How pairs that wanted a verdict ended, in an hour",
            one("sum by (outcome) (increase(rematch_verdict_wants_total[1h]))", "{{outcome}}"),
            "deterministic: nobody came to it in time, and the factors' score stays.",
            stacked=True,
        ),
    ),
)

BUSINESS = Dashboard(
    "business",
    "Rematch: business",
    "Matches by grade, time from posting to match, quality, duplicates, cost of verdicts.",
    (_MATCHES, _SOON, QUALITY, _DUPLICATES, _COST),
    since="now-24h",
)
