"""Messages, for tests."""

from typing import Any
from uuid import UUID

from rematch_notify.domain.items import AlertItem
from rematch_notify.domain.subjects import subject
from rematch_notify.ports.channel import Message, link_name
from tests.fakes.samples import NOW, job_id
from tests.fakes.tellings import item

MESSAGE, SUBSCRIPTION = UUID(int=77), UUID(int=1)
# What people write into titles.
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "<!everyone> <@U1> @everyone <#C1>",
    "*bold* _it_ ~no~ `code` ||spoiler|| > quote",
    "\u202egnp.exe\u2066\u200b\ufeff",
    "line\r\nBcc: all@example.org\r\n\r\n<b>body</b>",
    "x" * 10_000,
    "{{ 7 * 7 }} {% raw %} ${7*7}",
)


def message(*items: Any, **fields: Any) -> Message:
    """With links for each item, as DELIVER makes them."""
    told = items or (item(job_id(1), title="Baker", company="Oven & Sons", score=91.4, grade="A+"),)
    links = {"unsubscribe": "https://jobs.example.org/u/token"}
    for one in told:
        if one.kind == "match":
            links |= {
                link_name(deed, one.match_id): f"https://jobs.example.org/l/{deed}" for deed in ("applied", "rejected")
            }
    more = fields.get("more", 0)
    told_of = {"subject": subject(told, more), "links": links} | fields
    return Message(MESSAGE, "demo", SUBSCRIPTION, NOW, items=told, **told_of)


def alert(**fields: Any) -> AlertItem:
    told = {"source": "embed", "about": "embed.failing", "severity": "critical", "text": "It failed three times"}
    return AlertItem.model_validate({**told, "first_at": NOW, **fields})
