import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rematch_encoder import Embedder, OnnxEmbedder
from tests.unit.encoder.reference_texts import VARIED

SHORT_TO_LONG = ["nurse", "", "forklift driver, night shift", "Kafka " * 300, "a b c " * 40, "🚢 ships", "welder"]


def cosine(left: NDArray[np.float32], right: NDArray[np.float32]) -> float:
    return float(left @ right / (np.linalg.norm(left) * np.linalg.norm(right)))


def test_is_an_embedder_that_says_what_its_vectors_are(embedder: OnnxEmbedder) -> None:
    port: Embedder = embedder
    assert (port.model, port.dim) == ("all-MiniLM-L6-v2", 384)
    assert port.model_version == "fp32-53aa5117-b1-t256"


def test_rows_are_float32_of_unit_length(embedder: OnnxEmbedder) -> None:
    vectors = embedder.embed(VARIED)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_order_is_kept_and_neighbours_change_nothing(embedder: OnnxEmbedder) -> None:
    alone = np.concatenate([embedder.embed([text]) for text in SHORT_TO_LONG])
    np.testing.assert_allclose(embedder.embed(SHORT_TO_LONG), alone, atol=1e-5)
    np.testing.assert_allclose(embedder.embed(SHORT_TO_LONG[::-1]), alone[::-1], atol=1e-5)


@pytest.mark.parametrize("batch", [1, 64])
def test_the_size_of_a_batch_changes_nothing(embedder: OnnxEmbedder, cache_dir: Path, batch: int) -> None:
    other = OnnxEmbedder(cache_dir, threads=1, batch=batch)
    np.testing.assert_allclose(other.embed(VARIED), embedder.embed(VARIED), atol=1e-5)


def test_no_texts_give_no_rows(embedder: OnnxEmbedder) -> None:
    vectors = embedder.embed([])
    assert (vectors.shape, vectors.dtype) == ((0, 384), np.dtype(np.float32))


def test_an_empty_text_has_a_vector(embedder: OnnxEmbedder) -> None:
    empty, blank = embedder.embed(["", " \n\t"])
    assert np.linalg.norm(empty) == pytest.approx(1, abs=1e-6)
    np.testing.assert_allclose(blank, empty, atol=1e-6)


def test_half_a_surrogate_pair_is_a_text_like_any_other(embedder: OnnxEmbedder) -> None:
    assert np.isfinite(embedder.embed(["broken \ud83d emoji"])).all()


def test_text_past_the_limit_of_tokens_is_not_read(embedder: OnnxEmbedder, cache_dir: Path) -> None:
    small = OnnxEmbedder(cache_dir, threads=1, max_tokens=8)
    first_six = "one two three four five six"
    np.testing.assert_allclose(small.embed([first_six + " seven"]), embedder.embed([first_six]), atol=1e-5)


@pytest.mark.alone
@pytest.mark.parametrize("text", ["x" * 1_000_000, "word " * 200_000, "漢" * 1_000_000, " " * 999_999 + "a"])
def test_a_megabyte_is_quick(embedder: OnnxEmbedder, text: str) -> None:
    start = time.perf_counter()
    embedder.embed([text])
    assert time.perf_counter() - start < 2


def test_threads_may_share_it(embedder: OnnxEmbedder) -> None:
    expected = embedder.embed(SHORT_TO_LONG)
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(embedder.embed, [SHORT_TO_LONG] * 8):
            np.testing.assert_allclose(vectors, expected, atol=1e-5)


def test_what_means_the_same_lies_closer(embedder: OnnxEmbedder) -> None:
    developer, engineer, nurse = embedder.embed(["python developer", "software engineer, Python", "dental nurse"])
    assert cosine(developer, engineer) > cosine(developer, nurse) + 0.3


@pytest.mark.parametrize("options", [{"max_tokens": 2}, {"max_tokens": 513}, {"batch": 0}])
def test_refuses_what_the_model_cannot_do(cache_dir: Path, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        OnnxEmbedder(cache_dir, **options)


START = """
import sys
from pathlib import Path
import rematch_encoder
assert "onnxruntime" not in sys.modules, "the port alone must stay light"
rematch_encoder.OnnxEmbedder(Path(sys.argv[1]), threads=2).embed(["python developer"])
assert "onnx" not in sys.modules, "the builder's package is loaded though the model is built"
"""


@pytest.mark.alone
def test_start_to_first_vector_is_quick_and_leaves_the_builder_alone(embedder: OnnxEmbedder, cache_dir: Path) -> None:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", START, cache_dir], check=True, timeout=60)
    assert time.perf_counter() - start < 2


@pytest.mark.alone
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="spinning shows only beside a second thread")
def test_threads_do_not_spin_between_calls(embedder: OnnxEmbedder) -> None:
    spent = 0.0
    for _ in range(25):
        embedder.embed(["welder"])
        before = time.process_time()
        time.sleep(0.02)  # the gap itself is what is measured
        spent += time.process_time() - before
    assert spent < 0.25 * 25 * 0.02
