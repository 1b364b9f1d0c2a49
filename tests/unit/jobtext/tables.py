"""The tables of cases beside these tests."""

from pathlib import Path

_CASES = Path(__file__).parent / "cases"


def cases(name: str, columns: int) -> list[tuple[str, ...]]:
    """The rows of a table, each padded with empty cells; a line that begins with "# " is a comment."""
    text = (_CASES / name).read_text("utf-8")
    rows = [row.split("\t") for row in text.split("\n") if row and not row.startswith("# ")]
    return [(*cells, *[""] * (columns - len(cells))) for cells in rows]


def number(cell: str) -> float | None:
    return float(cell) if cell and cell != "-" else None
