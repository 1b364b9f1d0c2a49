"""Writes all-MiniLM-L6-v2 as an ONNX graph, straight from its safetensors: BERT, mean pooling, L2 normalisation.

Only building imports this module, and with it the onnx package; a start with a built model never does.
The same weights give the same bytes, so builders that run at once may overwrite each other's files.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from onnx import ModelProto, TensorProto, helper
from safetensors import safe_open

from rematch_encoder.graph_parts import Graph
from rematch_encoder.graph_quantised import QuantisedGraph
from rematch_encoder.model_cache import Precision

LAYERS = 6
HEADS = 12
HIDDEN = 384
HEAD = HIDDEN // HEADS
EPSILON = 1e-12
OPSET = 20  # the first with Gelu as an operator of its own
IR_VERSION = 10
# Added to the scores of padding: far below any real score, so its softmax is exactly zero.
MASKED = np.float32(-1e9)

_GRAPHS: dict[Precision, type[Graph]] = {"fp32": Graph, "int8": QuantisedGraph}


def build(
    weights: Path, model: Path, data: Path, precision: Precision = "fp32", over: Callable[[Any], Any] | None = None
) -> None:
    """Write the graph to `model` and the tensors to `data`, which must lie beside it. `over` gives other tensors for
    the weights' own: something else that has get_tensor."""
    # Tensors are copied one by one from the mapped file: building never holds the whole model in memory.
    with safe_open(weights, framework="numpy") as tensors, data.open("wb") as sink:
        graph = _GRAPHS[precision](over(tensors) if over else tensors, sink, data.name)
        proto = _model(graph)
    model.write_bytes(proto.SerializeToString(deterministic=True))


def _model(g: Graph) -> ModelProto:
    mask = g.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    bias = _padding_bias(g, mask)
    x = _embeddings(g)
    for layer in range(LAYERS):
        x = _layer(g, x, bias, f"encoder.layer.{layer}")
    _pool(g, x, mask)
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    outputs = [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", HIDDEN])]
    graph = helper.make_graph(g.nodes, "all-MiniLM-L6-v2", inputs, outputs, g.initializers)
    opsets = [helper.make_opsetid(domain, version) for domain, version in (("", OPSET), *g.extensions)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="rematch-encoder")


def _padding_bias(g: Graph, mask: str) -> str:
    padding = g.node("Sub", g.constant(np.array(1, dtype=np.float32)), mask)
    return g.node("Mul", g.node("Unsqueeze", padding, g.integers(1, 2)), g.constant(np.array(MASKED)))


def _embeddings(g: Graph) -> str:
    words = g.lookup(g.load("embeddings.word_embeddings.weight"), "input_ids")
    # Every token is of type 0 (a text is never a pair), so that row is added to the positions here, once.
    positions = g.load("embeddings.position_embeddings.weight") + g.load("embeddings.token_type_embeddings.weight")[0]
    # A Slice, not a Gather over a Range: the runtime's optimiser fuses the latter wrongly.
    length = g.node("Shape", "input_ids", start=1, end=2)
    places = g.node("Slice", g.weight(positions), g.integers(0), length, g.integers(0))
    return _norm(g, g.node("Add", words, places), "embeddings.LayerNorm")


def _layer(g: Graph, x: str, bias: str, name: str) -> str:
    attended = _linear(g, _attention(g, x, bias, f"{name}.attention.self"), f"{name}.attention.output.dense")
    x = _norm(g, g.node("Add", attended, x), f"{name}.attention.output.LayerNorm")
    wide = g.node("Gelu", _linear(g, x, f"{name}.intermediate.dense"))
    return _norm(g, g.node("Add", _linear(g, wide, f"{name}.output.dense"), x), f"{name}.output.LayerNorm")


def _attention(g: Graph, x: str, bias: str, name: str) -> str:
    # The scores' scale goes into the query's weights: one pass over the scores less in every layer.
    query = _heads(g, _linear(g, x, f"{name}.query", scale=HEAD**-0.5), [0, 2, 1, 3])
    key = _heads(g, _linear(g, x, f"{name}.key"), [0, 2, 3, 1])
    value = _heads(g, _linear(g, x, f"{name}.value"), [0, 2, 1, 3])
    scores = g.node("Softmax", g.node("Add", g.node("MatMul", query, key), bias), axis=-1)
    context = g.node("Transpose", g.node("MatMul", scores, value), perm=[0, 2, 1, 3])
    return g.node("Reshape", context, g.integers(0, 0, HIDDEN))


def _heads(g: Graph, x: str, perm: list[int]) -> str:
    return g.node("Transpose", g.node("Reshape", x, g.integers(0, 0, HEADS, HEAD)), perm=perm)


def _linear(g: Graph, x: str, name: str, scale: float = 1.0) -> str:
    factor = np.float32(scale)
    return g.linear(x, g.load(f"{name}.weight").T * factor, g.load(f"{name}.bias") * factor)


def _norm(g: Graph, x: str, name: str) -> str:
    scale, bias = g.weight(g.load(f"{name}.weight")), g.weight(g.load(f"{name}.bias"))
    return g.node("LayerNormalization", x, scale, bias, axis=-1, epsilon=EPSILON)


def _pool(g: Graph, x: str, mask: str) -> str:
    # The sum over the real tokens points where their mean does, and only the direction outlives the normalisation.
    real = g.node("Mul", x, g.node("Unsqueeze", mask, g.integers(2)))
    total = g.node("ReduceSum", real, g.integers(1), keepdims=0)
    vectors = g.node("LpNormalization", total, axis=-1, p=2)
    g.rename_last("vectors")
    return vectors
