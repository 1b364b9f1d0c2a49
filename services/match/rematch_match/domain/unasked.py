"""Skills that an ad names and doesn't ask for: of people it won't take, of the pay, of those one works with."""

import re
from collections.abc import Iterable

from rematch_common.contracts import SkillRequirement
from rematch_jobtext import is_licence

_REFUSED = re.compile(
    r"\b(?:do(?:es)? not|don[\u2019']?t|aren[\u2019']?t|are not|is not|isn[\u2019']?t|not)"
    r"\s+(?:looking for|hir(?:e|ing)"
    r"|seek(?:ing)?|need(?:ed)?|require[ds]?|interview|consider|match(?:ing)?)\b"
    r"|\b(?:won[\u2019']t|will not|is not|isn[\u2019']t|are not) (?:be )?enough\b"
    r"|\bisn[\u2019']?t (?:this|that|the) (?:type|kind|sort)\b"
    r"|^\W*not an? [^.]{0,60}\b(?:job|role|position|post)\b|\bthis (?:is not|isn[\u2019']t) an? \b"
    r"|\bstop applying\b|\bdo not apply\b|\b(?:please )?no [^.,]{0,40}\b(?:please|thanks|thank you|profiles)\b"
    r"|\bsee (?:our|the) (?:separate|other)\b|\bother vacancy\b|\bprofiles will be rejected\b"
    r"|\bwe don[\u2019']?t train\b"
    r"|\bne (?:cherchons|recherchons) pas\b|\bbrauchen sie (?:bei uns )?nicht\b|\bkeine? [^.]{0,40}\bgesucht\b",
    re.IGNORECASE,
)
# "SGD 5,000 to 6,800, AWS + variable bonus": what is named beside the pay belongs to it.
_PAY = re.compile(
    r"^\W*(?:(?:base |basic )?(?:salary|pay|ctc|rate|package|gehalt)\b|apprentice rates"
    r"|it[\u2019']s \W?[$\u00a3\u20ac]|[A-Z]{3} ?\d[\d.,]"
    r"|[$\u00a3\u20ac] ?\d)",
    re.IGNORECASE,
)
_PAID = re.compile(r"\bbecause of our payroll\b|\(payroll\)|\bpayroll and\b.*\bteam day\b|\bsalary packaging\b")
_EXTRA = re.compile(
    r"^\W*(?:advantages?|nice(?: to have)?|bonus|desirable|desired|plus(?:es)?|a plus"
    r"|helpful|von vorteil|un plus)\b\W*:?"
    r"|\b(?:is|are|would be) (?:a (?:definite )?plus|an asset|a bonus|handy|helpful|nice)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\bor an? (?:[\w-]+ ){0,2}background\b"
    r"|\b(?:work(?:ing)?|pair(?:ing)?|talk(?:ing)?|liais\w+|deal(?:ing)?"
    r"|cooperat\w+|exchang\w+|help(?:ing)?) (?:\w+ )?(?:with|to)\b"
    r"|\b(?:reports? to you|calling the)\b|\bour client\b|\bwe (?:run|place|deliver|sell)\b",
    re.IGNORECASE,
)


def asked_for(skills: Iterable[SkillRequirement]) -> tuple[frozenset[str], frozenset[str]]:
    """What is required, and what would be nice to have, by the sentence that names each."""
    # "ACCA or CIMA, qualified by experience is not enough": what is refused is the lack of it.
    skills = [s for s in skills if is_licence(s.id) or not _is_unasked(s.evidence or "")]
    required = {s.id for s in skills if s.importance == "required" and not _is_extra(s.evidence or "")}
    extra = {s.id for s in skills if s.importance == "preferred" or _is_extra(s.evidence or "")}
    return frozenset(required), frozenset(extra - required)


def _is_unasked(sentence: str) -> bool:
    return any(each.search(sentence) is not None for each in (_REFUSED, _PAY, _PAID))


def _is_extra(sentence: str) -> bool:
    return _EXTRA.search(sentence) is not None or _ASIDE.search(sentence) is not None
