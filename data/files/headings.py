"""Column names of our files in Chinese: written where the language is Chinese, read everywhere."""

import re

from data.model.language import spoken

CHINESE = {
    # people
    "agent_id": "工号", "name": "姓名", "contract_id": "合同编号", "skills": "技能", "team": "班组",
    "senior": "资深", "leave_days": "休假天数", "proficiency": "熟练度",
    "weekly_min_min": "每周最少分钟", "weekly_max_min": "每周最多分钟", "templates": "班次模板",
    "hour_cents": "每小时成本（分）", "code": "代码", "earliest_start": "最早开始",
    "latest_start": "最晚开始", "step_min": "步长（分钟）", "length_min": "时长（分钟）",
    "breaks": "休息", "first": "首日", "last": "末日", "kind": "类型", "weekday": "星期",
    "earliest": "最早", "latest": "最晚", "day": "日期", "want": "意愿", "weight": "权重",
    # rosters, payroll, seats
    "date": "班次日期", "activity": "活动", "start": "开始", "end": "结束",
    "paid_minutes": "计薪分钟", "roster_version": "班表版本", "shift": "班次", "paid": "计薪",
    "seat": "座席位", "start_offset": "开始时差", "end_offset": "结束时差",
    "shifts": "班次数", "night_minutes": "夜班分钟",
    "weekend_minutes": "周末分钟", "holiday_minutes": "节假日分钟",
    "off_phone_minutes": "离线分钟", "leave_minutes": "休假分钟",
    "sick_days": "病假天数", "sick_minutes": "病假分钟",
    # history, forecasts, agents required
    "interval_start": "时段开始", "interval_minutes": "时段分钟", "queue_id": "队列编号",
    "queue_name": "队列名称", "channel": "渠道", "offered": "来话量", "handled": "接通量",
    "abandoned": "放弃量", "answered_in_threshold": "及时接通量", "threshold_seconds": "时限（秒）",
    "handle_seconds_total": "处理总秒数", "wait_seconds_total": "等待总秒数",
    "event_tag": "事件标记", "quality_flag": "质量标记", "temperature_c": "气温（℃）",
    "metric": "指标",
    "version_id": "版本编号", "p10": "P10", "p50": "P50", "p90": "P90", "mean": "均值",
    "heads": "所需坐席", "floor_heads": "在线坐席", "requirement_id": "需求编号",
    "row": "行号", "reason": "原因", "text": "原文",
    # reports
    "hour": "小时", "usual": "平常", "low": "低值", "high": "高值", "came": "实际",
    "within_range": "在范围内", "wish": "愿望", "asked_for": "所求", "outcome": "结果",
    "at_stake_points": "涉及成本", "charged_points": "计入成本",
    "refused_earlier_here": "本班表此前未满足", "refused_before": "以往未满足",
    "time": "时间", "who": "谁", "what": "做了什么", "why": "为何", "hours_done": "完成小时",
    "created": "新建", "closed": "办结", "closed_late": "超期办结", "returned": "退回",
    "chased": "催办", "open": "在办", "overdue": "超期", "order_id": "工单编号", "region": "区域",
    "department": "部门", "topic": "主题", "created_at": "建单时间", "due_at": "到期时间",
    "hours_left": "剩余小时", "planned": "计划时间", "until": "至", "length": "期限",
    "unit": "单位", "work_min": "工时（分钟）", "codes": "代码表",
    "touch_id": "接触编号", "at": "时间点", "category": "类别", "by": "分组", "value": "取值",
    "orders": "工单数", "share": "占比", "cumulative": "累计占比", "errors": "差错数",
    "expected": "预期数", "p_value": "偶然概率", "figure": "项目", "week": "本周",
    "week before": "上周", "contacts": "话务量", "complaints": "投诉数",
    "per_1000": "每千次话务投诉数", "praise": "表扬数", "on_time_share": "及时办结率",
    "contact_late": "联系超时数", "repeated": "重复投诉数", "satisfied_share": "满意率",
    "substantiated_share": "属实率", "open_at_end": "期末在办", "overdue_at_end": "期末超期",
    "substantiated": "属实数", "late": "超时数", "step": "步骤", "oldest_h": "最久（小时）",
    "begun": "起始", "ended": "已结束", "median_h": "半数用时（小时）",
    "p90_h": "九成用时（小时）", "cause": "投诉原因", "count": "数量", "before": "之前数量",
    "after": "之后数量", "days_before": "之前天数", "days_after": "之后天数",
    "before_per_1000": "之前每千次", "after_per_1000": "之后每千次", "ratio": "比值",
    "verdict": "结论", "inside": "人手不足时段投诉", "outside": "其他时段投诉",
    "contacts_inside": "人手不足时段话务", "contacts_outside": "其他时段话务",
    "share_of_complaints": "占投诉比例", "share_of_contacts": "占话务比例",
}  # fmt: skip
"""Column -> its Chinese name; no two are called alike, so each can be read back."""

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "kind": {
        "annual": ("年休假", "年假"), "sick": ("病假",), "training": ("培训",),
        "parental": ("育儿假",),
    },
    "want": {
        "off": ("休息日", "休息", "休", "day off"), "on": ("上班", "班", "work"),
    },
    "weekday": {
        name: (f"周{sign}", f"星期{sign}")
        for name, sign in zip(
            ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "一二三四五六日", strict=True
        )
    },
}  # fmt: skip
"""Column -> word that is stored -> what people write for it in Chinese, or otherwise."""

_STORED = {
    column: {one.lower(): stored for stored, also in words.items() for one in (stored, *also)}
    for column, words in WORDS.items()
}
_BEHIND = {title.lower(): name for name, title in CHINESE.items()}


def heading(name: str) -> str:
    """A column's name as it stands above the column, in the language in use."""
    return CHINESE.get(name, name) if _is_chinese() else name


def stored_word(column: str, text: str) -> str:
    """The word that is stored for one in a cell, in any case and language; else the text itself."""
    return _STORED.get(column, {}).get(text.strip().lower(), text.strip())


def column_said(name: str) -> str:
    """A column as complaints call it: as files have it, in Chinese with its Chinese name."""
    return f"{name}（{CHINESE[name]}）" if _is_chinese() and name in CHINESE else name


def column_title(name: str) -> str:
    """A column's name as people read it: `Agent id` for `agent_id`."""
    return CHINESE[name] if _is_chinese() and name in CHINESE else _capital(name)


def _capital(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _is_chinese() -> bool:
    return spoken().info().get("language", "").startswith("zh")


def column_id(title: str) -> str:
    """The name behind a column's title in any language, or a name as it is, in lower case."""
    found = re.sub(r"[ \u00a0]+", "_", title.strip().lower())
    return _BEHIND.get(found, found)
