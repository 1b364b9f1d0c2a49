"""How days are written on platforms of many countries."""

import re

NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "einem": 1,
    "einer": 1,
    "ein": 1,
    "un": 1,
    "une": 1,
    "una": 1,
    "uno": 1,
    "two": 2,
    "zwei": 2,
    "three": 3,
    "drei": 3,
    "few": 3,
}
UNIT_DAYS = {"second": 0, "minute": 0, "hour": 0, "day": 1, "week": 7, "month": 30, "year": 365}
_UNITS = {
    "second": "seconds?|secs?|s|sekunden?|secondes?|segundos?",
    "minute": "minutes?|mins?|m|minuten?|minutos?",
    "hour": "hours?|hrs?|h|stunden?|heures?|horas?|uur",
    "day": "days?|d|tage?n?|jours?|d[i\u00ed]as?|giorni|giorno|dagen|dag|dni|business days?",
    "week": "weeks?|wks?|w|wochen?|semaines?|semanas?|settiman[ae]|weken|tygodni\\w*",
    "month": "months?|mos?|mths?|monate?n?|mois|mes(?:es)?|mesi|maanden|maand|miesi\\w+",
    "year": "years?|yrs?|y|jahre?n?|ans?|a[n\u00f1]os?|anni",
}
_COUNT = rf"(?P<count>\d{{1,4}}|{'|'.join(NUMBERS)})\s?\+?"
_UNIT = "|".join(f"(?P<{unit}>{words})" for unit, words in _UNITS.items())
AGO = re.compile(
    r"(?:\b(?:vor|il y a|hace|h[a\u00e1]|over|more than|about|\u00fcber|mehr als)\s+(?:mehr als |over "
    rf")?)?\b{_COUNT}\s*(?:{_UNIT})\b\s*(?:\+\s*)?(?P<ago>ago|fa|geleden|temu|old|atr[a\u00e1]s)?",
    re.IGNORECASE,
)
FUTURE = re.compile(r"\b(?:in|within|expires? in|closes? in|noch|dans|left|remaining|innerhalb)\b", re.IGNORECASE)
PAST_MARK = re.compile(
    r"\b(?:vor|il y a|hace|posted|ver\u00f6ffentlicht|publi\w+|ago|fa|geleden|temu|updated|active|listed"
    r"|reposted|atr[a\u00e1]s|h\u00e1)\b",
    re.IGNORECASE,
)
NOW = re.compile(
    r"\b(?:just (?:posted|now|added)|today|now|heute|aujourd'?hui|hoy|oggi|vandaag|dzisiaj|new|moments? ago"
    r"|gerade eben|hoje|recently posted)\b",
    re.IGNORECASE,
)
YESTERDAY = re.compile(r"\b(?:yesterday|gestern|hier|ayer|ieri|gisteren|wczoraj|ontem)\b", re.IGNORECASE)
TOMORROW = re.compile(r"\b(?:tomorrow|morgen|demain|ma\u00f1ana|domani)\b", re.IGNORECASE)
LAST_OF = (
    (re.compile(r"\b(?:last|past|this|letzte|la semaine derni\u00e8re)\s+week\b", re.IGNORECASE), 7),
    (re.compile(r"\b(?:last|past)\s+month\b", re.IGNORECASE), 30),
)
ISO = re.compile(r"(?<!\d)(?P<y>\d{4})[-/.\u5e74]\s?(?P<m>\d{1,2})[-/.\u6708]\s?(?P<d>\d{1,2})(?!\d)")
# 3 days ago in Japanese, Chinese and Korean, where no space parts the words.
EAST = re.compile(
    r"(?P<count>\d{1,3})\s?(?:(?P<hour>\u5c0f\u65f6|\u6642\u9593|\uc2dc\uac04)|(?P<day>[\u65e5\u5929\uc77c])"
    r"|(?P<week>\u9031\u9593|[\u5468\uc8fc])|(?P<month>\u4e2a\u6708|[\u304b\u30f6]\u6708|\uac1c\uc6d4))\s?(?P<ago>[\u524d\uc804])"
)
COMPACT = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)")
NUMERIC = re.compile(r"(?<!\d)(?P<a>\d{1,2})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<y>\d{4}|\d\d)(?!\d)")
_NAMES = "january february march april may june july august september october november december"
MONTHS = {name[:3]: number for number, name in enumerate(_NAMES.split(), 1)}
MONTHS |= {"m\u00e4r": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12}
_MONTH = r"(?P<month>jan|feb|mar|m\u00e4r|mrz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]{0,6}\.?"
DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?(?:\s+of)?[\s-]+{_MONTH}(?:[,\s-]+(?P<y>\d{{4}}|'?\d\d(?!:))(?!\d)"
    r"|(?![,\s-]*\d{3}))",  # a year that is no year (20000) makes no day of this one
    re.IGNORECASE,
)
MONTH_FIRST = re.compile(
    rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:[,\s]+(?P<y>\d{{4}})(?!\d)|(?![,\s]*\d{{3}}))",
    re.IGNORECASE,
)
EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")
MONTH_IN_OTHER_TONGUE = re.compile(r"\d.*[^\W\d_]{3}|[^\W\d_]{3}.*\d")
