"""match's settings."""

from pathlib import Path

from pydantic import Field

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
    match_model: str = Field(default="", description="the model whose vectors are compared; empty: each record's first")
