"""Wires console: plain code, real adapters."""

import asyncio

from rematch_common import tracing
from rematch_common.clock import monotonic, utc_now
from rematch_common.health import Health
from rematch_common.http import new_api
from rematch_common.service import Service
from rematch_console.adapters.followed_keys import FollowedKeys
from rematch_console.adapters.http_services import HttpServices
from rematch_console.adapters.kafka_broker import KafkaBroker
from rematch_console.adapters.kafka_letters import KafkaLetters
from rematch_console.adapters.memory_sessions import MemorySessions
from rematch_console.adapters.own_key import own_key
from rematch_console.api import Handlers, Terms, add_routes
from rematch_console.handlers.gauges import Gauges
from rematch_console.handlers.watch import Watch
from rematch_console.settings import Settings

NAME = "console"


def build(settings: Settings) -> Service:
    tracing.configure(NAME, settings.otlp_endpoint)
    health = Health({})
    api = new_api(NAME, health)
    services = HttpServices(settings.services)
    broker = KafkaBroker(settings.kafka_bootstrap, monotonic)
    watch = Watch(broker, Gauges(services, monotonic), utc_now, monotonic)
    keys, letters = FollowedKeys(settings.kafka_bootstrap), KafkaLetters(settings.kafka_bootstrap)
    handlers = Handlers(services, MemorySessions(utc_now), utc_now, watch, keys, letters)
    add_routes(api, handlers, terms(settings))
    return Service(
        name=NAME,
        address=(settings.http_host, settings.http_port),
        api=api,
        health=health,
        stop=asyncio.Event(),
        resources=[services, broker],
        background=[watch.run, keys.run],
    )


def terms(settings: Settings) -> Terms:
    own = own_key(settings.console_key.get_secret_value(), settings.console_key_file)
    hosts = [name.strip().lower() for name in settings.console_hosts.split(",") if name.strip()]
    elsewhere = [("Grafana", settings.grafana_url)] if settings.grafana_url else []
    return Terms(own if settings.console_open else None, hosts, elsewhere)
