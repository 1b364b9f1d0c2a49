"""Small ONNX sentence models: a vector a word out of a table, so that a test can tell what must come out."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save
from tokenizers import Tokenizer, models, pre_tokenizers, processors

WORDS = ("[PAD]", "[UNK]", "[CLS]", "north", "east", "south")
TABLE = np.array([[9, 9], [0, 0], [3, 4], [0, 1], [1, 0], [0, -1]], dtype=np.float32)
NAMES = ("input_ids", "attention_mask", "token_type_ids")


def write_folder(folder: Path, *, asks: Sequence[str] = NAMES[:2], pools: bool = False, framed: bool = True) -> Path:
    """A model whose output has a vector a token, or the first token's alone if it `pools`."""
    folder.mkdir(parents=True, exist_ok=True)
    write_graph(folder / "model.onnx", asks, pools)
    write_tokenizer(folder / "tokenizer.json", framed)
    return folder


def write_graph(file: Path, asks: Sequence[str], pools: bool) -> None:
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"]) for name in asks]
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])]
    outputs = [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["texts", "tokens", 2])]
    if pools:
        nodes.append(helper.make_node("Gather", ["last_hidden_state", "first"], ["sentence_embedding"], axis=1))
        outputs.append(helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["texts", 2]))
    tensors = [numpy_helper.from_array(TABLE, "table"), numpy_helper.from_array(np.array(0), "first")]
    graph = helper.make_graph(nodes, "words", inputs, outputs, tensors)
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10), str(file))


def write_tokenizer(file: Path, framed: bool) -> None:
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    if framed:
        tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A", special_tokens=[("[CLS]", 2)])
    tokenizer.save(str(file))


def write_config(folder: Path, name: str, **values: object) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(values))
