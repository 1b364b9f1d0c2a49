"""What a judge, a language model or the factors themselves, says of a pair, and how it counts."""
