"""Wires the language models that the settings name, in their order, each behind its guards."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from rematch_common.logs import logger
from rematch_common.wiring import Worker
from rematch_match.adapters.judges import Access, open_bedrock, open_provider
from rematch_match.adapters.keys import key_of
from rematch_match.domain.breaker import Breaker
from rematch_match.domain.prices import Price, as_of, known_prices, price_of
from rematch_match.domain.turns import Turns
from rematch_match.handlers.guarding import Common, Guard, Limits, Pace
from rematch_match.handlers.judging import Cascade, Judge
from rematch_match.ports.providers import Provider
from rematch_match.settings import JudgeSettings

log = logger(__name__)


@dataclass(slots=True)
class Providers:
    """Has them looked at when the service starts, which doesn't wait for that, and lets go of their connections at the
    end; a resource of the service."""

    providers: Sequence[Provider]
    look: Callable[[], Awaitable[None]] | None = None
    looking: asyncio.Future[None] | None = None

    async def start(self) -> None:
        if self.look is not None:
            self.looking = asyncio.ensure_future(self.look())

    async def stop(self) -> None:
        if self.looking is not None:
            self.looking.cancel()
            await asyncio.gather(self.looking, return_exceptions=True)
        for provider in self.providers:
            await provider.close()


def open_court(worker: Worker, settings: JudgeSettings) -> Cascade:
    """Of the whole service: all who ask share its guards and slots."""
    providers = open_judges(settings)
    court = court_of(providers, settings)
    if providers:
        worker.with_resource(Providers(providers, court.look))
        worker.health.details["judges"] = court.standings
    return court


def open_judges(settings: JudgeSettings) -> list[Provider]:
    """Asks none of them anything, and loads no library where none is named. Raises Unusable."""
    return [_open(name, settings) for name in settings.judges.split(",") if name]


def court_of(providers: Sequence[Provider], settings: JudgeSettings, pace: Pace | None = None) -> Cascade:
    """Call it once: what it counts, it counts for all who ask."""
    slots = settings.judges_at_once
    limits = Limits(settings.judge_timeout, settings.judge_tries)
    common = Common(asyncio.Semaphore(slots), limits, pace or Pace())
    judges = [Judge(_guard(provider, settings, common)) for provider in providers]
    return Cascade(judges, slots, settings.judge_longest)


def _guard(provider: Provider, settings: JudgeSettings, common: Common) -> Guard:
    now, rate = common.pace.now, settings.judge_rates.get(provider.name, settings.judge_per_minute)
    breaker = Breaker(now, settings.judge_failures, settings.judge_pause)
    turns = Turns(now, rate, settings.judges_at_once)
    return Guard(provider, _price(provider, settings), breaker, turns, common)


def _price(provider: Provider, settings: JudgeSettings) -> Price:
    told = {name: Price(*pair) for name, pair in settings.judge_prices.items()}
    prices: Mapping[str, Price] = {**known_prices(), **told}
    price = price_of(provider.name, provider.model, prices)
    if price is None:
        price = Price(*settings.judge_unknown_price)
        named = {"model": f"{provider.name}/{provider.model}", "table": as_of(), "usd": settings.judge_unknown_price}
        log.warning("no price is known of a model: set REMATCH_JUDGE_PRICES", **named)
    return price


def _open(name: str, settings: JudgeSettings) -> Provider:
    access = _access(name, settings)
    return open_bedrock(settings.bedrock_region, access) if name == "bedrock" else open_provider(name, access)


def _access(name: str, settings: JudgeSettings) -> Access:
    told: Mapping[str, tuple[str, str, SecretStr, Path | None]] = {
        "openai": (settings.openai_url, settings.openai_model, settings.openai_key, settings.openai_key_file),
        "groq": (settings.groq_url, settings.groq_model, settings.groq_key, settings.groq_key_file),
        "gemini": (settings.gemini_url, settings.gemini_model, settings.gemini_key, settings.gemini_key_file),
        "local": (settings.local_url, settings.local_model, settings.local_key, settings.local_key_file),
        "bedrock": (settings.bedrock_url, settings.bedrock_model, SecretStr(""), None),
    }
    url, model, key, file = told[name]
    return Access(
        key=key_of(key, file, name),
        url=url,
        model=model,
        form=settings.judge_forms.get(name),
        most_tokens=settings.judge_most_tokens,
        timeout=settings.judge_timeout,
    )
