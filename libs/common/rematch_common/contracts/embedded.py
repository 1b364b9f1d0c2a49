"""Openings and people with the vectors of their text."""

import math
import sys
from array import array
from base64 import b64encode
from binascii import Error, a2b_base64
from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic.types import FailFast
from pydantic_core import PydanticCustomError

from rematch_common.contracts.base import Part
from rematch_common.contracts.candidates import Candidate
from rematch_common.contracts.fields import Word
from rematch_common.contracts.jobs import Job
from rematch_common.contracts.lineage import Lineage

# Room for the rounding of float32 and of quantised models, none for a vector that nobody normalised.
_UNIT_TOLERANCE = 0.01


class Embedding(Part):
    """A vector of unit length. Vectors of different models are never compared."""

    model: Word
    model_version: Word
    dim: int = Field(ge=1, le=8_192)
    dtype: Literal["f32"] = "f32"
    data: str = Field(description="base64 of little-endian 32-bit floats", max_length=4 * 8_192 * 4)

    @classmethod
    def of(cls, model: str, model_version: str, vector: Iterable[float]) -> Self:
        """From numbers: a list, an array, a numpy row."""
        floats = array("f", vector)
        if sys.byteorder == "big":
            floats.byteswap()
        return cls.from_bytes(model, model_version, floats.tobytes())

    @classmethod
    def from_bytes(cls, model: str, model_version: str, raw: bytes) -> Self:
        """From little-endian 32-bit floats, for numpy `row.astype("<f4").tobytes()`."""
        data = b64encode(raw).decode("ascii")
        return cls(model=model, model_version=model_version, dim=len(raw) // 4, dtype="f32", data=data)

    def to_bytes(self) -> bytes:
        """Little-endian 32-bit floats, for `numpy.frombuffer(embedding.to_bytes(), "<f4")`."""
        return a2b_base64(self.data, strict_mode=True)

    def floats(self) -> "array[float]":
        """The vector as numbers."""
        numbers = array("f", self.to_bytes())
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers

    @model_validator(mode="after")
    def _sound(self) -> Self:
        """One NaN in an index spoils every search that meets it, so a vector is looked at once, here."""
        try:
            raw = self.to_bytes()
        except (Error, ValueError):
            raise PydanticCustomError("vector", "data must be base64", {"field": "data"}) from None
        if len(raw) != 4 * self.dim:
            raise PydanticCustomError("vector", "data must hold dim floats of 4 bytes", {"field": "data"})
        if not abs(math.hypot(*self.floats()) - 1) < _UNIT_TOLERANCE:
            raise PydanticCustomError("vector", "data must be a vector of unit length", {"field": "data"})
        return self


Embeddings = Annotated[tuple[Embedding, ...], Field(min_length=1, max_length=16), FailFast()]


class JobEmbedded(Job):
    """An opening and its vectors."""

    ce_type: ClassVar[str] = "rematch.job.embedded.v1"

    embeddings: Embeddings
    text_hash: Word = Field(description="of the embedded text: unchanged text is never embedded twice")


class CandidateEmbedded(Candidate):
    """A person and their vectors."""

    ce_type: ClassVar[str] = "rematch.candidate.embedded.v1"

    embeddings: Embeddings
    text_hash: Word = Field(description="of the embedded text: unchanged text is never embedded twice")
    lineage: Lineage | None = None
