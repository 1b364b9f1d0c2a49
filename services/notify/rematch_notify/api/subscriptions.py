"""Who is told of what: subscriptions, and what each was told."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query, Response

from rematch_common.contracts.fields import Id
from rematch_common.cursors import date_of, dated
from rematch_common.http import requires
from rematch_common.keys import Principal
from rematch_common.routes import Cursor, Limit, group
from rematch_notify.api import views
from rematch_notify.api.schemas import SubscriptionChange, SubscriptionIn
from rematch_notify.handlers.subscribe import NotAsItStands, Owner, Subscribe
from rematch_notify.handlers.trying import Try
from rematch_notify.ports.messages import Messages
from rematch_notify.ports.subscriptions import Subscriptions, TooMany, Unknown
from rematch_notify.ports.tellings import Tellings

T = TypeVar("T")
Reader = Annotated[Principal, Depends(requires("subscriptions:read"))]
MatchReader = Annotated[Principal, Depends(requires("matches:read"))]
Writer = Annotated[Principal, Depends(requires("subscriptions:write"))]
Subscriber = Annotated[str | None, Query(max_length=100, description="candidate:ID, recruiter:NAME or operator:NAME")]
PATH = "/v1/subscriptions"
_ORDER, _NEWEST = "subscriptions", "messages"


@dataclass(frozen=True, slots=True)
class Subscribing:
    """What the routes call."""

    subscribe: Subscribe
    subscriptions: Subscriptions
    messages: Messages
    tellings: Tellings
    test: Try


def routes(handlers: Subscribing) -> APIRouter:
    api = group("subscriptions")
    _add_writing(api, handlers)
    _add_reading(api, handlers)
    _add_telling(api, handlers.tellings)
    return api


def _add_writing(api: APIRouter, handlers: Subscribing) -> None:
    subscribe = handlers.subscribe

    @api.post(PATH, status_code=201, summary="Subscribe somebody to matches, or an operator to alerts")
    async def create(wished: SubscriptionIn, writer: Writer, response: Response) -> dict[str, Any]:
        """One about matches must have a filter. What signs a webhook's messages is shown here, and nowhere else. An
        operator's that is made with the scope `admin` hears of the whole deployment."""
        owner = Owner(writer.tenant_id, deployment=writer.may("admin"))
        made = await _found(subscribe.create(owner, wished.wish))
        response.headers["Location"] = f"{PATH}/{made.subscription_id}"
        return {**views.subscription(made), "secret": made.address.secret}

    @api.patch(PATH + "/{subscription_id}", summary="Change a subscription, or switch it off")
    async def change(subscription_id: UUID, changes: SubscriptionChange, writer: Writer) -> dict[str, Any]:
        """What is given is changed. What waits goes by a new pace; what was held stays, whatever the new filter."""
        changed = await _found(subscribe.change((writer.tenant_id, subscription_id), changes.changes))
        return views.subscription(changed)

    @api.delete(PATH + "/{subscription_id}", status_code=204, summary="Forget a subscription and what it was told")
    async def remove(subscription_id: UUID, writer: Writer) -> Response:
        await _found(handlers.subscriptions.remove((writer.tenant_id, subscription_id)))
        return Response(status_code=204)

    @api.post(PATH + "/{subscription_id}/resume", summary="Go on with one that is off or unlinked")
    async def resume(subscription_id: UUID, writer: Writer) -> dict[str, Any]:
        return views.subscription(await _found(subscribe.resume((writer.tenant_id, subscription_id))))

    @api.post(PATH + "/{subscription_id}/test", summary="Send a message that says nothing, to see whether it arrives")
    async def test(subscription_id: UUID, writer: Writer) -> dict[str, Any]:
        """`outcome`: sent, refused, gone, or later (it may take messages another time)."""
        tried = await _found(handlers.test((writer.tenant_id, subscription_id)))
        return {"outcome": tried.outcome, "answer": tried.answer}


def _add_reading(api: APIRouter, handlers: Subscribing) -> None:
    @api.get(PATH, summary="The tenant's subscriptions, the oldest first")
    async def all_of_them(
        reader: Reader, subscriber: Subscriber = None, cursor: Cursor = None, limit: Limit = 50
    ) -> dict[str, Any]:
        after = date_of(cursor, _ORDER) if cursor else None
        page = await handlers.subscriptions.list(reader.tenant_id, subscriber, after, limit)
        more = dated(_ORDER, page[-1].created_at, page[-1].subscription_id) if len(page) == limit else None
        return {"subscriptions": [views.subscription(one) for one in page], "next": more}

    @api.get(PATH + "/{subscription_id}", summary="A subscription")
    async def one(subscription_id: UUID, reader: Reader) -> dict[str, Any]:
        return views.subscription(await _found(handlers.subscriptions.get((reader.tenant_id, subscription_id))))

    @api.get(PATH + "/{subscription_id}/messages", summary="What a subscription was sent, the newest first")
    async def messages(
        subscription_id: UUID, reader: Reader, cursor: Cursor = None, limit: Limit = 50
    ) -> dict[str, Any]:
        ref = reader.tenant_id, subscription_id
        await _found(handlers.subscriptions.get(ref))
        page = await handlers.messages.of(ref, date_of(cursor, _NEWEST) if cursor else None, limit)
        more = dated(_NEWEST, page[-1].first_at, page[-1].message_id) if len(page) == limit else None
        return {"messages": [views.message(each) for each in page], "next": more}


def _add_telling(api: APIRouter, tellings: Tellings) -> None:
    @api.get("/v1/candidates/{candidate_id}/deliveries", summary="What was told of a person, or waits to be")
    async def deliveries(candidate_id: Id, reader: Reader) -> dict[str, Any]:
        """All of it, for whoever asks what is kept of them; to whom, by which channel, and what."""
        told = await tellings.of_person(reader.tenant_id, candidate_id)
        return {"deliveries": [views.told(each) for each in told]}

    @api.get("/v1/openings/{job_id}/told", summary="When the first message about an opening arrived")
    async def told(job_id: UUID, reader: MatchReader) -> dict[str, Any]:
        """And to how many subscriptions of the tenant it was told, or waits to be: of whom is not said."""
        reach = await tellings.of_opening(reader.tenant_id, job_id)
        return {"first_at": reach.first_at, "told": reach.told, "waiting": reach.waiting}


async def _found(asked: Awaitable[T]) -> T:
    """Raises HTTPException 404 or 409."""
    try:
        return await asked
    except Unknown:
        raise HTTPException(404, "no such subscription is known") from None
    except NotAsItStands as error:
        raise HTTPException(409, str(error)) from None
    except TooMany:
        told = "the tenant has as many subscriptions as it may (REMATCH_SUBSCRIPTIONS_OF_TENANT): delete one first"
        raise HTTPException(409, told) from None
