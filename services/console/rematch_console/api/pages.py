"""The table of pages, in the order of the menu. A page is a module with a PAGE, and a line here."""

from rematch_console.api import (
    apis,
    dead_letters,
    experiments,
    flow,
    imports,
    keys,
    matches,
    postings,
    queue,
    sign_in,
    try_it,
    why_not,
)
from rematch_console.api.page import Page

PAGES: tuple[Page, ...] = (
    flow.PAGE,
    matches.PAGE,
    postings.PAGE,
    why_not.PAGE,
    try_it.PAGE,
    dead_letters.PAGE,
    queue.PAGE,
    imports.PAGE,
    experiments.PAGE,
    keys.PAGE,
    apis.PAGE,
    sign_in.PAGE,
)
