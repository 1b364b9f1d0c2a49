"""What a graph is made of: nodes, small constants, and tensors in a file beside it."""

from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Array = NDArray[Any]


class Graph:
    """Nodes and tensors in the order they were made. Every method returns the name of what it made."""

    # Operators beyond ONNX's own, by domain and version.
    extensions: tuple[tuple[str, int], ...] = ()

    def __init__(self, tensors: Any, data: BinaryIO, location: str) -> None:
        self.nodes: list[Any] = []
        self.initializers: list[TensorProto] = []
        self._tensors = tensors
        self._data = data
        self._location = location

    def load(self, name: str) -> Array:
        return np.asarray(self._tensors.get_tensor(name), dtype=np.float32)

    def weight(self, array: Array) -> str:
        """A tensor outside the graph: the runtime maps the file instead of parsing and copying it."""
        values = np.ascontiguousarray(array)
        name = f"weight_{len(self.initializers)}"
        kind = helper.np_dtype_to_tensor_dtype(values.dtype)
        tensor = TensorProto(name=name, data_type=kind, dims=values.shape)
        tensor.data_location = TensorProto.EXTERNAL
        place = {"location": self._location, "offset": self._data.tell(), "length": values.nbytes}
        for key, value in place.items():
            tensor.external_data.add(key=key, value=str(value))
        self._data.write(values.tobytes())
        self.initializers.append(tensor)
        return name

    def constant(self, array: Array) -> str:
        name = f"constant_{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(array, name))
        return name

    def integers(self, *values: int) -> str:
        return self.constant(np.array(values, dtype=np.int64))

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        name = f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name=name, **attributes))
        return name

    def rename_last(self, name: str) -> None:
        self.nodes[-1].output[0] = name

    def lookup(self, table: Array, ids: str) -> str:
        return self.node("Gather", self.weight(table), ids)

    def linear(self, x: str, weight: Array, bias: Array) -> str:
        """x times `weight` (inputs x outputs) plus `bias`."""
        return self.node("Add", self.node("MatMul", x, self.weight(weight)), self.weight(bias))
