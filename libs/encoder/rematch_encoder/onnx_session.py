"""An ONNX model in memory, ready to run on the CPU."""

import os
from pathlib import Path

import onnxruntime

from rematch_encoder.model_cache import ModelUnusable

_ERRORS_ONLY = 3


def session(model: Path, threads: int) -> onnxruntime.InferenceSession:
    """The model, run on `threads` threads (0: as many as the CPUs that this process may use). Raises ModelUnusable."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads or usable_cpus()
    options.log_severity_level = _ERRORS_ONLY
    # Threads that wait for the next call would otherwise burn a whole core each.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Plans are kept for every shape ever seen, and every batch has a shape of its own.
    options.enable_mem_pattern = False
    try:
        return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's own exceptions have no common base
        raise ModelUnusable(f"ONNX Runtime {onnxruntime.__version__} can't load {model}: {error}") from error


def usable_cpus() -> int:
    # What a container or taskset allows, which the runtime itself doesn't ask; macOS can't tell.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
