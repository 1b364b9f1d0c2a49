"""embed's HTTP side: vectors for match's search, and for people."""

from typing import Annotated, Any

import numpy as np
import orjson
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from pydantic import BaseModel, Field, ValidationError

from rematch_common.contracts.limits import MAX_RAW_BYTES
from rematch_common.errors import InvalidRecord
from rematch_common.http import json_body, requires
from rematch_common.keys import Principal
from rematch_embed.handlers.answer import Answer, Busy

MOST_TEXTS = 256
Asker = Annotated[Principal, Depends(requires("embed:write"))]
Asked = Annotated[str, Field(max_length=MAX_RAW_BYTES)]


class Question(BaseModel):
    """What is to be embedded."""

    texts: Annotated[list[Asked], Field(min_length=1, max_length=MOST_TEXTS)]


def add_routes(api: FastAPI, answer: Answer, largest_body: int) -> None:
    @api.post("/v1/embed", summary=f"The vectors of up to {MOST_TEXTS} texts")
    async def embed(request: Request, _: Asker) -> Response:
        question = _question(await json_body(request, largest_body))
        try:
            embeddings = await answer(question.texts)
        except Busy as busy:
            raise HTTPException(429, str(busy), {"Retry-After": str(busy.retry_after)}) from None
        first = embeddings[0]
        told = {
            "model": first.model,
            "version": first.model_version,
            "dim": first.dim,
            "vectors": np.stack([np.frombuffer(one.to_bytes(), "<f4") for one in embeddings]),
        }
        return Response(orjson.dumps(told, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")


def _question(given: Any) -> Question:
    try:
        return Question.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        field = ".".join(map(str, first["loc"])) or "body"
        raise InvalidRecord("bad_question", f"{field}: {first['msg']}", field=field) from None
