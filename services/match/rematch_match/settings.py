"""match's settings."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from rematch_common.contracts import check_label
from rematch_common.settings import DatabaseSettings


class Settings(DatabaseSettings):
    http_port: int = 8004
    batch_size: int = Field(default=8, ge=1, le=2000)
    vector_index: Literal["", "edge", "server", "pgvector-hnsw", "pgvector-ivfflat"] = Field(
        default="", description="empty: the server when qdrant_url names one, and otherwise edge"
    )
    qdrant_url: str = Field(default="", description="empty: Qdrant's engine in this process, under data_dir")
    qdrant_api_key: str = ""
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
    largest_body: int = Field(default=2 * 1024 * 1024, ge=1024)
    match_model: str = Field(
        default="", description="whose vectors are compared until another is switched to; empty: each record's first"
    )
    match_introducing: str = Field(default="", description="label of the model that is introduced; empty: none is")

    @field_validator("match_introducing")
    @classmethod
    def _label(cls, model: str) -> str:
        return check_label(model) if model else model
