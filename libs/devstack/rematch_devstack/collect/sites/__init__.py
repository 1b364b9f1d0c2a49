"""The kinds of site, by the name under which a sites file asks for them."""

from collections.abc import Callable, Mapping
from typing import Any

from rematch_devstack.collect.fetching import Fetcher
from rematch_devstack.collect.sites import feed, jobspy, json_feed
from rematch_devstack.collect.wanted import Site

Make = Callable[[Mapping[str, Any], Fetcher], Site]
KINDS: Mapping[str, Make] = {"feed": feed.make, "json": json_feed.make, "jobspy": jobspy.make}
