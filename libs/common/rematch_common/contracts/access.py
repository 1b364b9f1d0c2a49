"""Who may do what in Kafka: derived from the table of topics, and from the few looks that no table of topics tells.

A name that ends in `*` stands for all that begin so, as Kafka's prefixed patterns do; no topic's name has one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Self

from rematch_common.contracts.all_topics import all_topics
from rematch_common.contracts.introducing import Introduction
from rematch_common.contracts.own_topics import own_topic_name
from rematch_common.contracts.topic import OWN, SERVICES, Topic, dlq_topic, retry_topic
from rematch_common.contracts.topics import (
    ACCESS_KEYS,
    DEDUPED_JOBS,
    EMBEDDED_JOBS,
    ERASURE_RECEIPTS,
    INGEST_OUTCOMES,
    MATCHES,
    RAW_JOBS,
    RAW_JOBS_BULK,
    TOPICS,
    about_people,
)

ANY = "*"
USER = "rematch-"
_OWN = OWN + ANY
# Beside our services: who collects postings, the programs that read matches, and a person with `rematch`.
OTHERS = ("console", "scraper", "downstream", "tools")


@dataclass(frozen=True)
class Access:
    """What one user of Kafka may do, and nothing more.

    `groups` are prefixes of the consumer groups that it joins; `watches` are groups of others whose positions it looks
    at, and `sees` topics of which it looks how far they go. Who reads or writes a topic sees it, too.
    """

    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    watches: frozenset[str] = frozenset()
    sees: frozenset[str] = frozenset()
    creates: frozenset[str] = frozenset()
    deletes: frozenset[str] = frozenset()
    """Topics from which it takes records: of people who were erased, and dead letters that nobody wants."""
    inspects: frozenset[str] = frozenset()
    """Topics whose settings it looks at."""

    def __or__(self, other: Self) -> Self:
        return replace(self, **{each.name: _of(self, each.name) | _of(other, each.name) for each in fields(self)})


def allows(names: Iterable[str], name: str) -> bool:
    """Whether these names, patterns among them, stand for this one."""
    return any(each == name or (each.endswith(ANY) and name.startswith(each.removesuffix(ANY))) for each in names)


def user_of(service: str) -> str:
    """The name under which a service logs in."""
    return f"{USER}{service}"


def reader_of(tenant_id: str) -> str:
    """Who reads a tenant's own topic of matches, as its program logs in. No service's name begins so."""
    return f"{USER}tenant-{tenant_id}"


def access_of_tenant(tenant_id: str) -> Access:
    """A tenant's program: its own matches alone, in groups of its own."""
    return Access(reads=frozenset({own_topic_name(tenant_id)}), groups=frozenset({f"{tenant_id}/"}))


def access_introducing(introduction: Introduction) -> Mapping[str, Access]:
    """What embed and match may do beside what they do already, while a model is being introduced."""
    written, came_back = introduction.writes, introduction.topics
    retries = {topic.name for topic in came_back if introduction.follower in topic.consumers}
    return {
        "embed": Access(
            reads=_names((*introduction.retries, *written)),
            writes=_names(written),
        ),
        "match": Access(
            reads=_names(written) | retries,
            writes=frozenset(dlq_topic(topic.name) for topic in written),
        ),
    }


def _of(access: Access, field: str) -> frozenset[str]:
    found: frozenset[str] = getattr(access, field)
    return found


def _names(topics: Iterable[Topic]) -> frozenset[str]:
    return frozenset(topic.name for topic in topics)


def _of_service(service: str) -> Access:
    """What the table tells. Who writes a compacted topic also reads it: see rematch_common.reconcile and guard."""
    read = [topic for topic in TOPICS if service in (*topic.consumers, *topic.followers)]
    written = [topic for topic in TOPICS if service in topic.producers]
    handled = [topic for topic in read if service in topic.readers and not topic.broadcast]
    return Access(
        reads=_names(read)
        | {retry_topic(topic.name, service) for topic in handled}
        | _names(topic for topic in written if topic.cleanup == "compact"),
        writes=_names(written) | {dlq_topic(topic.name) for topic in handled},
        groups=frozenset({service} if handled else ()),
    )


def _by(word: str) -> Access:
    """Who is no service of ours, by the word that the table has for them."""
    return Access(
        reads=_names(topic for topic in TOPICS if word in topic.consumers),
        writes=_names(topic for topic in TOPICS if word in topic.producers),
    )


_BESIDE = _names(topic for topic in all_topics() if topic not in TOPICS)
_DEAD_LETTERS = frozenset(name for name in _BESIDE if name.endswith(dlq_topic("")))
_RETRIES = _BESIDE - _DEAD_LETTERS
_PEOPLES = frozenset(filter(about_people, _BESIDE))
_GROUPS = frozenset(f"{service}{ANY}" for service in SERVICES)
_EVERY = _names(TOPICS) | _BESIDE
_PASSING = _names((RAW_JOBS, RAW_JOBS_BULK, INGEST_OUTCOMES, DEDUPED_JOBS, EMBEDDED_JOBS, MATCHES))

# What no table of topics tells: the adapters of each service do.
_MORE: Mapping[str, Access] = {
    # It watches how far dedup is, and takes what is left of erased people out of what lies beside their topics.
    "ingest": Access(reads=_PEOPLES, watches=frozenset({"dedup"}), deletes=_PEOPLES, inspects=_PEOPLES),
    # An import waits for the stages behind.
    "dedup": Access(watches=frozenset({"embed", "match"}), sees=frozenset({EMBEDDED_JOBS.name})),
    "embed": Access(watches=frozenset({"match"})),
    # Topics of tenants' own are made as `matches` is.
    "match": Access(
        reads=frozenset({_OWN}),
        writes=frozenset({_OWN}),
        creates=frozenset({_OWN}),
        inspects=frozenset({MATCHES.name, _OWN}),
    ),
    "notify": Access(reads=frozenset({_OWN})),
    # It shows what passes and what could not be handled, and sends that back.
    "console": Access(
        reads=_PASSING | {ACCESS_KEYS.name, ERASURE_RECEIPTS.name} | _BESIDE,
        writes=_RETRIES,
        watches=_GROUPS,
        sees=_names(TOPICS),
    ),
    "scraper": _by("scrapers"),
    "downstream": _by("apps") | Access(groups=frozenset({"downstream"})),
    # Whoever runs `rematch` publishes, looks, sends back, replays; making topics and granting is an administrator's.
    "tools": Access(
        reads=_EVERY | {_OWN},
        writes=_EVERY | {_OWN},
        groups=frozenset({*SERVICES, "rematch"}),
        watches=_GROUPS,
        deletes=_DEAD_LETTERS,
        inspects=_EVERY | {_OWN},
    ),
}

ACCESS: Mapping[str, Access] = {
    name: (_of_service(name) if name in SERVICES else Access()) | _MORE.get(name, Access())
    for name in (*SERVICES, *OTHERS)
}

# Users that some deployments have beside: the job that looks whether all topics are there, and KEDA, which looks how
# far groups are.
BESIDE: Mapping[str, Access] = {
    "setup": Access(sees=_EVERY, inspects=_EVERY),
    "keda": Access(sees=_names(topic for topic in all_topics() if topic.readers), watches=_GROUPS),
}
