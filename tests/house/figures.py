"""`python -m tests.house.figures [FOLDER]`: the size and shape of the house, in plain numbers.

FOLDER is another checkout to be counted the same way (this one if left out), so that a version can
be put beside the one before.
"""

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import grimp

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("data", "forecasting", "rostering", "app")
Imports = dict[str, frozenset[str]]


@dataclass(frozen=True)
class House:
    """A checkout as it lies on disk.

    Parameters
    ----------
    files
        Lines of every Python file, by path from the root [-].
    """

    root: Path
    files: dict[Path, int]

    @classmethod
    def at(cls, root: Path) -> "House":
        """Count a checkout."""
        found = (path for room in (*ROOMS, "tests") for path in sorted((root / room).rglob("*.py")))
        return cls(
            root,
            {
                path.relative_to(root): len(path.read_text(encoding="utf-8").splitlines())
                for path in found
            },
        )

    def of(self, *rooms: str) -> dict[Path, int]:
        """Lines of the files of some rooms, empty ones and mere `__init__` docstrings included."""
        return {path: lines for path, lines in self.files.items() if path.parts[0] in rooms}

    def things(self, *rooms: str) -> Counter[str]:
        """What lies in each folder: modules and packages, `__init__` aside [-]."""
        found: Counter[str] = Counter()
        for path in self.of(*rooms):
            if path.name != "__init__.py":
                found[str(path.parent)] += 1
            elif len(path.parts) > 2:
                found[str(path.parent.parent)] += 1
        return found

    def imports(self) -> Imports:
        """What every module of the product imports of it; what only type checkers read is not."""
        sys.path.insert(0, str(self.root))
        try:
            graph = grimp.build_graph(*ROOMS, exclude_type_checking_imports=True, cache_dir=None)
        finally:
            sys.path.remove(str(self.root))
        return {
            module: frozenset(graph.find_modules_directly_imported_by(module))
            for module in graph.modules
        }


def circles(imports: Imports) -> list[list[str]]:
    """Groups of modules that import each other in a circle (Tarjan 1972), sorted."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        path.append(module)
        for other in imports[module]:
            if other not in order:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in path:
                lowest[module] = min(lowest[module], order[other])
        if lowest[module] == order[module]:
            group = path[path.index(module) :]
            del path[path.index(module) :]
            if len(group) > 1:
                found.append(sorted(group))

    for module in imports:
        if module not in order:
            visit(module)
    return sorted(found)


def used_once(imports: Imports) -> int:
    """Modules that exactly one other imports [-]."""
    users = Counter(other for module, others in imports.items() for other in others - {module})
    return sum(1 for count in users.values() if count == 1)


def report(house: House) -> str:
    """The figures as lines of text."""
    imports = house.imports()
    product, tests = house.of(*ROOMS), house.of("tests")
    lines = [
        _size("product", product),
        *(_size(f"  {room}", house.of(room)) for room in ROOMS),
        _size("tests", tests),
        f"circles of imports: {len(circles(imports))}",
        f"modules imported by exactly one other: {used_once(imports)}",
        "fullest folders: " + _most(house.things(*ROOMS)),
        "fullest folders of tests: " + _most(house.things("tests")),
        "longest files: " + _most(Counter({str(path): n for path, n in product.items()})),
    ]
    lines += [f"circle: {' -> '.join(group)}" for group in circles(imports)]
    readmes = [p for room in (*ROOMS, "tests") for p in sorted((house.root / room).rglob("*.md"))]
    long = [len(path.read_text(encoding="utf-8").splitlines()) for path in readmes]
    lines.append(f"READMEs: {len(readmes)}, {sum(long)} lines, the longest {max(long, default=0)}")
    return "\n".join(lines)


def _size(name: str, files: dict[Path, int]) -> str:
    real = [lines for path, lines in files.items() if path.name != "__init__.py"]
    short = sum(1 for lines in real if lines < 40)
    return (
        f"{name}: {len(files)} files, {sum(files.values()):,} lines; without __init__ "
        f"{len(real)} files, median {median(real or [0]):.0f}, {short} under 40 lines"
    )


def _most(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counted.most_common(8))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.house.figures")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT)
    sys.stdout.write(report(House.at(parser.parse_args().folder.resolve())) + "\n")
