"""Why a change of a person is not made."""

HOW_TO_OPEN = (
    "whoever runs ingest can give it the key that it was sealed with (REMATCH_SEALING_KEYS_BEFORE); "
    "if that is lost, erase the candidate and send them anew"
)


class Unknown(Exception):
    """The tenant has nobody of that id."""


class Conflict(Exception):
    """Not as things stand; the message says what to do."""


class Stale(Conflict):
    """Somebody has changed the person since: the version that the change was made for is not the present one."""

    def __init__(self, present: int) -> None:
        super().__init__(f"the candidate is at version {present} now: get it, and make the change to that")
        self.present = present
