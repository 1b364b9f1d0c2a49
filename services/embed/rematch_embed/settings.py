"""embed's settings."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from rematch_common.contracts import check_label
from rematch_common.secret import Secret, SecretFile, secret
from rematch_common.settings import ServiceSettings

Provider = Literal["onnx", "folder", "sentence-transformers", "openai"]


class Settings(ServiceSettings):
    http_port: int = 8003
    batch_size: int = Field(default=32, ge=1, le=2000, description="texts that are embedded at once")
    data_dir: Path = Path(".rematch")

    embed_provider: Provider = "onnx"
    embed_model: str = Field(default="", description="a folder, a model's name, or that of a remote model")
    embed_dim: int | None = Field(default=None, ge=1, le=8_192, description="what the vectors must have")
    embed_precision: Literal["auto", "fp32", "int8"] = Field(default="auto", description="of onnx; of the local model")
    embed_threads: int = Field(default=0, ge=0, description="0: one a core")
    max_tokens: int = Field(default=256, ge=16, le=512)
    introducing: str = Field(default="", description="label of the model to introduce; empty: the one in force")

    embed_base_url: str = Field(default="https://api.openai.com/v1", description="of openai, or what speaks like it")
    embed_api_key: SecretStr = SecretStr("")
    embed_api_key_file: SecretFile = Field(default=None, description="a file with it, read for each request")
    # Three tries of 5 s with what is waited between them fit in, and it fits into the 20 s of the consume loop.
    embed_patience: float = Field(default=18.5, gt=0.0, le=19.0, description="seconds for a request, tries included")
    embed_requests_per_minute: float = Field(default=500, ge=60, description="that a remote model is asked at most")
    embed_health_every: float = Field(default=10.0, gt=0.0, description="seconds between looks for one that is away")

    trainer_token: SecretStr = SecretStr("")
    trainer_token_file: SecretFile = Field(default=None, description="a file with what a remote trainer is asked with")

    cached_texts: int = Field(default=10_000, ge=0, description="vectors in memory")
    remembered_keys: int = Field(
        default=400_000, ge=1, description="keys of each topic whose newest version is known, 140 bytes each"
    )
    disk_cached_texts: int = Field(default=50_000, ge=0, description="vectors on disk; 0: none")

    most_waiting: int = Field(default=1_024, ge=256, description="texts of the API that may wait")
    largest_body: int = Field(default=8 * 1024 * 1024, ge=1024)

    @property
    def embeds_by(self) -> Secret:
        return secret(self.embed_api_key, self.embed_api_key_file)

    @property
    def trains_by(self) -> Secret:
        return secret(self.trainer_token, self.trainer_token_file)

    @field_validator("introducing")
    @classmethod
    def _label(cls, model: str) -> str:
        return check_label(model) if model else model
