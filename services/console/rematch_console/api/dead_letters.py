"""Dead letters: by reason, with the field that failed, masked; shown, mended and sent back by an administrator."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from rematch_common.dead_letters.choosing import Choice, queue
from rematch_common.dead_letters.going_back import Wish
from rematch_common.errors import InvalidRecord
from rematch_common.logs import logger
from rematch_console.api.desk import Desk
from rematch_console.api.looking import Looking
from rematch_console.api.notices import Notice, done
from rematch_console.api.page import Page, twin
from rematch_console.api.writing import AdminWrite, Write
from rematch_console.domain.letters import group_shown, letter_shown, revealed, tally
from rematch_console.ports.letters import Mending, Place
from rematch_console.ports.services import path_of

log = logger(__name__)
Name = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,249}$")]
Number = Annotated[int, Path(ge=0, lt=2**63)]
Word = Annotated[str | None, Query(max_length=200)]
_SHOWN = 50
_AT_ONCE = 10_000
_PATH = "/dead-letters"
_ONE = f"{_PATH}/{{topic}}/{{partition}}/{{offset}}"


def routes(api: APIRouter, desk: Desk) -> None:
    @twin(api, desk, _PATH, "dead_letters.html")
    async def groups(visitor: Looking, notice: Notice) -> dict[str, Any]:
        found = await desk.letters.groups()
        told = [group_shown(group) for group in found.groups]
        may = visitor.may_write("admin")
        return {"groups": told, "reasons": tally(found.groups), "cut_off": found.cut_off, "may": may, "notice": notice}

    _add_writes(api, desk)  # before what is shown: their paths are longer
    _add_one(api, desk)

    @twin(api, desk, f"{_PATH}/{{topic}}", "dead_letter_list.html")
    async def letters(visitor: Looking, topic: Name, reason: Word = None, consumer: Word = None) -> dict[str, Any]:
        found = await desk.letters.newest(Choice(topic, reason or None, consumer or None), _SHOWN)
        return {
            "topic": topic,
            "reason": reason or None,
            "consumer": consumer or None,
            "letters": [letter_shown(record, redriven) for record, redriven in found],
            "most": _SHOWN,
            "may": visitor.may_write("admin"),
        }


def _add_one(api: APIRouter, desk: Desk) -> None:
    @twin(api, desk, _ONE, "dead_letter.html")
    async def letter(visitor: Looking, topic: Name, partition: Number, offset: Number) -> dict[str, Any]:
        return await _one(desk, Place(topic, partition, offset), visitor.may_write("admin"))


def _add_writes(api: APIRouter, desk: Desk) -> None:
    @api.post(f"{_PATH}/{{topic}}/redrive", include_in_schema=False)
    async def redrive(request: Request, topic: Name, write: AdminWrite) -> Response:
        choice = Choice(topic, write.field("reason") or None, write.field("consumer") or None)
        result = await desk.letters.redrive(Wish(choice, _AT_ONCE))
        _noted("redriven", write, queue(topic), records=result.redriven, reason=choice.reason)
        skipped = "".join(f"; skipped {count}: {why}" for why, count in result.skipped.most_common(3))
        return done(request, _PATH, f"{queue(topic)}: {result.told()}{skipped}")

    @api.post(f"{_ONE}/redrive", include_in_schema=False)
    async def redrive_one(
        request: Request, topic: Name, partition: Number, offset: Number, write: AdminWrite
    ) -> Response:
        place = Place(topic, partition, offset)
        try:
            to = await desk.letters.redrive_one(place)
        except KeyError:
            raise _gone(place) from None
        _noted("redriven", write, _told(place))
        return done(request, _PATH, f"{_told(place)} went to {to}")

    @api.post(f"{_ONE}/reveal", include_in_schema=False)
    async def reveal(topic: Name, partition: Number, offset: Number, write: AdminWrite) -> Response:
        place = Place(topic, partition, offset)
        _noted("revealed", write, _told(place))
        shown = await _one(desk, place, True, reveal=True)
        return HTMLResponse(desk.render("dead_letter.html", shown["here"], write.visitor, shown))

    @api.post(f"{_ONE}/mend", include_in_schema=False)
    async def mend(request: Request, topic: Name, partition: Number, offset: Number, write: AdminWrite) -> Response:
        return await _mended(request, desk, Place(topic, partition, offset), write)


async def _mended(request: Request, desk: Desk, place: Place, write: Write) -> Response:
    text = write.field("value").replace("\r\n", "\n")
    key_id = write.visitor.principal.key_id if write.visitor.principal else ""
    try:
        to = await desk.letters.mend(Mending(place, compact(text), key_id))
    except KeyError:
        raise _gone(place) from None
    except InvalidRecord as refused:
        shown = await _one(desk, place, True, reveal=True)
        shown["fault"] = {"said": str(refused), "field": refused.field}
        shown["revealed"]["text"] = text
        return HTMLResponse(desk.render("dead_letter.html", shown["here"], write.visitor, shown), 422)
    _noted("mended", write, _told(place))
    return done(request, _PATH, f"{_told(place)}, mended, went to {to}")


def compact(text: str) -> bytes:
    """JSON as records are written, where it is JSON; what is none is refused where it is checked."""
    try:
        return orjson.dumps(orjson.loads(text))
    except orjson.JSONDecodeError:
        return text.encode()


async def _one(desk: Desk, place: Place, may: bool, *, reveal: bool = False) -> dict[str, Any]:
    found = await desk.letters.one(place)
    if found is None:
        raise _gone(place)
    record, redriven = found
    shown = letter_shown(record, redriven)
    here = _PATH + path_of(place.topic, place.partition, place.offset)
    whole = revealed(record) if reveal and not shown["erased"] else None
    return {"here": here, "letter": shown, "may": may, "revealed": whole, "fault": None}


def _gone(place: Place) -> HTTPException:
    return HTTPException(404, f"no dead letter lies at {_told(place)} any more")


def _told(place: Place) -> str:
    return f"{queue(place.topic)}/{place.partition}/{place.offset}"


def _noted(what: str, write: Write, where: str, **more: object) -> None:
    """Who looked into a record or sent one back is in the log, by the id of the key; what it says is not."""
    who = write.visitor.principal
    log.warning(f"dead letter {what}", where=where, key_id=who.key_id if who else "", **more)


PAGE = Page(_PATH, "Dead letters", routes)
