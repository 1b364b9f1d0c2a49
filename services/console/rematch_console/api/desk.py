"""What the pages work with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rematch_common.clock import Now
from rematch_console.domain.visitors import Visitor
from rematch_console.handlers.feeds import Feeds
from rematch_console.handlers.watch import Watch
from rematch_console.ports.letters import DeadLetters
from rematch_console.ports.services import Services
from rematch_console.ports.sessions import Sessions

Render = Callable[[str, str, Visitor | None, Mapping[str, Any]], str]
"""A template, the page's path, who looks, and what is shown."""


@dataclass(frozen=True, slots=True)
class Desk:
    services: Services
    sessions: Sessions
    render: Render
    now: Now
    watch: Watch
    feeds: Feeds
    letters: DeadLetters
