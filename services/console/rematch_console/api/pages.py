"""The table of pages, in the order of the menu. A page is a module with a PAGE, and a line here."""

from rematch_console.api import flow, matches, postings, why_not
from rematch_console.api.page import Page

PAGES: tuple[Page, ...] = (flow.PAGE, matches.PAGE, postings.PAGE, why_not.PAGE)
