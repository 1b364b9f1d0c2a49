"""How good matches are, by what people did with those that they were shown."""

from rematch_devstack.dashboards.parts import Panel, Row, one

QUALITY = Row(
    "Quality of matches, by what people did with them",
    (
        Panel(
            "The best first",
            one('max by (measure, profile) (rematch_quality{measure=~"ndcg@10|mrr"})', "{{measure}} {{profile}}"),
            "Of 30 days, by scoring profile; no line: too few people. Falls: the order has got worse.",
            unit="percentunit",
        ),
        Panel(
            "Taken to, of the first places",
            one(
                'max by (measure, profile) (rematch_quality{measure=~"(precision|recall).*"})',
                "{{measure}} {{profile}}",
            ),
            "precision: of what was shown; recall: of what people took to.",
            unit="percentunit",
        ),
        Panel(
            "From match to application and interview",
            one('max by (measure, profile) (rematch_quality{measure=~"match_to_.*"})', "{{measure}} {{profile}}"),
            "Of all matches that were shown.",
            unit="percentunit",
        ),
        Panel(
            "Employers among the first ten",
            one('max by (profile) (rematch_quality{measure="employers@10"})', "{{profile}}"),
            "To a match. Near 0: one employer fills the lists.",
            unit="percentunit",
        ),
        Panel(
            "Days from showing to hire",
            one("max by (profile) (rematch_quality_days_to_hire)", "{{profile}}"),
            "The median of 30 days' hires.",
        ),
        Panel(
            "People behind these figures",
            one("max by (profile) (rematch_quality_people)", "{{profile}}"),
            "Who was shown a ranked list, of those read.",
        ),
        Panel(
            "Tenants scored by what was learned of their people",
            (
                *one('max(rematch_learned_tenants{state="in_force"})', "in force"),
                *one("sum(increase(rematch_learned_taken_back_total[1d]))", "taken back in a day"),
            ),
            "Taken back: people were served worse for sure. `rematch learn status` tells of whom.",
        ),
    ),
)
