"""What people of a trade call themselves, where they name no occupation: by their ticket, their card, their ward."""

import re

# In order: the first that is found decides.
_TABLE = (
    ("electrical-foreman", r"\belectrical (?:supervisor|charge ?hand)\b"),
    ("driving-instructor", r"\b(?:cdl|hgv|lgv|driver|driving) (?:\w+ )?(?:instructor|trainer|examiner)\b"),
    ("training-specialist", r"\b(?:trainer|tutor|assessor)\b"),
    ("truck-driver", r"\b(?:hgv|lgv)\b|\bclass [12]\b|\bc ?\+ ?e\b|\bcdl\b|\bclass a\b|\botr\b|\bartic\b"),
    ("gas-engineer", r"\bgas safe\b"),
    ("electrician", r"\bspark(?:y|s|ies)?\b|\becs gold\b"),
    ("teaching-assistant", r"\bTA\b|\bSNA\b|\bLSA\b"),
    ("health-care-assistant", r"\bHCA\b|\bPSW\b"),
    ("facility-manager", r"\b(?:head of|manager|mgr),? FM\b|\bFM (?:manager|mgr|lead)\b"),
    ("forklift-operator", r"\bFLT\b|\breach truck\b|\bforklift\b"),
    ("charge-nurse", r"\b(?:ward |junior |jr )?sister\b"),
    ("nurse", r"\b(?:RGN|RMN|GNM|RPN|staff nurse)\b"),
    ("security-guard", r"\bSIA\b|\bguard\b"),
    ("account-executive", r"\b(?:mid-?market |enterprise )?AE\b"),
    ("it-project-manager", r"\bIT PM\b"),
    ("data-engineer", r"\b(?:azure |aws |junior |senior )DE\b"),
    ("technical-sales-representative", r"\bdevices? (?:sales|rep)\b"),
    ("dotnet-developer", r"\.NET\b|\bC#"),
    ("java-developer", r"\bjava\b(?!script)"),
    ("full-stack-engineer", r"\bfull[- ]?stack\b"),
    ("backend-engineer", r"\bbackend\b"),
    ("bi-developer", r"\bBI\b"),
    ("accounting-clerk", r"\b(?:accounts (?:junior|assistant|asst)|payroll and benefits clerk|PL clerk|AAT)\b"),
    ("accountant", r"\b(?:ACCA|CIMA|FCCA|ACMA|ACA)\b"),
)
_TRADES = tuple((named, re.compile(words, 0 if words.isupper() else re.IGNORECASE)) for named, words in _TABLE)


def trade_in(text: str) -> str | None:
    """The occupation that such words stand for."""
    return next((named for named, words in _TRADES if words.search(text)), None)
