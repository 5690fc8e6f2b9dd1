"""Which language somebody reads, and its catalogue: one of all rooms, compiled once a content.

Catalogues lie in `app/locale/LANGUAGE/ROOM.po`; English needs none, and loads no library.
"""

import hashlib
import os
import re
import struct
from collections.abc import Mapping, Sequence
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from platformdirs import user_cache_path

from data.model.language import ENGLISH

LANGUAGES: Mapping[str, str] = {"en": "English", "zh-CN": "简体中文"}
"""Code, as browsers write it -> the language's own name."""

ROOMS = ("data", "forecasting", "rostering", "services", "cli", "web", "api")
"""A catalogue each, so that two people seldom write in one file."""

FOLDER = Path(__file__).parent
VARIABLE = "PEAKSHIFT_LANG"
DOMAIN = "peakshift"
"""What gettext calls our catalogue."""


def best_match(*wishes: str | None, fallback: str = "en") -> str:
    """The language that the first wish which can be met asks for; English where none can.

    Parameters
    ----------
    wishes
        `zh-CN`, `zh_CN.UTF-8`, or a browser's list `fr, zh;q=0.8`; nothing wishes nothing.
    """
    for wish in wishes:
        for part in _by_preference(wish or ""):
            for code in LANGUAGES:
                if part == code.lower() or part.split("-")[0] == code.split("-")[0].lower():
                    return code
    return fallback


def _by_preference(wish: str) -> list[str]:
    """Codes of a wish, lower case, the dearest first."""
    found = []
    for part in wish.split(","):
        code, _, weight = part.strip().partition(";")
        quality = re.search(r"q=([\d.]+)", weight)
        plain = re.split(r"[.@]", code)[0].replace("_", "-").lower()
        found.append((-float(quality.group(1)) if quality else -1.0, plain))
    return [code for _, code in sorted(found, key=lambda pair: pair[0]) if code]


def of_environment() -> str:
    """Language of a command line: `PEAKSHIFT_LANG`, else what the system is set to."""
    system = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return best_match(os.environ.get(VARIABLE), next((s for s in system if s), ""))


@lru_cache
def catalogue(code: str) -> NullTranslations:
    """What a language says; English for a code without catalogues.

    Raises
    ------
    OSError
        If a catalogue that is there cannot be read.
    """
    texts = _texts(code)
    if not texts:
        return ENGLISH
    name = folder_of(code).name
    kept = kept_at(code) / name / "LC_MESSAGES" / f"{DOMAIN}.mo"
    try:
        return GNUTranslations(BytesIO(kept.read_bytes()))
    except (OSError, ValueError, struct.error):
        compiled = _compiled(texts, name)  # not there yet, or half of it: it is made again
    _keep(kept, compiled)
    return GNUTranslations(BytesIO(compiled))


def kept_at(code: str) -> Path:
    """Folder of a language's compiled catalogue, as gettext lays them; another for each content."""
    digest = hashlib.sha256(b"\0".join(_texts(code))).hexdigest()[:20]
    return user_cache_path("peakshift", appauthor=False) / "locale" / digest


@lru_cache
def _texts(code: str) -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted(folder_of(code).glob("*.po")))


def folder_of(code: str) -> Path:
    """Where the catalogues of a language lie; gettext writes `zh_CN`."""
    return FOLDER / code.replace("-", "_")


def _compiled(texts: Sequence[bytes], locale: str) -> bytes:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    whole = Catalog(locale=locale)
    for text in texts:
        for message in read_po(BytesIO(text)):
            fresh = message.id and whole.get(message.id, message.context) is None
            if fresh and message.string:
                whole.add(message.id, message.string, context=message.context)
    out = BytesIO()
    write_mo(out, whole)
    return out.getvalue()


def _keep(path: Path, compiled: bytes) -> None:
    """Keep a compiled catalogue for the next start; a folder that cannot be written is no harm."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as part:
            part.write(compiled)
        Path(part.name).replace(path)
    except OSError:
        return  # it is compiled at every start then
