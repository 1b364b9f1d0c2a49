from pathlib import Path

import numpy as np
import onnx
import pytest

from rematch_encoder import OnnxEmbedder
from rematch_encoder.model_cache import MODEL
from tests.unit.encoder.reference_texts import VARIED


@pytest.fixture(scope="session")
def quantised(cache_dir: Path) -> OnnxEmbedder:
    return OnnxEmbedder(cache_dir, threads=2, precision="int8")


def test_it_is_the_same_model_in_another_version(quantised: OnnxEmbedder) -> None:
    assert (quantised.model, quantised.model_version, quantised.dim) == (MODEL, "int8-53aa5117-b1-t256", 384)


def test_neighbours_in_a_batch_change_nothing(quantised: OnnxEmbedder) -> None:
    alone = np.concatenate([quantised.embed([text]) for text in VARIED])
    together = quantised.embed(VARIED)
    assert (alone * together).sum(axis=1).min() >= 0.99999
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)


def test_it_lies_beside_fp32_and_is_a_quarter_of_it(
    quantised: OnnxEmbedder, embedder: OnnxEmbedder, cache_dir: Path
) -> None:
    fp32, int8 = (next(cache_dir.glob(f"*-{precision}-*/weights.bin")) for precision in ("fp32", "int8"))
    assert int8.stat().st_size < 0.3 * fp32.stat().st_size


def test_the_graph_is_valid(quantised: OnnxEmbedder, cache_dir: Path) -> None:
    (model,) = cache_dir.glob("*-int8-*/model.onnx")
    onnx.checker.check_model(model, full_check=True)


def test_no_cpu_saturates(quantised: OnnxEmbedder, cache_dir: Path) -> None:
    """Two products of a weight and an activation, added, stay within 16 bits."""
    (file,) = cache_dir.glob("*-int8-*/model.onnx")
    graph = onnx.load(file).graph
    weights = {node.input[1] for node in graph.node if node.op_type == "MatMulIntegerToFloat"}
    largest = [
        int(np.abs(onnx.numpy_helper.to_array(tensor, str(file.parent)).astype(int)).max())
        for tensor in graph.initializer
        if tensor.name in weights
    ]
    assert len(largest) == 36
    assert 2 * 255 * max(largest) < 2**15
