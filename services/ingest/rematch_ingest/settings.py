"""ingest's settings."""

from typing import Literal

from pydantic import Field

from rematch_common.sealing_settings import SealingSettings
from rematch_common.secret import Secret, SecretFile, secret

_MIB = 1024 * 1024


class Settings(SealingSettings):
    http_port: int = 8001
    largest_body: int = Field(default=16 * _MIB, ge=1024, description="bytes of one request, unpacked")
    largest_import: int = Field(default=200 * _MIB, ge=1024, description="bytes of one file, or of one NDJSON request")
    most_lines: int = Field(
        default=100_000, ge=1, description="of one NDJSON request: its answer is held until its end"
    )
    ingest_hold: Literal["", "outbox"] = Field(
        default="", description="outbox: while Kafka is away postings are held and answered 202; else they get 503"
    )
    outcomes_kept: float = Field(default=30.0, gt=0, description="days for which the fate of a posting can be asked")
    imports_every: float = Field(default=1.0, gt=0, description="seconds until imports that wait are looked for again")
    platforms: str = Field(
        default="", description="platforms to scrape beside the usual six, comma-separated; -name leaves one out"
    )
    roles_of_tenant: int = Field(default=2_000, ge=1, description="different roles that a tenant's people may add")
    roles_held: int = Field(default=20, ge=1, description="roles of the queue that one key may have at once")
    sweep_every: float = Field(default=60.0, gt=0.0, description="seconds between looks for rounds held too long")
    category_url: str = Field(
        default="", description="of a language model that speaks OpenAI's protocol and sorts roles no keyword knows"
    )
    category_model: str = Field(default="gpt-4o-mini", min_length=1, description="which model is asked there")
    category_key: str = Field(default="", repr=False, description="its key, if it wants one")
    category_key_file: SecretFile = Field(default=None, description="a file with that key, read for each question")

    @property
    def asks_categories_by(self) -> Secret:
        return secret(self.category_key, self.category_key_file)
