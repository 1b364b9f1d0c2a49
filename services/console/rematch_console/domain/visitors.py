"""Who looks: with which key, what it may do, and whether they may change anything."""

from dataclasses import dataclass

from rematch_common.keys import Principal


@dataclass(frozen=True, slots=True)
class Visitor:
    """`session` is the id that their cookie brought; empty for who looks with the console's own key, and only looks.
    `token` goes with each of their writes. `principal` is unknown while the keys are still being read."""

    key: str
    session: str = ""
    token: str = ""
    principal: Principal | None = None

    @property
    def signed_in(self) -> bool:
        return bool(self.session)

    def may(self, scope: str) -> bool:
        """Whether the key has the scope: to look, with the services' own word as the last one."""
        return self.principal is not None and self.principal.may(scope)

    def may_write(self, scope: str) -> bool:
        """To change something, one signs in oneself: the console's own key only looks."""
        return self.signed_in and self.may(scope)

    def __repr__(self) -> str:
        """Without the key: this may get into a log."""
        return f"Visitor(signed_in={self.signed_in})"
