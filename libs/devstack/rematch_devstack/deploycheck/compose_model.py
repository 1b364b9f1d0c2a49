"""The words of Compose that docker-compose.yml uses, and what may stand behind them; any other is a mistake."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Size = Annotated[str, StringConstraints(pattern=r"^[1-9]\d*[kmg]$")]
Span = Annotated[str, StringConstraints(pattern=r"^([1-9]\d*(ms|s|m|h))+$")]
Condition = Literal["service_started", "service_healthy", "service_completed_successfully"]
Profile = Literal["core", "full"]
Argv = list[str]
Environment = dict[str, str]


class _Strict(BaseModel):
    # A number where Compose wants a string, such as an unquoted port or version, is a mistake, too.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Build(_Strict):
    context: str
    args: Environment = Field(default_factory=dict)


class Health(_Strict):
    test: Argv = Field(default_factory=list)
    interval: Span = "30s"
    timeout: Span = "30s"
    retries: int = 3
    start_period: Span | Literal["0s"] = "0s"
    start_interval: Span = "5s"
    disable: bool = False


class Wish(_Strict):
    """What is waited for."""

    condition: Condition
    required: bool = True


class Logging(_Strict):
    driver: Literal["local", "json-file"]
    options: Environment = Field(default_factory=dict)


class Service(_Strict):
    image: str
    profiles: list[Profile] = Field(default_factory=list)
    build: Build | None = None
    entrypoint: Argv | None = None
    command: Argv | None = None
    environment: Environment = Field(default_factory=dict)
    env_file: list[str] = Field(default_factory=list)
    depends_on: dict[str, Wish] = Field(default_factory=dict)
    healthcheck: Health | None = None
    ports: list[str] = Field(default_factory=list)
    volumes: list[str] = Field(default_factory=list)
    tmpfs: list[str] = Field(default_factory=list)
    restart: Annotated[str, StringConstraints(pattern=r"^(no|always|unless-stopped|on-failure(:\d+)?)$")] = "no"
    read_only: bool = False
    cap_drop: list[str] = Field(default_factory=list)
    security_opt: list[str] = Field(default_factory=list)
    stop_grace_period: Span = "10s"
    logging: Logging | None = None
    mem_limit: Size | None = None
    shm_size: Size | None = None
    pids_limit: int | None = None


class Project(_Strict):
    name: str
    services: dict[str, Service]
    volumes: dict[str, None] = Field(default_factory=dict)
