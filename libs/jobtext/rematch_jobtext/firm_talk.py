"""Which lines are the firm's own talk, the same in all its ads: the law's words, what it gives, how to apply.

`employer_talk` asks the same of a sentence in which a skill was found, and reads it more closely.
"""

import re
from collections.abc import Sequence

from rematch_jobtext.windows import lines_with

_COMMON = (
    r"equal (?:employment )?opportunit\w*|all qualified applicants|without regard|regardless of (?:race|age)"
    r"|reasonable accommodation|e[- ]?verify|affirmative action|gender identity|sexual orientation|founded in"
    r"|we are a (?:leading|global)|headquartered|our (?:mission|values|culture|story)|about (?:us|the company)"
    r"|who we are|we offer|what we offer|401\s?\(?k|paid time off|pto\b|parental leave|annual leave"
    r"|free (?:coffee|fruit|lunch)|apply (?:now|today|online|here)|show more|read more|click (?:here|apply)"
    r"|send (?:us )?your (?:cv|resume)"
    r"|wir bieten|[üu]ber uns|schwerbehind\w+|chiffre|qui sommes|sobre nosotros"
)
_GERMAN = (
    r"(?:ihre|deine) (?:aussagekr\w+ |vollst\w+ )?bewerbung\w*"
    r"|bewerben sie sich|bewirb dich|jetzt bewerben|chancengleichheit|ungeachtet|urlaubstage"
    r"|unabh\w+ von (?:geschlecht|alter|herkunft)|betriebliche altersvorsorge|jobticket"
)
_FRENCH = (
    r"nous (?:vous )?(?:offrons|proposons)|mutuelle|tickets?[- ]restaurants?|(?:votre|vos) candidatures?"
    r"|[ée]galit[ée] des chances|sans distinction|situation de handicap|congés payés"
)
_SPANISH = (
    r"(?:qué |te )?ofrecemos|qui[ée]nes somos|igualdad de (?:oportunidades|trato)|sin distinci[óo]n"
    r"|(?:env[íi]a|manda)(?:nos)? tu|inscr[íi]bete|seguro m[ée]dico|días de vacaciones"
)
_DUTCH = (
    r"wij bieden|over ons|solliciteer|jouw sollicitatie|vakantiedagen|pensioenregeling|reiskostenvergoeding"
    r"|gelijke kansen|ongeacht|acquisitie naar aanleiding"
)
_SURE = "|".join((_COMMON, _GERMAN, _FRENCH, _SPANISH, _DUTCH))
# The work of some is about these: a dental nurse, a privacy officer, who looks after pensions, or applicants.
_DOUBTFUL = (
    r"eeo\b|discriminat\w+|accommodations? (?:for|to)|background check|drug test|veteran|privacy|gdpr|cookies?"
    r"|diversity|inclusive|inclusion|benefits|perks|health insurance|dental|pension|bewerb\w+|vielfalt"
)
_SURELY = re.compile(rf"\b(?:{_SURE})\b", re.IGNORECASE)
# Without the further words of other languages: for who compares ads they were no gain, and cost a pair in golden.
_PERHAPS = re.compile(rf"\b(?:{_COMMON}|{_DOUBTFUL})\b", re.IGNORECASE)
# One of these stands in whatever the patterns find: to look for them is quicker.
_COMMON_CUES = (
    *("opportunit", "qualified applicants", "without regard", "regardless of", "accommodation", "verify"),
    *("affirmative", "gender identity", "sexual orientation", "founded in", "we are a ", "headquartered"),
    *("our mission", "our values", "our culture", "our story", "about us", "about the company", "who we are"),
    *("we offer", "401", "paid time off", "pto", "parental leave", "annual leave", "free coffee", "free fruit"),
    *("free lunch", "apply ", "show more", "read more", "click ", "send your ", "send us your "),
    *("wir bieten", "ber uns", "schwerbehind", "chiffre", "qui sommes", "sobre nosotros"),
)
_SURE_CUES = (
    *_COMMON_CUES,
    *("bewerb", "bewirb", "chancengleich", "ungeachtet", "urlaubstage", "unabh", "altersvorsorge", "jobticket"),
    *("offrons", "proposons", "mutuelle", "restaurant", "candidature", "des chances", "sans distinction"),
    *("handicap", "congés"),
    *("ofrecemos", "nes somos", "igualdad", "sin distinci", " tu", "inscr", "seguro m", "vacaciones"),
    *("wij bieden", "over ons", "solliciteer", "sollicitatie", "vakantiedagen", "pensioenregeling"),
    *("reiskosten", "gelijke kansen", "ongeacht", "acquisitie"),
)
_DOUBTFUL_CUES = (
    *("eeo", "discriminat", "background check", "drug test", "veteran", "privacy", "gdpr", "cookie", "diversity"),
    *("inclusi", "benefits", "perks", "health insurance", "dental", "pension", "bewerb", "vielfalt"),
)
_PERHAPS_CUES = _COMMON_CUES + _DOUBTFUL_CUES


def lines_of_the_firm(lines: Sequence[str]) -> set[int]:
    """The numbers of those that surely say nothing about the work."""
    return {number for number in lines_with(lines, _SURE_CUES) if _SURELY.search(lines[number]) is not None}


def lines_perhaps_of_the_firm(lines: Sequence[str]) -> set[int]:
    """Those too that may be: for who compares ads, and has enough other lines to do so."""
    return {number for number in lines_with(lines, _PERHAPS_CUES) if _PERHAPS.search(lines[number]) is not None}
