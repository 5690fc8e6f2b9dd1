"""Files of the trade, made for tests: orders, calls and chasing with numbers that must vanish."""

from pathlib import Path

ORDERS = (
    "APP_NO", "ID", "BUSI_TYPE_CODE", "URBAN_RURAL_FLAG", "ORG_NO", "HANDLE_TIME",
    "ACCEPT_CONTENT", "HANDLE_OPINION", "CALLING_NO", "ELEC_TYPE", "CUST_NO", "PROV_ORG_NO",
    "CITY_ORG_NO",
)  # fmt: skip
CALLS = (
    "APP_NO", "HANDLE_ID", "COMM_NO", "REQ_BEGIN_DATE", "REQ_FINISH_DATE", "ORG_NO",
    "BUSI_TYPE_CODE", "WKST_BUSI_TYPE_CODE",
)  # fmt: skip
CHASING = (
    "APP_NO", "OVERSEE_TIME", "CUST_NO", "CUST_NAME", "OVERSEE_RESON", "OVERSEE_CONTENT",
    "OVERSEE_APP_NO", "ORG_OR_DEPT", "APP_BUSI_TYPE_CODE", "ORG_NO",
)  # fmt: skip
PLANTED = ("13812345678", "0371-65551234", "张小明", "王大锤", "18939250001", "5200718822")
"""Numbers and names that stand in the files and must not stand in any file of ours."""


def written(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Path:
    """A file in GBK, cells between tabs."""
    lines = ["\t".join(row) for row in (header, *rows)]
    path.write_bytes(("\n".join(lines) + "\n").encode("gbk"))
    return path


def an_order(
    number: int, at: str, *, kind: str = "003", said: str = "", customer: str = "5200718822"
) -> tuple[str, ...]:
    text = said or f"【停电】用户张小明来电{PLANTED[0]}称家中停电"
    return (
        f"20160{number:05d}", f"9{number:05d}", kind, "1", "41101", at, text, "请王大锤处理",
        PLANTED[0], "1", customer, "41", "4101",
    )  # fmt: skip


def a_call(app_no: str, begun: str, ended: str, agent: str = "A01") -> tuple[str, ...]:
    return (app_no, agent, PLANTED[4], begun, ended, "41101", "003", "003")


def a_chase(number: int, at: str) -> tuple[str, ...]:
    return (
        f"20160{number:05d}", at, "5200718822", PLANTED[2], "催办", f"客户{PLANTED[1]}再次催促",
        f"C{number}", "黄河供电所", "003", "41101",
    )  # fmt: skip
