"""How far a listener has heard, as the id of an event: by topic and partition, what comes next.

`m` is the topic of all tenants' matches, `o` the tenant's own: m=0:17,1:4;o=0:3.
"""

import re
from collections.abc import Mapping
from typing import Literal

Kind = Literal["m", "o"]
Place = Mapping[tuple[Kind, int], int]
_LONGEST = 4_000
_WRITTEN = re.compile(r"[mo]=[0-9]{1,5}:[0-9]{1,18}(,[0-9]{1,5}:[0-9]{1,18})*")


def written(place: Place) -> str:
    """The id that stands for the place."""
    parts = []
    for kind in ("m", "o"):
        offsets = [f"{number}:{offset}" for (one, number), offset in sorted(place.items()) if one == kind]
        parts += [f"{kind}={','.join(offsets)}"] if offsets else []
    return ";".join(parts)


def read(text: str) -> dict[tuple[Kind, int], int] | None:
    """The place that an id stands for; None for what is no id of ours."""
    parts = text.split(";")
    if len(text) > _LONGEST or not all(map(_WRITTEN.fullmatch, parts)):
        return None
    place: dict[tuple[Kind, int], int] = {}
    for part in parts:
        kind: Kind = "m" if part[0] == "m" else "o"
        for one in part[2:].split(","):
            number, _, offset = one.partition(":")
            place[kind, int(number)] = int(offset)
    return place


def missed(since: Place, now: Place) -> dict[tuple[Kind, int], tuple[int, int]]:
    """What lies between the two, from where to where. Of a topic that the tenant has got since, all of it; of a
    partition of everybody's that `since` doesn't name, nothing: nobody has asked for it."""
    gaps = {}
    for where, end in now.items():
        begin = since.get(where, 0 if where[0] == "o" else end)
        if begin < end:
            gaps[where] = begin, end
    return gaps
