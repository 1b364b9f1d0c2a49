"""Fine-tuning: pairs of openings and people, a small adapter that is trained on them, and whether it is any better."""
