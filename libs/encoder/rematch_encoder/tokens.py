"""Text to token ids, and ids to batches that waste little on padding."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rematch_encoder.model_cache import ModelUnusable

Ids = NDArray[np.int64]

# Ordinary text has 3 to 6 characters a token. Past 64 only blobs are cut that no model makes sense of.
CHARACTERS_PER_TOKEN = 64
# Encodings carry far more than ids; so many are held at a time.
_CHUNK = 128
# A call of more tokens is no faster on a CPU, it only takes more memory (1.5 MB of activations for 256 tokens).
_TOKENS_PER_CALL = 1024
_PADDINGS = ("[PAD]", "<pad>")


class Tokens:
    """The model's own tokenizer, cutting off at `limit` tokens, the two that frame a text included."""

    def __init__(self, file: Path, limit: int) -> None:
        try:
            self._tokenizer = Tokenizer.from_file(str(file))
        except Exception as error:  # tokenizers raises nothing more precise
            raise ModelUnusable(f"The tokenizer {file} can't be read: {error}.") from error
        self.padding = self._padding()
        self._tokenizer.enable_truncation(limit)
        self._tokenizer.no_padding()
        self._characters = limit * CHARACTERS_PER_TOKEN

    def encode(self, texts: Sequence[str]) -> list[Ids]:
        """The ids of every text, in the order given, unpadded."""
        ids: list[Ids] = []
        for start in range(0, len(texts), _CHUNK):
            chunk = [readable(text, self._characters) for text in texts[start : start + _CHUNK]]
            encodings = self._tokenizer.encode_batch_fast(chunk)
            # Where the tokenizer doesn't frame a text, an empty one would be nothing to run a model on.
            ids += [np.array(encoding.ids or [self.padding], dtype=np.int64) for encoding in encodings]
        return ids

    def _padding(self) -> int:
        """The id that the model knows as padding; some models count positions by it."""
        told = self._tokenizer.padding
        names = [self._tokenizer.token_to_id(name) for name in _PADDINGS]
        return int(told["pad_id"]) if told else next((number for number in names if number is not None), 0)


def readable(text: str, characters: int) -> str:
    """The beginning of a text, without what the tokenizer chokes on: a megabyte, or half of a surrogate pair."""
    if len(text) > characters:
        # Blanks don't count as text: neither a page of them nor an indented one may push the words out.
        text = " ".join(text[: 8 * characters].split())[:characters]
    return text.encode("utf-8", "replace").decode("utf-8")


def batches(lengths: Sequence[int], rows: int) -> Iterator[list[int]]:
    """The positions of texts that go into one call: of similar length, at most `rows`, and not too many tokens.

    The longest come first, so that the runtime's memory grows once.
    """
    order = sorted(range(len(lengths)), key=lambda position: -lengths[position])
    start = 0
    while start < len(order):
        room = max(1, min(rows, _TOKENS_PER_CALL // lengths[order[start]]))
        yield order[start : start + room]
        start += room


def padded(ids: Sequence[Ids], padding: int = 0) -> tuple[Ids, Ids]:
    """Ids and attention mask, padded to the longest."""
    width = max(len(row) for row in ids)
    inputs, mask = np.full((len(ids), width), padding, dtype=np.int64), np.zeros((len(ids), width), dtype=np.int64)
    for row, tokens in enumerate(ids):
        inputs[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
    return inputs, mask
