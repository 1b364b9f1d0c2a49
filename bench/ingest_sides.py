"""The bare side of bench.ingest, one uvicorn worker: `python -m bench.ingest_sides bare BOOTSTRAP PORT`.

It validates the same model and publishes with aiokafka, and does nothing else: no key is asked for, no id is
given, nothing is remembered. (The other side is ingest itself.)
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import uvicorn
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI, Request

from rematch_common.contracts import MAX_MESSAGE_BYTES, RAW_JOBS, RawJob

AT_ONCE = 500


def bare(bootstrap: str) -> FastAPI:
    producer: AIOKafkaProducer

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        nonlocal producer
        producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", max_request_size=MAX_MESSAGE_BYTES)
        await producer.start()
        yield
        await producer.stop()

    async def publish(jobs: list[RawJob]) -> None:
        sent = [
            await producer.send(RAW_JOBS.name, key=job.key.encode(), value=job.model_dump_json().encode())
            for job in jobs
        ]
        await asyncio.gather(*sent)

    api = FastAPI(lifespan=lifespan)

    @api.post("/list", status_code=202)
    async def of_list(jobs: list[RawJob]) -> dict[str, int]:
        await publish(jobs)
        return {"accepted": len(jobs)}

    @api.post("/lines", status_code=202)
    async def of_lines(request: Request) -> dict[str, int]:
        lines = (await request.body()).split(b"\n")
        for start in range(0, len(lines), AT_ONCE):
            await publish([RawJob.model_validate(orjson.loads(line)) for line in lines[start : start + AT_ONCE]])
        return {"accepted": len(lines)}

    return api


if __name__ == "__main__":
    uvicorn.run(bare(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[3]), log_level="warning")
