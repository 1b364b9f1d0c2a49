"""A file's own name for people to read. Nothing is ever opened by it."""

from urllib.parse import unquote

from rematch_common.contracts.fields import without_controls

_LONGEST = 200


def plain_name(given: str | None) -> str | None:
    """The last part, without folders, quotation marks or anything unprintable, however browsers have encoded them;
    None where nothing is left."""
    last = unquote((given or "")[: 8 * _LONGEST]).replace("\\", "/").rsplit("/", 1)[-1]
    bare = str(without_controls(last)).replace('"', "")
    return "".join(letter for letter in bare if letter.isprintable()).strip(" .")[:_LONGEST].strip(" .") or None
