"""Styles and scripts. An address holds the hash of all of them, so a browser may keep what it has for ever."""

import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, HTTPException, Response

_FOREVER, _ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    media_type: str


class Assets:
    """All files below a directory, read once: they are few and small."""

    def __init__(self, directory: Path) -> None:
        files = sorted(path for path in directory.rglob("*") if path.is_file())
        self._assets = {str(path.relative_to(directory)): _asset(path) for path in files}
        everything = hashlib.sha256()
        for name, asset in self._assets.items():
            everything.update(f"{name}\0{len(asset.content)}\0".encode() + asset.content)
        self.version = everything.hexdigest()[:12]

    def url(self, name: str) -> str:
        """KeyError for what is not there: a template that names it is wrong."""
        self._assets[name]
        return f"/static/{self.version}/{name}"

    def routes(self) -> APIRouter:
        api = APIRouter()

        @api.get("/static/{version}/{name:path}", include_in_schema=False)
        async def asset(version: str, name: str) -> Response:
            found = self._assets.get(name)
            if found is None:
                raise HTTPException(404, f"no file {name[:60]}")
            kept = _FOREVER if version == self.version else _ASK_AGAIN
            return Response(found.content, media_type=found.media_type, headers={"Cache-Control": kept})

        return api


def _asset(path: Path) -> Asset:
    guessed = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return Asset(path.read_bytes(), guessed or "application/octet-stream")
