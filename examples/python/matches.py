"""Reads the topic `matches` to the end and on: every match has its effect once, however often its record comes."""

import asyncio
import json
import os
import signal
import ssl
import sys
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import CommitFailedError

BATCH = 500


class Store:
    """What has been done: a file here, in place of your database. An effect and its version are written together, so
    that either both are there after a crash or neither."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a+b")
        self._file.seek(0)
        whole = self._file.read().rpartition(b"\n")[0]
        self.versions = {done["key"]: done["version"] for done in map(json.loads, whole.splitlines())}
        self._file.truncate(len(whole) + 1 if whole else 0)  # of a line that was cut off nothing was committed

    def write(self, effects: list[dict[str, Any]]) -> None:
        self._file.write(b"".join(json.dumps(effect).encode() + b"\n" for effect in effects))
        self._file.flush()
        os.fsync(self._file.fileno())


def effect_of(record: Any, versions: dict[str, int]) -> dict[str, Any] | None:
    """What a record is to do; None for one that was done before, or is none of ours."""
    headers = {name: value.decode() for name, value in record.headers}
    key = (record.key or b"").decode()
    if record.value is None:
        if "rematch_moved_to" in headers:
            return None  # it goes on as it is, on the topic of its tenant
        version, kind, match = int(headers["ce_sequence"]), "forgotten", {}
    else:
        kind = headers.get("ce_type", "").removeprefix("rematch.match.").removesuffix(".v1")
        if kind not in ("found", "updated", "withdrawn"):
            return None  # a kind that this program is too old to know
        # In front of the JSON there may be the five bytes of a schema registry.
        match = json.loads(record.value[5:] if record.value[:1] == b"\0" else record.value)
        version = int(match["version"])
    if version <= versions.get(key, 0):
        return None
    versions[key] = version
    return {
        "key": key,
        "version": version,
        "kind": kind,
        "match_id": match.get("match_id"),
        "score": match.get("score"),
    }


def effects_of(records: list[Any], versions: dict[str, int]) -> list[dict[str, Any]]:
    effects = []
    for record in records:
        try:
            if (effect := effect_of(record, versions)) is not None:
                effects.append(effect)
        except (ValueError, KeyError, TypeError) as error:
            print(f"can't read {record.topic}/{record.partition}/{record.offset}: {error!r}", file=sys.stderr)
    return effects


def login() -> dict[str, Any]:
    """REMATCH_KAFKA_SECURITY and its like, as the services read them."""

    def told(name: str) -> str:
        return os.environ.get(f"REMATCH_KAFKA_{name}", "")

    security = told("SECURITY") or "PLAINTEXT"
    chosen: dict[str, Any] = {"security_protocol": security}
    if security.endswith("SSL"):
        chosen["ssl_context"] = ssl.create_default_context(cafile=told("CA_FILE") or None)
        if told("CERT_FILE"):
            chosen["ssl_context"].load_cert_chain(told("CERT_FILE"), told("KEY_FILE"))
    if security.startswith("SASL"):
        file = told("PASSWORD_FILE")
        chosen["sasl_mechanism"] = told("SASL") or "SCRAM-SHA-512"
        chosen["sasl_plain_username"] = told("USERNAME")
        chosen["sasl_plain_password"] = Path(file).read_text().strip() if file else told("PASSWORD")
    return chosen


async def main() -> None:
    store = Store(Path(os.environ.get("REMATCH_STORE", "matches.jsonl")))
    consumer = AIOKafkaConsumer(
        os.environ.get("REMATCH_TOPIC", "matches"),
        bootstrap_servers=os.environ.get("REMATCH_KAFKA", "127.0.0.1:9092"),
        group_id=os.environ.get("REMATCH_GROUP", "downstream-python"),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        session_timeout_ms=int(float(os.environ.get("REMATCH_SESSION_TIMEOUT", "30")) * 1000),
        max_partition_fetch_bytes=4 * 1024 * 1024,
        **login(),
    )
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with consumer:
        print("reading", file=sys.stderr, flush=True)
        while not stop.is_set():
            batch = await consumer.getmany(timeout_ms=500, max_records=BATCH)
            effects = effects_of([record for records in batch.values() for record in records], store.versions)
            store.write(effects)
            for effect in effects:
                print(json.dumps(effect), flush=True)
            if batch:
                try:
                    # Only now: who dies before this is given the same records again, and knows them by their versions.
                    await consumer.commit({tp: records[-1].offset + 1 for tp, records in batch.items()})
                except CommitFailedError as others:
                    print(f"others have these partitions now: {others}", file=sys.stderr)
    print("stopped", file=sys.stderr)


if __name__ == "__main__":
    asyncio.run(main())
