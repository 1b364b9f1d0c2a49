"""What the services need from an encoder; which model and runtime stand behind it is chosen in their bootstrap."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Text to unit vectors. Vectors are comparable only when `model` and `model_version` are the same."""

    @property
    def model(self) -> str:
        """The model's public name, such as all-MiniLM-L6-v2."""

    @property
    def model_version(self) -> str:
        """Precision, weights, how they are built and read, whose server it is: changes whenever the vectors may."""

    @property
    def dim(self) -> int:
        """Length of every vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row a text, in the order given; what else is in the batch changes a row by no more than rounding.

        No texts give an array of 0 x dim. An empty text has a vector too. May be called from several threads.
        """
