"""What may be stored of a customer: a keyed hash, a topic, a category; never a number or a text.

The hash is HMAC-SHA-256 (RFC 2104) under a key that lies outside the database, so that whoever has
the database alone cannot try all telephone numbers.
"""

import hmac
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from data.files.headings import column_said
from data.model.language import tr

if TYPE_CHECKING:
    import pandas as pd

    from data.files.values import Complaints

HASH_LETTERS = 20
"""Hexadecimal digits of a hash: two of ten million customers share one with odds of 1 in 10^10."""
MOST_LETTERS = 40
"""Longest topic or category [letters]: what is longer is a text that somebody wrote."""
_HASHED = re.compile(rf"c[0-9a-f]{{{HASH_LETTERS}}}")
_TOPIC = r"^\s*【([^】]{1,40})】"
_NUMBERS = re.compile(r"[0-9０-９][0-9０-９ \-]{5,}[0-9０-９]")
PHONE = r"(?:(?:\+|00)?86)?-?1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}"
"""Mobile numbers and landlines with their area code."""

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭林罗郑梁宋唐韩冯邓曹彭肖董潘袁蒋蔡杜"
    "苏魏吕沈姚卢姜崔谭陆汪廖贾邹孟熊薛闫侯陶黎郝龚邵"
)
"""Frequent ones that begin hardly any word of the trade (高压, 金融, 安监 are teams)."""
_OFFICES = "部处科室班组所局站队课区县市厂司院馆台库段线"
_NAME = re.compile(
    rf"[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}[^\W{_OFFICES}]"
    r"|.{1,4}(?:先生|女士|小姐|同志|师傅)|(?:Mr|Mrs|Ms|Dr)\.? .+"
)
"""What looks like somebody's name; a guard, no proof: a rare surname passes."""


def hashed(identity: str, key: bytes) -> str:
    """Keyed hash of a customer; one that is hashed already, or nobody, stays as it is."""
    plain = identity.strip()
    if not plain or (plain[0] == "c" and _HASHED.fullmatch(plain)):
        return plain
    return "c" + hmac.digest(key, plain.encode(), "sha256").hex()[:HASH_LETTERS]


def hashed_column(values: "pd.Series[Any]", key: bytes) -> "pd.Series[Any]":
    """Keyed hashes of a column of customers."""
    import pandas as pd

    codes, unique = pd.factorize(values)
    found = np.array([hashed(str(one), key) for one in unique], dtype=object)
    return pd.Series(found[codes], index=values.index, dtype=object)


def topic_column(texts: "pd.Series[Any]") -> "pd.Series[Any]":
    """Topics that texts begin with, in 【】; empty where one begins otherwise."""
    return texts.str.extract(_TOPIC, expand=False).fillna("").map(_masked).astype(object)


def category_column(name: str, values: "pd.Series[Any]", notes: list[str]) -> "pd.Series[Any]":
    """Categories without numbers that could be somebody's; texts that are too long are emptied."""
    import pandas as pd

    codes, unique = pd.factorize(values)
    long = np.array([len(str(one)) > MOST_LETTERS for one in unique], dtype=bool)
    short = np.where(long, "", np.array([_masked(str(one)) for one in unique], object))
    if len(codes) and long[codes].any():
        notes.append(
            tr(
                "column {name}: {n} cells hold more than {most} letters; such a text is no "
                "category and is not stored",
                name=column_said(name),
                n=int(long[codes].sum()),
                most=MOST_LETTERS,
            )
        )
    return pd.Series(short[codes], index=values.index, dtype=object)


def office_column(name: str, values: "pd.Series[Any]", notes: list[str]) -> "pd.Series[Any]":
    """Departments and teams; what looks like somebody's name instead is emptied, and said."""
    import pandas as pd

    codes, unique = pd.factorize(values)
    odd = np.array([bool(_NAME.fullmatch(str(one).strip())) for one in unique], dtype=bool)
    if not len(codes) or not odd.any():
        return values.astype(object)
    notes.append(
        tr(
            "column {name}: {n} cells look like somebody's name and are not stored; write the "
            "department or the team, such as 营销部",
            name=column_said(name),
            n=int(odd[codes].sum()),
        )
    )
    return values.astype(object).mask(odd[codes], "")


def refuse_numbers(name: str, values: "pd.Series[Any]", complaints: "Complaints") -> None:
    """Complain about ids that look like telephone numbers: they would be stored as they are."""
    import pandas as pd

    codes, unique = pd.factorize(values)
    pattern = re.compile(PHONE)
    odd = np.array([bool(pattern.fullmatch(str(one))) for one in unique], dtype=bool)
    if len(codes) and odd.any():
        bad = pd.Series(odd[codes], index=values.index)
        complaints.add(
            bad,
            tr(
                "{name} looks like a telephone number, which is never stored",
                name=column_said(name),
            ),
        )


def _masked(text: str) -> str:
    return _NUMBERS.sub("#", text).strip()
