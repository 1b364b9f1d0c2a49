"""match's settings."""

from functools import cached_property
from pathlib import Path
from typing import Literal, Self, get_args

from pydantic import Field, SecretStr, field_validator, model_validator

from rematch_common.contracts import check_label
from rematch_common.secret import Secret, SecretFile, secret
from rematch_common.settings import DatabaseSettings
from rematch_match.domain.experiments.arms import Experiment
from rematch_match.domain.experiments.declaring import read_experiment
from rematch_match.domain.verdicts.prompts import DEFAULT_PROMPT, PROMPTS

Judge = Literal["openai", "groq", "gemini", "local", "bedrock"]
Form = Literal["schema", "object", "prose"]


class JudgeSettings(DatabaseSettings):
    """Who gives verdicts of pairs, beside the factors that always do. `openai` is any URL that speaks like OpenAI."""

    judges: str = Field(
        default="", description="in order: openai, groq, gemini, local, bedrock; empty: no language model is asked"
    )
    judges_at_once: int = Field(default=4, ge=1, le=64, description="calls of language models under way in a process")
    judge_timeout: float = Field(default=5.0, gt=0, le=60, description="seconds for one call")
    judge_longest: float = Field(default=60.0, gt=0, le=600, description="seconds for all calls about one pair")
    judge_tries: int = Field(default=3, ge=1, le=10, description="while a model is away")
    judge_failures: int = Field(default=7, ge=1, le=10, description="calls in a row until a model is left alone")
    judge_pause: float = Field(default=60.0, gt=0, description="seconds until one that is left alone is tried again")
    judge_per_minute: float = Field(default=300, gt=0, description="calls of a provider, repairs and tries included")
    judge_rates: dict[str, float] = Field(default={}, description='other rates, such as {"groq": 30}')
    judge_most_tokens: int = Field(default=500, ge=100, le=4_000, description="that a reply may have")
    judge_forms: dict[str, Form] = Field(default={}, description='other forms of replies, such as {"local": "prose"}')
    judge_prices: dict[str, tuple[float, float]] = Field(
        default={}, description='USD for a million tokens read and written, such as {"openai/gpt-4o-mini": [0.15, 0.6]}'
    )
    judge_unknown_price: tuple[float, float] = Field(default=(0.0, 0.0), description="of a model that no table has")

    openai_url: str = ""
    openai_model: str = ""
    openai_key: SecretStr = SecretStr("")
    openai_key_file: Path | None = None
    groq_url: str = ""
    groq_model: str = ""
    groq_key: SecretStr = SecretStr("")
    groq_key_file: Path | None = None
    gemini_url: str = ""
    gemini_model: str = ""
    gemini_key: SecretStr = SecretStr("")
    gemini_key_file: Path | None = None
    local_url: str = ""
    local_model: str = ""
    local_key: SecretStr = SecretStr("")
    local_key_file: Path | None = None
    bedrock_url: str = ""
    bedrock_model: str = "amazon.nova-micro-v1:0"
    bedrock_region: str = "us-east-1"

    @field_validator("judges")
    @classmethod
    def _known(cls, judges: str) -> str:
        named = [name.strip() for name in judges.split(",") if name.strip()]
        unknown = sorted(set(named) - set(get_args(Judge)))
        if unknown or len(set(named)) < len(named):
            raise ValueError(f"name each of {', '.join(get_args(Judge))} at most once, commas between them")
        return ",".join(named)


class VerdictSettings(JudgeSettings):
    """Whose pairs are judged, and what that may cost: what a tenant chooses for itself comes before it."""

    verdicts: bool = Field(default=True, description="where a judge is named: for tenants that choose nothing")
    verdict_top: int = Field(default=10, ge=1, le=50, description="of a candidate's new matches, the best, are judged")
    verdict_ceiling: float = Field(default=0.0, ge=0, le=100, description="points by which a verdict may raise a score")
    verdict_weight: float | None = Field(
        default=None, ge=0, le=1, description="of the factors, beside the verdict; empty: 0.42, in niches 0.2"
    )
    verdict_calls_per_day: int | None = Field(default=1_000, ge=0, description="a tenant's; empty: without limit")
    verdict_usd_per_day: float | None = Field(default=None, ge=0, description="a tenant's; empty: without limit")
    verdict_wait_hours: float = Field(
        default=24.0, ge=0, le=720, description="that a pair may wait for a model that is away; 0: not at all"
    )
    verdict_put_off: int = Field(default=1_000, ge=0, le=100_000, description="pairs of a tenant that wait so at once")
    verdict_prompt: str = DEFAULT_PROMPT
    verdicts_every: float = Field(
        default=1.0, gt=0, description="seconds until those who want one are looked for again"
    )

    experiment: str = Field(
        default="", description="with blends or prompts: JSON (name, arms, start), or a file with it; empty: none"
    )

    @cached_property
    def declared(self) -> Experiment | None:
        """The experiment. Raises ValueError."""
        if not self.experiment.strip():
            return None
        told = self.experiment if self.experiment.lstrip().startswith("{") else _content(self.experiment)
        return read_experiment(told)

    @model_validator(mode="after")
    def _experiments(self) -> Self:
        if self.declared is not None and not self.judges:
            raise ValueError("experiment: it is about verdicts, so REMATCH_JUDGES has to name a judge")
        return self

    @field_validator("verdict_prompt")
    @classmethod
    def _version(cls, prompt: str) -> str:
        if prompt not in PROMPTS:
            raise ValueError(f"there is no such prompt: use one of {', '.join(PROMPTS)}")
        return prompt


def _content(file: str) -> str:
    try:
        return Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"experiment: {file} can't be read: {getattr(error, 'strerror', None) or error}") from None


class Settings(VerdictSettings):
    http_port: int = 8004
    batch_size: int = Field(default=8, ge=1, le=2000)
    vector_index: Literal["", "edge", "server", "pgvector-hnsw", "pgvector-ivfflat"] = Field(
        default="", description="empty: the server when qdrant_url names one, and otherwise edge"
    )
    qdrant_url: str = Field(default="", description="empty: Qdrant's engine in this process, under data_dir")
    qdrant_api_key: str = Field(default="", repr=False)
    qdrant_api_key_file: SecretFile = Field(default=None, description="a file with it, read for each request")
    qdrant_ca_file: SecretFile = Field(default=None, description="who signed its certificate; empty: the system's")
    data_dir: Path = Path(".rematch")
    rarity_every: float = Field(default=900.0, gt=0, description="seconds from one count of rare skills to the next")
    backlog_every: float = Field(default=1.0, gt=0, description="seconds until those who wait are looked for again")
    sweep_every: float = Field(default=60.0, gt=0, description="seconds until aged matches are looked for again")
    own_topics_every: float = Field(
        default=5.0, gt=0, description="seconds until tenants that ask for a topic of their own are looked for again"
    )
    min_score: float = Field(default=50.0, ge=0, le=100)
    retrieved: int = Field(
        default=200, ge=1, le=2000, description="candidates of a tenant, or openings, that one search brings"
    )
    most_pairs: int = Field(default=4_000, ge=1, le=100_000, description="that one posting is scored with, all tenants")
    most_days: int | None = Field(default=None, ge=1, description="older postings are not looked for; empty: all")
    count_every: float = Field(
        default=300.0, gt=0, description="seconds from one count of who has which skill to the next"
    )
    people_cached: int = Field(default=100_000, ge=1, description="people whose facts stay in memory, some 3 KiB each")
    postings_cached: int = Field(
        default=20_000, ge=1, description="postings whose facts stay in memory, some 5 KiB each"
    )
    embed_url: str = Field(default="", description="of embed's API, for searches by meaning; empty: by keywords alone")
    embed_key: SecretStr = Field(default=SecretStr(""), description="a key with the scope embed:write")
    embed_key_file: Path | None = Field(default=None, description="a file with that key, read when it is needed")
    search_floor: float = Field(default=0.3, ge=-1, le=1, description="the least cosine that a search finds")
    previewed: int = Field(default=1_000, ge=1, le=20_000, description="openings, or people, that a preview looks at")
    tailor_within: float = Field(
        default=15.0, gt=0, le=300, description="seconds that language models have for what to bring out"
    )
    quality_every: float = Field(default=900.0, gt=0, description="seconds until the metrics of quality are told anew")
    quality_people: int = Field(
        default=2_000, ge=20, le=100_000, description="people, chosen by lot, whom a report of quality reads"
    )
    largest_body: int = Field(default=2 * 1024 * 1024, ge=1024)
    match_model: str = Field(
        default="", description="whose vectors are compared until another is switched to; empty: each record's first"
    )
    match_introducing: str = Field(default="", description="label of the model that is introduced; empty: none is")

    @property
    def asks_qdrant_by(self) -> Secret:
        return secret(self.qdrant_api_key, self.qdrant_api_key_file)

    @field_validator("match_introducing")
    @classmethod
    def _label(cls, model: str) -> str:
        return check_label(model) if model else model
