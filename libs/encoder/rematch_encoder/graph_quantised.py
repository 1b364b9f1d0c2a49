"""The same graph with products of integers: weights in int8 with a scale a channel, activations with a scale a token.

onnxruntime.quantization gives a whole batch one scale, so a text's vector depends on its neighbours (cosine 0.95 to the
same text alone at worst); one scale a token keeps texts apart, and is both nearer to fp32 and faster.
"""

import numpy as np

from rematch_encoder.graph_parts import Array, Graph

# Activations go from 1 to 255 around this zero.
_ZERO = 128
_STEPS = 127
# CPUs without VNNI add two products in 16 bits, saturating: 2 x 255 x 64 just fits, so every CPU gets the same vectors.
_WEIGHT_STEPS = 64
# A token of nothing but zeros is divided by this.
_SMALLEST = 1e-20


class QuantisedGraph(Graph):
    """See Graph; lookups and linear layers are quantised, all else is fp32."""

    extensions = (("com.microsoft", 1),)

    def lookup(self, table: Array, ids: str) -> str:
        """Rows of the table with a scale each: a quarter of its size on disk and in memory."""
        scales = np.abs(table).max(axis=1, keepdims=True) / np.float32(_STEPS)
        rows = self.node("Gather", self.weight(_rounded(table, scales)), ids)
        return self.node("Mul", self.node("Cast", rows, to=1), self.node("Gather", self.weight(scales), ids))

    def linear(self, x: str, weight: Array, bias: Array) -> str:
        scales = np.abs(weight).max(axis=0) / np.float32(_WEIGHT_STEPS)
        integers, token_scales = self._quantised(x, len(weight))
        inputs = (integers, self.weight(_rounded(weight, scales)), self._number(1), self.weight(scales))
        product = self.node("MatMulIntegerToFloat", *inputs, self._zero(), domain="com.microsoft")
        return self.node("Add", self.node("Mul", product, token_scales), self.weight(bias))

    def _quantised(self, x: str, width: int) -> tuple[str, str]:
        """Every token in integers, and its scale. A runtime joins the equal ones of query, key and value into one."""
        largest = self.node("ReduceMax", self.node("Abs", x), self.integers(-1), keepdims=1)
        scales = self.node("Add", self.node("Mul", largest, self._number(1 / _STEPS)), self._number(_SMALLEST))
        each = self.node("Reshape", scales, self.integers(-1))
        zeros = self.node("Expand", self._zero(), self.node("Shape", each))
        tokens = self.node("Reshape", x, self.integers(-1, width))
        integers = self.node("QuantizeLinear", tokens, each, zeros, axis=0)
        return self.node("Reshape", integers, self.node("Shape", x)), scales

    def _number(self, value: float) -> str:
        return self.constant(np.array(value, dtype=np.float32))

    def _zero(self) -> str:
        return self.constant(np.array(_ZERO, dtype=np.uint8))


def _rounded(values: Array, scales: Array) -> Array:
    return np.rint(values / scales).astype(np.int8)
