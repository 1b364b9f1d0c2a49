"""notify's HTTP side. Every route asks for a key, and shows and changes what is the key's tenant's alone."""

from pathlib import Path

from fastapi import APIRouter, FastAPI

from rematch_common import openapi
from rematch_common.routes import BodyLimit

__all__ = ["ANSWERS", "add_routes"]
ANSWERS = Path(__file__).with_name("answers.json")
_LARGEST_BODY = 64 * 1024


def add_routes(api: FastAPI, *groups: APIRouter) -> None:
    api.add_middleware(BodyLimit, _LARGEST_BODY)
    for group in groups:
        api.include_router(group)
    openapi.add(api, ANSWERS)
