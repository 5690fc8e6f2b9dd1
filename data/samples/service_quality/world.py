"""What the sample's service loops are made of: topics, kinds, departments, causes, and the truth.

Every figure is invented; none was measured at a utility.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Topic:
    """What callers ask for.

    Parameters
    ----------
    kind
        Kind of work that its orders bear; empty: it is settled at once.
    a_day
        Touches in the sample's records [1/d].
    order_share
        Share of its touches that make a work order [-].
    handle_s
        Mean handle time [s].
    """

    name: str
    kind: str
    a_day: float
    order_share: float
    handle_s: float


TOPICS = (
    Topic("停电咨询", "", 16.0, 0.0, 150),
    Topic("电费查询", "", 14.0, 0.0, 180),
    Topic("故障报修", "repair", 13.0, 0.85, 210),
    Topic("电压质量", "supply_quality", 6.0, 0.6, 240),
    Topic("家电损坏", "appliance", 4.0, 0.8, 300),
    Topic("电能表异常", "meter_fault", 6.0, 0.75, 260),
    Topic("抄表数据异常", "reading", 6.0, 0.7, 240),
    Topic("复电申请", "reconnection", 5.0, 0.9, 150),
    Topic("业扩报装", "new_connection", 7.0, 0.7, 420),
    Topic("服务投诉", "complaint", 3.0, 0.95, 480),
)
LEADS, FOLLOWS, LAG_DAYS = "电压质量", "家电损坏", 3
"""Topic whose days foretell those of another, and how much later it comes [d]."""
DRIFTS, DRIFT_DAYS, DRIFT = "业扩报装", 21, 0.15
"""Topic whose handle time has been longer for the last days, and by how much [-]."""

REGIONS = ("城东供电所", "城西供电所", "滨河供电所", "开发区供电所", "山前供电所")
SLOW_DEPARTMENT, SLOWNESS = "运检部", 1.6
"""Department whose investigations take longer, and how much [-]."""
COMPLAINTS = {
    "service": (0.22, "供电服务中心", ("服务态度", "业务不熟", "答复不及时")),
    "business": (0.28, "营销部", ("抄表差错", "电费差错", "业扩超时")),
    "outages": (0.26, "调控中心", ("停电未通知", "送电延迟", "频繁停电")),
    "supply_quality": (0.14, "运检部", ("电压偏低", "设备老化", "过载")),
    "grid_construction": (0.10, "建设部", ("施工扰民", "占地补偿", "恢复不及时")),
}
"""Kind of complaint: its share, the department that must act, its causes."""
MEASURE, MEASURE_CAUSE, MEASURE_DAYS, MEASURE_EFFECT = "抄表路线复核", "抄表差错", 42, 0.4
"""A measure taken that many days before the end; complaints of its cause fall to this part [-]."""
STEP_HOURS = (3.0, 2.0, 10.0, 22.0, 16.0, 6.0)
"""Median of each step of a complaint [h]."""
UNDERSTAFFED_RISK = 2.5
"""Odds of a complaint from a contact of an under-staffed half hour, against one of another [-]."""
HUNG_UP_SHARE = 0.10
"""A half hour in which more than this share hung up is under-staffed [-]."""
HABIT_RETURNS, USUAL_RETURNS = 0.45, 0.06
"""Share of orders that come back: of an agent with a habit and its kind, and of others [-]."""
NO_ORDER_SHARE = 0.02
"""Share of the contacts whose order was never made [-]."""


@dataclass(frozen=True)
class ServiceTruth:
    """What was planted, for tests and judges.

    Parameters
    ----------
    habits
        Agents, and the kind in which they err again and again.
    without_order
        Touches whose order was never made.
    wrong_kind
        Orders that bear a wrong kind, and the right one.
    drift_from
        First day on which `DRIFTS` takes longer.
    measure_from
        First day of `MEASURE`.
    """

    habits: tuple[tuple[str, str], ...]
    without_order: frozenset[str]
    wrong_kind: dict[str, str]
    drift_from: date
    measure_from: date
