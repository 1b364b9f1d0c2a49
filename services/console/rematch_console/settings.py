"""console's settings."""

from pathlib import Path

from pydantic import Field, SecretStr

from rematch_common.settings import ServiceSettings


class Settings(ServiceSettings):
    http_port: int = 8006
    ingest_url: str = "http://127.0.0.1:8001"
    dedup_url: str = "http://127.0.0.1:8002"
    embed_url: str = "http://127.0.0.1:8003"
    match_url: str = "http://127.0.0.1:8004"
    notify_url: str = "http://127.0.0.1:8005"
    grafana_url: str = Field(default="", description="where Grafana is, for a link to it; empty: no link")
    console_open: bool = Field(
        default=False,
        description="true: whoever reaches it may look with its own key; else one is asked for",
    )
    console_key: SecretStr = Field(default=SecretStr(""), description="the access key that the console looks with")
    console_key_file: Path | None = Field(default=None, description="a file with that key, which may come later")
    console_hosts: str = Field(
        default="", description="names that the console is reached by, comma-separated, beside those of this machine"
    )

    @property
    def services(self) -> dict[str, str]:
        """Where each service answers."""
        urls = (self.ingest_url, self.dedup_url, self.embed_url, self.match_url, self.notify_url)
        return dict(zip(("ingest", "dedup", "embed", "match", "notify"), urls, strict=True))
