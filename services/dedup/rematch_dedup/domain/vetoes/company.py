from rematch_dedup.domain.portrait import Portrait

# A firm's name is written with these and without them.
_WIDER_TEXT = """
    group holding holdings international global worldwide gruppe groupe grupo usa us uk deutschland germany france
    europe india canada australia osterreich austria schweiz switzerland
"""
_WIDER = frozenset(_WIDER_TEXT.split())


def company(one: Portrait, other: Portrait) -> bool:
    """Two employers are two openings. An agency speaks for an employer that it may not name."""
    if one.company == other.company or not one.company or not other.company or kin(one.company, other.company):
        return False
    return not (one.agency or other.agency)


def one_firm(one: str, other: str) -> bool:
    """ "savamont" and "savamont group"."""
    shorter, longer = sorted((one.split(), other.split()), key=len)
    return longer[: len(shorter)] == shorter and _WIDER.issuperset(longer[len(shorter) :])


def kin(one: str, other: str) -> bool:
    """Names that may be one firm's: "copper kettle" and "copper kettle coffee", "rim cu" and "rim credit union"."""
    shorter, longer = sorted((one.split(), other.split()), key=len)
    if longer[: len(shorter)] == shorter:
        return True
    *stem, last = shorter
    rest = longer[len(stem) :]
    return bool(stem) and longer[: len(stem)] == stem and len(rest) > 1 and last == "".join(word[0] for word in rest)
