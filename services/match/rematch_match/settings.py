"""match's settings."""

from pathlib import Path

from pydantic import Field, SecretStr

from rematch_common.settings import DatabaseSettings


class Settings(DatabaseSettings):
    http_port: int = 8004
    batch_size: int = Field(default=32, ge=1, le=2000)
    qdrant_url: str = Field(default="", description="empty: Qdrant's engine in this process, under data_dir")
    qdrant_api_key: str = ""
    data_dir: Path = Path(".rematch")
    rarity_every: float = Field(default=900.0, gt=0, description="seconds from one count of rare skills to the next")
    min_score: float = Field(default=50.0, ge=0, le=100)
    retrieved: int = Field(default=200, ge=1, le=2000, description="candidates, or openings, that one search brings")
    embed_url: str = Field(default="", description="of embed's API, for searches by meaning; empty: by keywords alone")
    embed_key: SecretStr = Field(default=SecretStr(""), description="a key with the scope embed:write")
    search_floor: float = Field(default=0.3, ge=-1, le=1, description="the least cosine that a search finds")
    previewed: int = Field(default=1_000, ge=1, le=20_000, description="openings, or people, that a preview looks at")
    largest_body: int = Field(default=2 * 1024 * 1024, ge=1024)
    match_model: str = Field(default="", description="the model whose vectors are compared; empty: each record's first")
