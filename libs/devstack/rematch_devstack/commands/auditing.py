"""What an audit of fairness found, for a person."""

from collections.abc import Iterator, Mapping
from typing import Any

_NAMES = {"sex": "by sex", "race_ethnicity": "by race or ethnicity", "intersection": "by both"}
_SHOWN = 5
"""Features of each category; --json has all."""


def show(found: Mapping[str, Any]) -> None:
    from rematch_devstack.commands.console import safe, say, show_table

    for line in heading(found):
        say(safe(line, 300))
    for kind, title in (("scoring", "scores above the median"), ("selection", "people told of an opening at all")):
        for table in found[kind]:
            say("")
            say(f"{title}, {_NAMES[table['by']]}; not known: {table['unknown']:,}", "bold")
            show_table(COLUMNS, list(map(row, table["groups"])), numbers=_NUMBERS)
    for attribute, findings in found["proxies"]["by"].items():
        say("")
        say(f"what tells people apart, {_NAMES[attribute]}: 0.5 is chance", "bold")
        show_table(("category", "feature", "area", "interval", ""), list(map(finding, strongest(findings))))
    say("")
    for line, style in remarks(found):
        say(line, style)


def heading(found: Mapping[str, Any]) -> Iterator[str]:
    from rematch_devstack.commands.console import plural

    whose = f"{found['tenant_id']}'s people" if found["tenant_id"] is not None else "all tenants' people"
    yield f"fairness audit of {whose}, what was told from {found['since'][:10]} to {found['until'][:10]}"
    middle = "none" if found["median"] is None else f"{found['median']:g}"
    people, scores = plural(found["people"], "person", "people"), plural(found["scores"], "score")
    yield f"{people}, {scores}, median {middle}; scoring profiles: {', '.join(found['profiles']) or 'none'}"
    for one in found["sources"]:
        told = plural(one["people"], "person", "people")
        yield f"attributes: {one['source']} ({told}, imported {one['first'][:10]} to {one['last'][:10]})"


COLUMNS = ("category", "people", "counted", "rate", "impact ratio", "95 %", "")
_NUMBERS = frozenset({"people", "counted", "rate", "impact ratio"})


def row(one: Mapping[str, Any]) -> tuple[str, ...]:
    ratio = "" if one["ratio"] is None else f"{one['ratio']:.2f}"
    bounds = "" if one["low"] is None else f"{one['low']:.2f} to {one['high']:.2f}"
    return (one["name"], f"{one['people']:,}", f"{one['counted']:,}", f"{one['rate']:.3f}", ratio, bounds, remark(one))


def remark(one: Mapping[str, Any]) -> str:
    if one["left_out"]:
        return "left out: under 2 % of the people"
    said = ("under four fifths", one["below_four_fifths"]), ("too few to tell", one["too_few"])
    return ", ".join(words for words, applies in said if applies)


def strongest(findings: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of each category some, and all that are proxies."""
    shown: list[Mapping[str, Any]] = []
    for one in findings:
        of_it = [other for other in shown if other["category"] == one["category"]]
        if one["proxy"] or len(of_it) < _SHOWN:
            shown.append(one)
    return shown


def finding(one: Mapping[str, Any]) -> tuple[str, ...]:
    from rematch_devstack.commands.console import safe

    bounds = f"{one['low']:.3f} to {one['high']:.3f}"
    return one["category"], safe(one["feature"], 80), f"{one['area']:.3f}", bounds, "proxy" if one["proxy"] else ""


def remarks(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    groups = [one for kind in ("scoring", "selection") for table in found[kind] for one in table["groups"]]
    findings = [one for each in found["proxies"]["by"].values() for one in each]
    below = sum(one["below_four_fifths"] for one in groups)
    if below:
        yield (
            f"remark: {below} of the ratios are under four fifths; it may be chance, unless the interval ends under 1",
            "yellow",
        )
    if any(one["proxy"] for one in findings):
        bound = found["proxies"]["bound"]
        yield f"remark: what is marked tells a protected attribute for certain better than {bound:g}", "yellow"
    if not findings:
        fewest = found["proxies"]["fewest"]
        yield f"note: too few to test features: {fewest} people of a category and as many beside it are needed", "dim"
    if not any(table["groups"] for table in found["scoring"]):
        yield "note: nobody who was told of anything has attributes: `rematch audit attributes import FILE`", "yellow"
    yield "note: a score is told of a pair only if it is a match; selection counts those who had none", "dim"
