"""Where the work is done: at home, at the employer's, or both."""

import re
from typing import Literal

from rematch_jobtext.windows import finds, windows

Workplace = Literal["remote", "hybrid", "onsite", "unknown"]

_NUMBER = r"(?:\d|one|two|three|four|ein(?:en)?|zwei|drei|vier)(?:\s?(?:-|to|bis|or)\s?(?:\d|two|three|four))?"
_A_WEEK = (
    r"(?:remote(?:ly)?|home[ -]?office|from home)\b[^.;\n]{0,25}?\b(?:[1-4]|one|two|three|four|ein(?:en)?|zwei"
    r"|drei|vier)"
    r"\s?(?:days?|tage?)\b"
)
_HYBRID = re.compile(
    rf"\b{_A_WEEK}|"
    r"\bhybrid[eo]?s?\b|\bpart(?:ly|ially|ial)?[ -]remote\b|\bteil(?:weise|s)?[ -](?:remote|home)"
    r"|\bremote[ -](?:optional|possible|option|friendly|flexible|eligible|m[oö]glich)|\bflexible[ "
    r"-](?:workplace|working location)"
    r"|\bhome[ -]?office[ -](?:m[oö]glich|option|possible|anteil)|\b(?:some|occasional|teilweise) (?:remote"
    r"|home ?office|wfh)"
    r"|\b[1-9]\d? ?% (?:remote|home ?office|wfh)|\bt[eé]l[eé]travail partiel"
    rf"|\b{_NUMBER}\s?(?:days?|tage?|x)\s?(?:/|a|per|pro|each|every)?\s?(?:wk|week|woche)?,?\s?(?:in|at|on|from"
    r"|im|of)\s?(?:the |our |an? )?-?"
    r"(?:office|onsite|on-site|site|home|b[uü]ro|remote)"
    rf"|\b{_NUMBER}\s?(?:days?|tage?)\s?(?:remote|wfh|home ?office|onsite|on-site|in-office)"
    r"|\b(?:home|remote|wfh)\s?(?:/|\+|&|and|und)\s?(?:office|on-?site|b[uü]ro)\b|\b(?:office|on-?site)\s?(?:/"
    r"|\+|&|and|or)\s?(?:home|remote|wfh)\b",
    re.IGNORECASE,
)
_NOT_REMOTE = re.compile(
    r"\b(?:not?|non|kein(?:e)?)[ -](?:a |an |currently |be |fully )*(?:remote|home ?office|wfh|work from home|telework)"
    r"|\bremote (?:work )?(?:is )?not (?:possible|available|an option|offered|allowed|supported)"
    r"|\b(?:not|isn't) (?:eligible|available|open|suitable) (?:for|to|as) (?:an? |fully )*(?:remote"
    r"|home ?office|telework)"
    r"|\b(?:un)?able to work remotely: no\b",
    re.IGNORECASE,
)
_REMOTE = re.compile(
    r"\bremot[eo](?:ly)?s?\b|\bwork(?:ing)?[ -](?:from|at)[ -]home\b|\bwfh\b|\bwork from anywhere\b|\bwfa\b"
    r"|\bhome[ -]?(?:office|based|working|work)\b|\banywhere\b|\btele(?:commut|work)\w*|\bt[eé]l[eé]travail\b"
    r"|\bteletrabajo\b"
    r"|\bvirtual\b|\bfully distributed\b|\blocation[ -](?:independent|agnostic|flexible)|\b[uü]berall\b"
    r"|\bortsunabh[aä]ngig\b",
    re.IGNORECASE,
)
_ONSITE = re.compile(
    r"\bon[ -]?sites?\b|\bin[ -]?office\b|\bin[ -]?person\b|\boffice[ -]based\b|\bvor ort\b|\bpr[eé]senci(?:al"
    r"|el)\b|\bsur site\b"
    r"|\bsite[ -]based\b",
    re.IGNORECASE,
)
# In running text "remote" is said of teams, sites and customers: only these speak of the job.
_ROLE = r"(?:role|position|job|opportunity|vacancy|opening|contract|assignment|stelle)"
_TEXT_REMOTE = re.compile(
    r"\b(?:fully|100 ?%|completely|entirely|permanently)[ -]remote\b(?! (?:teams?|companies|clients?))"
    rf"|\bremote[ -](?:only |first )?{_ROLE}\b"
    rf"|\b{_ROLE} (?:is|will be|can be) (?:(?:a|an|fully|100 ?%|completely|done|performed|based) )*remote"
    r"|\bwork(?:ing)? (?:fully )?remotely from\b|\bwork from (?:home|anywhere)\b(?! (?:stipend|allowance"
    r"|budget|days?|policy))"
    r"|\b(?:location|workplace|arbeitsort|work ?mode|work ?type)\s?: ?(?:fully |100 ?% )?remote\b"
    r"|\bremote\s?: ?(?:yes|true|100 ?%|fully)\b",
    re.IGNORECASE,
)
_TEXT_HYBRID = re.compile(
    rf"\b{_A_WEEK}|\bhome[ -]?office m[o\u00f6]glich|"
    rf"\bhybrid[ -](?:\w+ )?(?:{_ROLE}|work\w*|model|schedule|set-?up|arrangement|pattern|environment|policy"
    rf"|basis|office)\b|\b{_ROLE} (?:is|will be) (?:an? )?hybrid"
    r"|\b(?:location|workplace|work ?mode|work ?type)\s?: ?hybrid\b|\bhybrid\s?(?:[,(:-]|remote)"
    rf"|\b{_NUMBER} days?,? (?:a|per|each|every|/) ?week,? (?:in|at|from|on) ?(?:the|our|an?)? ?-?(?:\w+ "
    r")?(?:office|on-?site|site|home|hub)\b"
    rf"|\b{_NUMBER} days? (?:in|at|from) (?:the |our )?(?:\w+ )?(?:office|home|hub)|\b{_NUMBER} (?:office "
    r"|on-?site |remote |home ?office )days?\b"
    rf"|\b{_NUMBER} days? on-?site\b",
    re.IGNORECASE,
)
_TEXT_ONSITE = re.compile(
    rf"\bon-?site[ -](?:{_ROLE}|only|position|presence required|work)\b|\b{_ROLE} (?:is|will be) (?:an? |fully "
    r"|100 ?% |based )*(?:on-?site|in[ -](?:the )?office|in[ -]person|office[ -]based)"
    r"|\b(?:fully|100 ?%|completely) (?:on-?site|in[ -]office)|\b(?:5|five) days (?:a|per) week (?:in|on|at)\b"
    rf"|\b(?:in[ -](?:person|office)|office[ -]based) {_ROLE}\b|\boffice (?:5|five) days\b|\bmust (?:work"
    rf"|be) (?:fully )?on-?site\b"
    r"|\b(?:location|workplace|work ?mode|work ?type)\s?: ?(?:on-?site|in[ -]office)\b",
    re.IGNORECASE,
)
_CUES = ("remote", "hybrid", "home", "on-site", "onsite", "office", "in-person", "in person", "anywhere", "days on")


def workplace_of(field: str) -> Workplace:
    """What a title or a location field says; there a bare "Remote" is enough."""
    if _NOT_REMOTE.search(field):
        return "onsite"
    if _HYBRID.search(field):
        return "hybrid"
    remote, onsite = _REMOTE.search(field), _ONSITE.search(field)
    if remote and onsite:
        return "hybrid"
    if remote:
        return "remote"
    return "onsite" if onsite else "unknown"


def workplace_in(text: str) -> Workplace:
    """What the text of an ad says of the job itself."""
    near = windows(text, _CUES, 70, 90)
    if not near:
        return "unknown"
    kinds: tuple[tuple[Workplace, re.Pattern[str]], ...] = (
        ("onsite", _NOT_REMOTE), ("hybrid", _TEXT_HYBRID), ("remote", _TEXT_REMOTE), ("onsite", _TEXT_ONSITE)
    )  # fmt: skip
    return next((kind for kind, pattern in kinds if next(finds(pattern, text, near), None) is not None), "unknown")


def without_workplace(field: str) -> str:
    """The field without the words that `workplace_of` reads."""
    for words in (_NOT_REMOTE, _HYBRID, _REMOTE, _ONSITE):
        field = words.sub(" ", field)
    return field
