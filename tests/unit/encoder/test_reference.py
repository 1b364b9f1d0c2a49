"""Both precisions against what sentence-transformers makes of the same texts; see reference_texts."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from rematch_encoder import OnnxEmbedder
from tests.unit.encoder.reference_texts import REFERENCE, TEXTS

NEIGHBOURS = 50
Vectors = NDArray[np.float32]


@pytest.fixture(scope="module")
def reference() -> Vectors:
    vectors: Vectors = np.load(REFERENCE)["vectors"].astype(np.float32)
    assert len(set(TEXTS)) == len(vectors) == 500
    # Half precision leaves them a little off the unit.
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="module")
def int8(cache_dir: Path) -> Vectors:
    return OnnxEmbedder(cache_dir, precision="int8").embed(TEXTS)


def test_fp32_agrees(embedder: OnnxEmbedder, reference: Vectors) -> None:
    cosines = (embedder.embed(TEXTS) * reference).sum(axis=1)
    assert cosines.min() >= 0.9999, TEXTS[int(cosines.argmin())]


def test_int8_is_near(int8: Vectors, reference: Vectors) -> None:
    cosines = (int8 * reference).sum(axis=1)
    assert cosines.mean() >= 0.99
    assert cosines.min() >= 0.95, TEXTS[int(cosines.argmin())]


def test_int8_keeps_the_neighbours(int8: Vectors, reference: Vectors) -> None:
    shared = [len(set(ours) & set(theirs)) for ours, theirs in zip(nearest(int8), nearest(reference), strict=True)]
    assert np.mean(shared) / NEIGHBOURS >= 0.9


def nearest(vectors: Vectors) -> list[list[int]]:
    """The nearest other texts of every text."""
    cosines = vectors @ vectors.T
    np.fill_diagonal(cosines, -1)
    ranked: list[list[int]] = np.argsort(-cosines, axis=1)[:, :NEIGHBOURS].tolist()
    return ranked
