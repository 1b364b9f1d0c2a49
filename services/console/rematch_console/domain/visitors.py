"""Who looks: with which key, and whether they may change anything."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Visitor:
    """`session` is the id that their cookie brought; empty for who looks with the console's own key, and only looks."""

    key: str
    session: str = ""

    @property
    def signed_in(self) -> bool:
        return bool(self.session)

    def __repr__(self) -> str:
        """Without the key: this may get into a log."""
        return f"Visitor(signed_in={self.signed_in})"
