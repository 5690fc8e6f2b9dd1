"""Run a notebook's cells without Jupyter: `python -m tests.docs.notebook` writes their outputs."""

import ast
import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests import ROOT

NOTEBOOK = ROOT / "docs" / "from_csv_to_roster.ipynb"


def cells(path: Path = NOTEBOOK) -> list[dict[str, Any]]:
    """The cells of a notebook as its file has them."""
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def run_cell(source: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """Run one cell; what it printed, and its last expression's value, as nbformat 4 outputs."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(tree, "cell", "exec"), names)
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None  # type: ignore[attr-defined]
    outputs: list[dict[str, Any]] = []
    if said.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": _lines(said.getvalue())})
    if value is not None:
        data = {"text/plain": _lines(repr(value))}
        if hasattr(value, "_repr_html_"):
            data["text/html"] = _lines(value._repr_html_())
        outputs.append(
            {"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"}
        )
    return outputs


def run(path: Path = NOTEBOOK) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Run every code cell in an empty folder: the cells with their outputs, and all names."""
    done, names, number = cells(path), {"__name__": "notebook"}, 0
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for cell in done:
            if cell["cell_type"] == "code":
                number += 1
                cell["outputs"] = run_cell("".join(cell["source"]), names)
                cell["execution_count"] = number
                for output in cell["outputs"]:
                    if "execution_count" in output:
                        output["execution_count"] = number
    return done, names


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


if __name__ == "__main__":
    whole = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    whole["cells"], _ = run()
    NOTEBOOK.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{NOTEBOOK.relative_to(ROOT)} written\n")
