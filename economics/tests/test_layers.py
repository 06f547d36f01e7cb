"""The model can be published alone: it knows nothing of Django or the portal."""

import ast
from pathlib import Path

import economics.model

FOLDER = Path(economics.model.__file__).parent


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


def test_the_model_imports_only_numpy_and_the_standard_library():
    found = {name for path in FOLDER.rglob("*.py") for name in imported(path)}

    assert "numpy" in found
    assert found <= {
        "collections",
        "contextlib",
        "dataclasses",
        "decimal",
        "functools",
        "itertools",
        "math",
        "numpy",
    }
