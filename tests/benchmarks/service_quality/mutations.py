"""Good files made bad in every way: each is read row by row or refused clearly, never half."""

import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from app.services.context import Context
from app.services.service_quality.records.files import import_service_file
from data.model.centre import Centre
from data.model.errors import PeakShiftError
from data.store import Store, documents
from data.store.service_quality.tables import KINDS

_ORDERS = (
    "APP_NO\tID\tBUSI_TYPE_CODE\tORG_NO\tHANDLE_TIME\tACCEPT_CONTENT\tCALLING_NO\tCUST_NO\n"
    "201601\t901\t003\t41101\t2016-03-01 08:00:00\t【停电】张小明称停电\t13812345678\t5200718822\n"
    "201602\t902\t投诉\t41101\t2016-03-01 09:00:00\t【服务】态度\t13812345679\t5200718823\n"
    "201603\t903\t003\t41102\t2016-03-02 08:00:00\t【停电】又停电\t13812345678\t5200718822\n"
)
_CALLS = (
    "APP_NO\tHANDLE_ID\tREQ_BEGIN_DATE\tREQ_FINISH_DATE\tWKST_BUSI_TYPE_CODE\n"
    "201601\tA01\t2016-03-01 07:55:00\t2016-03-01 08:00:00\t003\n"
    "902\tA02\t2016-03-01 08:55:00\t2016-03-01 09:00:00\t投诉\n"
    "777\tA01\t2016-03-01 10:55:00\t2016-03-01 11:00:00\t003\n"
)
_TEXTS = (
    _ORDERS,
    _CALLS,
    "case_id,kind,opened_at,praise,closed_at\nC1,service,2026-03-01 09:00:00,no,\n"
    "C2,outages,2026-03-01 09:00:00,yes,2026-03-02 09:00:00\n",
    "case_id,step,begun_at,ended_at,handling_min\nC1,1,2026-03-01 09:00:00,,20\n"
    "C1,2,2026-03-01 10:00:00,2026-03-01 12:00:00,5.5\n",
    "score_id,kind,at,value,answer\nS1,quality,2026-03-01 09:00:00,88,agreed\n"
    "S2,kano,2026-03-01 09:00:00,,\n",
    "seat_id,site,zone,out_of_order\nS1,East,A,no\nS2,East,B,yes\n",
)
_ODD = (b"\x00", b"\xff\xfe", b'"', b"\t", b",", b"\n", b"\r\n", "，".encode("gbk"), b"9" * 400,
        b"nan", b"-1", b"1e309", b"2016-13-45", b"=cmd()", "\u202e".encode(), b"inf")  # fmt: skip


def mutated(rng: np.random.Generator) -> bytes:
    """One of the files with some bytes changed, cut, doubled or shuffled."""
    content = _TEXTS[int(rng.integers(len(_TEXTS)))].encode("gbk" if rng.random() < 0.7 else "utf8")
    for _ in range(int(rng.integers(1, 5))):
        place, way = int(rng.integers(len(content) + 1)), int(rng.integers(8))
        end = min(len(content), place + int(rng.integers(1, 30)))
        lines = content.split(b"\n")
        if way == 0:
            content = content[:place] + _ODD[int(rng.integers(len(_ODD)))] + content[place:]
        elif way == 1:
            content = content[:place] + content[end:]
        elif way == 2:
            content = content[:place]
        elif way == 3:
            content = (
                content[:place] + bytes(rng.integers(0, 256, 3, dtype=np.uint8)) + content[end:]
            )
        elif way == 4:
            content = content[:end] + content[place:end] + content[end:]
        elif way == 5:
            rng.shuffle(lines)
            content = b"\n".join(lines)
        elif way == 6:
            lines.insert(int(rng.integers(len(lines))), lines[int(rng.integers(len(lines)))])
            content = b"\n".join(lines)
        else:
            content = content.replace(b"\t", b",") if rng.random() < 0.5 else content.swapcase()
    return content


def run(count: int, seed: int = 7) -> dict[str, Any]:
    """Import mutated files one after another into one store.

    Returns
    -------
    dict
        How many were read, read in part and refused; how many ended in an error that is not one of
        ours, or left something of a refused file behind (both must be none) [-].
    """
    rng = np.random.default_rng(seed)
    ends = Counter({"read": 0, "read in part": 0, "refused": 0})
    odd: list[str] = []
    with tempfile.TemporaryDirectory() as folder, Store.open(f"{folder}/x.sqlite") as store:
        now = datetime(2026, 6, 1, tzinfo=UTC)
        context = Context(store, "tester", lambda: now)
        entry = context.entry("set_up", "centre")
        store.save(documents.CENTRE, Centre("Hotline", "Asia/Shanghai", "CN", 30), entry)
        for number in range(count):
            path = Path(folder) / f"file{number % 2}.csv"
            path.write_bytes(mutated(rng))
            before = _held(store)
            try:
                found = import_service_file(context, path)
            except PeakShiftError as error:
                ends["refused"] += 1
                if _held(store) != before:
                    odd.append(f"{number}: half written")
                if not str(error):
                    odd.append(f"{number}: says nothing")
            except Exception as error:
                odd.append(f"{number}: {type(error).__name__}: {error}"[:300])
            else:
                ends["read" if not found.rejected else "read in part"] += 1
        ends["trail findings"] = len(store.verify_trail().findings)
    return {"files": count, **ends, "faults": len(odd), "odd": odd}


def _held(store: Store) -> tuple[int, ...]:
    counts = [len(store.load_service_records(kind)) for kind in KINDS]
    return (*counts, len(store.list_imports()), len(store.load(documents.SEATS)))
