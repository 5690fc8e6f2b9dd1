"""Public names of a package that are imported when somebody asks for them."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def on_demand(package: str, names: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of a package (PEP 562) that does not load all of it for one name.

    Parameters
    ----------
    package
        Its `__name__`.
    names
        Public name to the module that defines it: inside the package, or `data.model.NAME` for a
        word of the trade; never the name of a module of the package, which would take its place
        as soon as it is imported.

    Notes
    -----
    Type checkers read the plain imports of the other branch; `tests/house` holds both equal::

        if TYPE_CHECKING:
            from data.ingest.staff import read_staff
        else:
            __getattr__ = on_demand(__name__, {"read_staff": "staff"})
    """

    def find(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home = names[name]
        whole = home if home.startswith("data.model.") else f"{package}.{home}"
        return getattr(import_module(whole), name)

    return find
