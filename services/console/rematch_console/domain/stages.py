"""The stages of the pipeline, in the order of the flow, and which topics their groups read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rematch_common.contracts import dlq_topic

Part = tuple[str, int]
"""A topic and one of its partitions."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One service. `made`: topics by whose growth its pace is told, where it reads none that would tell it."""

    name: str
    verb: str
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    made: tuple[str, ...] = ()

    @property
    def reads(self) -> frozenset[str]:
        return frozenset(topic for topics in self.groups.values() for topic in topics)

    @property
    def dead_letters(self) -> frozenset[str]:
        return frozenset(dlq_topic(topic) for topic in self.reads)


STAGES = (
    Stage(
        "ingest",
        "takes in",
        {"ingest": ("ingest-outcomes",)},
        made=("raw-jobs", "raw-jobs-bulk", "candidate-profiles", "candidate-profiles-bulk"),
    ),
    Stage("dedup", "decides", {"dedup": ("raw-jobs", "crawl-reports"), "dedup-bulk": ("raw-jobs-bulk",)}),
    Stage(
        "embed",
        "understands",
        {"embed": ("deduped-jobs", "candidate-profiles"), "embed-bulk": ("candidate-profiles-bulk",)},
    ),
    Stage("match", "scores", {"match": ("embedded-jobs", "embedded-candidates", "match-feedback")}),
    Stage("notify", "tells", {"notify": ("matches", "alerts")}),
)
GROUPS = tuple(group for stage in STAGES for group in stage.groups)
TOPICS = frozenset().union(*(stage.reads | frozenset(stage.made) | stage.dead_letters for stage in STAGES))
