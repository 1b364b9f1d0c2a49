"""embed's settings."""

from pydantic import Field, field_validator

from rematch_common.contracts import check_label
from rematch_common.settings import ServiceSettings


class Settings(ServiceSettings):
    http_port: int = 8003
    batch_size: int = Field(default=32, ge=1, le=2000, description="texts that are embedded at once")
    embed_threads: int = Field(default=0, ge=0, description="0: one a core")
    max_tokens: int = Field(default=256, ge=16, le=512)
    cached_texts: int = Field(default=10_000, ge=0)
    introducing: str = Field(default="", description="label of the model to introduce; empty: the one in force")

    @field_validator("introducing")
    @classmethod
    def _label(cls, model: str) -> str:
        return check_label(model) if model else model
