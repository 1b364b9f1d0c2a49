"""The tail decides: no file over 200 lines, no function over 30 (docstring and comments not counted)."""

import ast
from pathlib import Path

import pytest

from rematch_devstack import workspace

LONGEST_FILE, LONGEST_FUNCTION = 200, 30


def sources() -> list[Path]:
    root = workspace.root()
    return sorted(path for folder in ("libs", "services", "bench", "tests") for path in root.glob(f"{folder}/**/*.py"))


def length(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> int:
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    start = first.end_lineno or 0 if documented else function.lineno
    code = [line for line in lines[start : function.end_lineno] if line.strip() and not line.strip().startswith("#")]
    return len(code)


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(workspace.root())))
def test_a_file_and_its_functions_are_short(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= LONGEST_FILE
    tree = ast.walk(ast.parse("\n".join(lines)))
    functions = [node for node in tree if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [each.name for each in functions if length(each, lines) > LONGEST_FUNCTION] == []
