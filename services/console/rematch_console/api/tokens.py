"""Tokens that go with each write: a foreign page can make a browser send a form, and can't know what is in ours."""

import hashlib
import hmac
import secrets


class Tokens:
    """Of a session, made with a secret that this process alone has, as sessions are of this process alone."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def of(self, session: str) -> str:
        return hmac.new(self._secret, session.encode(), hashlib.sha256).hexdigest()

    def fits(self, session: str, token: str) -> bool:
        return bool(session) and hmac.compare_digest(self.of(session).encode(), token.encode())
