"""What a candidate has to be told of automated matching."""

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from rematch_common.routes import group
from rematch_match.api.common import Reader
from rematch_match.domain.notice import notice_of
from rematch_match.ports.circumstances import Prevailing


def routes(prevailing: Prevailing) -> APIRouter:
    api = group("notice")

    @api.get("/v1/notice", summary="What a candidate is to be told of automated matching")
    async def notice(reader: Reader) -> dict[str, Any]:
        """As it is for the key's tenant now: the profile that scores, what it looks at by weight, what it never does,
        and how a person is left out. Who shows matches to people shows this first."""
        return asdict(notice_of((await prevailing.now()).terms(reader.tenant_id)))

    return api
