"""What else stands around a title and tells no job: calls, perks, working days, shares of a full week.

Shifts, nights and weekends at work stay: two openings of one firm often differ in nothing else.
"""

import re

_END = r"(?=\s*(?:$|[-|,()/!\u00b7]))"
_CALL = (
    r"^\W*(?:come (?:and )?)?join (?:us|(?:our|the)(?: \w+){0,2} team)\b(?: today| now)?(?: as(?: an?)?\b)?\s*[:!,-]*"
    r"|(?:(?<=\s)[-|!]+|[,(!])\s*(?:come (?:and )?)?join (?:us|(?:our|the)(?: \w+){0,2} team)\b"
    rf"(?: today| now)?{_END}"
    r"|^\W*your (?:new|next) (?:job|role|career|challenge)\s*[:!-]+|\brejoi(?:gnez|ns)[- ]nous\b\s*!*"
    r"|^\W*(?:se (?:busca|necesita|solicita)|gezocht|verst\u00e4rkung gesucht)\b\s*[:!-]*"
    r"|\s(?:gezocht|sucht verst\u00e4rkung)\s*!*$"
    r"|\bzum n\u00e4chstm\u00f6glichen (?:zeitpunkt|termin)\b|\bincorporaci\u00f3n inmediata\b|\bper direct\b"
    r"|\bposte \u00e0 pourvoir(?: imm\u00e9diatement| rapidement| d\u00e8s que possible)?"
    r"|\bquereinsteiger(?:[*:]?innen)? (?:willkommen|m\u00f6glich)\b|[(\[]\s*eoe\s*[)\]]"
)
_PERK = (
    r"(?:(?<=\s)[-|+&]+|[,(+])\s*(?:free (?:parking|meals|food|accommodation|training|uniform|breakfast)"
    rf"|(?:\+\s*)?(?:tips|bonus(?:es)?|benefits|commission|ote|company car|car allowance)){_END}"
    r"|(?<=\s)\+\s*(?:tips|bonus|benefits|commission)\b|\b(?:w/|with) (?:(?:great|full|excellent) )?benefits\b"
    r"|\bhome (?:every|most|on) weekends?\b|\bhome weekends\b"
    r"|(?:\b(?:mit|inkl\.?)\s+)?\b(?:start|willkommens|wechsel|antritts|einstiegs)(?:bonus|pr\u00e4mie)\b"
)
_DAYS = (
    r"[(\[]?\b(?:(?:mon(?:day)?s?|m)\.?\s?(?:-|to|through|thru)\s?(?:fri(?:day)?s?|f)|mo\.?\s?-\s?fr|montag bis freitag"
    r"|(?:du )?lundi au vendredi|(?:de )?lunes a viernes|maandag t/?m vrijdag)\b\.?[)\]]?"
    r"|\bno (?:nights?|weekends?|holidays)(?:(?:,| or| and| &)? (?:no )?(?:nights?|weekends?|holidays))*\b"
    r"|\b(?:every |all )?weekends off\b|\b[3-6](?:[.,]5)?[- ]?(?:days?|tage)[- ]?(?:(?:a|per|pro|/) ?)?(?:week|woche)\b"
    rf"|(?:(?<=\s)[-|]+|[,(])\s*[1-6] days{_END}"
)
_SHARE = (
    r"[(\[]?\b(?:[01]?[.,]\d{1,2}|1) ?fte\b[)\]]?"
    r"|\b(?:auf|als) (?:minijob(?:[- ]?basis)?|basis)\b|\b(?:minijob[- ])?basis$"
)
EXTRAS = re.compile(f"{_CALL}|{_PERK}|{_DAYS}|{_SHARE}", re.IGNORECASE)
