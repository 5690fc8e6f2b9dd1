"""A sample staff for any set of queues: names, skills, contracts, leave and wishes."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from data.model.checks.staff import wish_overlap
from data.model.errors import InvalidValue
from data.model.language import tr
from data.model.shift import DAY_MIN
from data.model.staff import Agent, Availability, Leave, Staff, Wish
from data.samples.noise import stream
from data.samples.shift_templates import sample_contracts, sample_templates

_SURNAMES = (
    "Wang 王,Li 李,Zhang 张,Liu 刘,Chen 陈,Yang 杨,Zhao 赵,Huang 黄,Zhou 周,Wu 吴,Xu 徐,Sun 孙,"
    "Hu 胡,Zhu 朱,Gao 高,Lin 林,He 何,Guo 郭,Ma 马,Luo 罗,Liang 梁,Song 宋,Zheng 郑,Xie 谢,"
    "Han 韩,Tang 唐,Feng 冯,Dong 董,Cao 曹,Deng 邓,Shen 沈,Ye 叶,Lu 卢,Su 苏,Ding 丁,Fan 范"
)
_GIVEN = (
    "Min 敏,Jing 静,Lei 磊,Yang 洋,Yan 艳,Yong 勇,Jie 杰,Juan 娟,Tao 涛,Chao 超,Xia 霞,Ping 平,"
    "Gang 刚,Hui 慧,Na 娜,Ting 婷,Bo 波,Xin 欣,Yu 宇,Qian 倩,Dan 丹,Fei 飞,Kai 凯,Ning 宁,"
    "Jianguo 建国,Xiaoming 晓明,Yuhan 雨涵,Zihan 子涵,Xinyi 欣怡,Haoran 浩然,Meiling 美玲,"
    "Wenjing 文静,Guoqiang 国强,Lihua 丽华,Zhiwei 志伟,Xiaoyan 小燕,Junjie 俊杰,Yating 雅婷,"
    "Mengqi 梦琪,Sitong 思彤,Jiahao 佳豪,Yifan 一凡,Ruoxi 若曦,Chenxi 晨曦,Tianyu 天宇,Shuang 爽"
)


def sample_names(count: int, rng: np.random.Generator) -> tuple[str, ...]:
    """Names such as `Li Na 李娜`, unique by a running number once all pairs are used."""
    pairs = [(s.split(), g.split()) for s in _SURNAMES.split(",") for g in _GIVEN.split(",")]
    order = rng.permutation(len(pairs))
    return tuple(_name(pairs[order[i % len(pairs)]], i // len(pairs)) for i in range(count))


def _name(pair: tuple[list[str], list[str]], again: int) -> str:
    (surname, surname_zh), (given, given_zh) = pair
    return f"{surname} {given} {surname_zh}{given_zh}" + (f" {again + 1}" if again else "")


MOST_SETS = 7
ALL_SHARE = 0.25
"""Share of agents who can serve everything [-]; pooling needs few (the 'chaining' result of
Jordan, Graves 1995: a closed chain of pairs gives most of the benefit of full flexibility)."""

SkillSet = tuple[str, ...]


def skill_shares(queue_weights: Mapping[str, float]) -> dict[SkillSet, float]:
    """Share of agents per skill set [-]: a closed chain of neighbouring queues, and all-rounders.

    Parameters
    ----------
    queue_weights
        Workload of each queue (any unit), all >= 0, one at least above zero.

    Notes
    -----
    Link i of the chain serves queue i and its neighbour and has queue i's share of the work, so
    that all work can be met by people serving their own link first. More than six queues are
    bundled, small ones together, so that at most seven sets arise.

    Raises
    ------
    InvalidValue
        If no queue has work, or a weight is negative.
    """
    total = sum(queue_weights.values())
    if not queue_weights or min(queue_weights.values()) < 0 or total <= 0:
        raise InvalidValue(tr("skills need at least one queue with work and no negative weight"))
    bundles = _bundles(queue_weights)
    everything = tuple(queue_weights)
    if len(bundles) == 1:
        return {everything: 1.0}
    shares = {everything: ALL_SHARE}
    for i, bundle in enumerate(bundles):
        weight = sum(queue_weights[queue] for queue in bundle) / total
        chained = _chained(bundles, i, everything)
        shares[chained] = shares.get(chained, 0.0) + (1 - ALL_SHARE) * weight
    return shares


def apportion(shares: Mapping[SkillSet, float], agents: int) -> dict[SkillSet, int]:
    """Whole agents per skill set by largest remainders; the sum is `agents`."""
    exact = np.array(list(shares.values())) * agents / sum(shares.values())
    counts = np.floor(exact).astype(int)
    for i in np.argsort(counts - exact, kind="stable")[: agents - counts.sum()]:
        counts[i] += 1
    return dict(zip(shares, counts.tolist(), strict=True))


def _bundles(queue_weights: Mapping[str, float]) -> list[SkillSet]:
    bundles: list[SkillSet] = [(queue,) for queue in queue_weights]
    while len(bundles) > MOST_SETS - 1:
        by_weight = sorted(bundles, key=lambda b: sum(queue_weights[queue] for queue in b))
        merged = by_weight[0] + by_weight[1]
        bundles = [b for b in bundles if b not in by_weight[:2]] + [merged]
    return bundles


def _chained(bundles: list[SkillSet], i: int, everything: SkillSet) -> SkillSet:
    if len(bundles) == 2:  # a chain of two would give everybody every skill: leave specialists
        return bundles[i]
    linked = {*bundles[i], *bundles[(i + 1) % len(bundles)]}
    return tuple(queue for queue in everything if queue in linked)


CONTRACT_SHARES = {"FT40N": 0.48, "FT40": 0.22, "C40": 0.08, "PT24": 0.22}
LEAVE_SHARE = 0.05
TEAM_SIZE = 12
_LEAVE_LENGTHS_DAYS = (1, 2, 3, 5, 7)
_LEAVE_KINDS = ("annual", "annual", "training", "parental")


def sample_staff(
    queue_weights: Mapping[str, float],
    agents: int = 120,
    seed: int = 7,
    *,
    first_day: date | None = None,
    days: int = 56,
    slot_min: int = 30,
) -> Staff:
    """Staff for any queues, skills in proportion to their workload.

    Parameters
    ----------
    queue_weights
        Workload of each queue, in any unit [-].
    first_day, days
        Span in which leave and dated wishes lie; without a first day there are none.
    slot_min
        Slot length on which shifts start and breaks lie [min]: 60, or a divisor of 30.

    Raises
    ------
    InvalidValue
        If there is nobody or no work, or half-hour starts cannot lie on the slots.
    """
    if agents < 1:
        raise InvalidValue(tr("a staff needs at least one agent, not {agents}", agents=agents))
    if slot_min != 60 and 30 % slot_min:
        raise InvalidValue(
            tr(
                "sample shifts start on half hours: slots of {slot_min} min do not fit",
                slot_min=slot_min,
            )
        )
    people = _agents(queue_weights, agents, stream(seed, "agents"))
    span = _span(first_day, days)
    return Staff(
        people,
        sample_contracts(),
        sample_templates(slot_min),
        _leave(people, span, stream(seed, "leave")),
        _availability(people, stream(seed, "availability")),
        _wishes(people, span, stream(seed, "wishes")),
    )


def _span(first_day: date | None, days: int) -> tuple[date, ...]:
    if first_day is None:
        return ()
    return tuple(first_day + timedelta(days=i) for i in range(days))


def _agents(
    queue_weights: Mapping[str, float], count: int, rng: np.random.Generator
) -> tuple[Agent, ...]:
    skills = _dealt(apportion(skill_shares(queue_weights), count), count)
    contracts = _contracts(skills, count)
    names = sample_names(count, rng)
    width = max(3, len(str(count)))
    everything = tuple(queue_weights)
    return tuple(
        Agent(
            f"A{i + 1:0{width}d}",
            names[i],
            contracts[i],
            skills[i],
            team=f"Team {i // TEAM_SIZE + 1}",
            senior=bool(skills[i] == everything and rng.random() < 0.6),
        )
        for i in range(count)
    )


def _dealt(counts: Mapping[SkillSet, int], agents: int) -> list[SkillSet]:
    # Evenly interleaved, so that every team and every contract holds every skill set.
    places = [((k + 0.5) / n, skills) for skills, n in counts.items() for k in range(n)]
    dealt = [skills for _, skills in sorted(places)]
    return dealt[:agents]


def _contracts(skills: list[SkillSet], agents: int) -> list[str]:
    # Spread over every skill set, so that nights and evenings can be served in every queue.
    counts = apportion({(name,): share for name, share in CONTRACT_SHARES.items()}, agents)
    places = [((k + 0.5) / n, name) for (name,), n in counts.items() for k in range(n)]
    order = [name for _, name in sorted(places)]
    contracts = [""] * agents
    by_skill = sorted(range(agents), key=lambda i: (skills[i], i))
    for name, i in zip(order, by_skill, strict=True):
        contracts[i] = name
    return contracts


def _leave(
    people: tuple[Agent, ...], span: tuple[date, ...], rng: np.random.Generator
) -> tuple[Leave, ...]:
    left = round(LEAVE_SHARE * len(people) * len(span))
    taken: set[tuple[str, date]] = set()
    leave = []
    while left > 0:
        agent = people[int(rng.integers(len(people)))]
        length = min(int(rng.choice(_LEAVE_LENGTHS_DAYS)), left, len(span))
        begin = int(rng.integers(len(span) - length + 1))
        block = span[begin : begin + length]
        if any((agent.agent_id, day) in taken for day in block):
            continue
        taken.update((agent.agent_id, day) for day in block)
        leave.append(Leave(agent.agent_id, block[0], block[-1], str(rng.choice(_LEAVE_KINDS))))
        left -= length
    return tuple(sorted(leave))


def _availability(people: tuple[Agent, ...], rng: np.random.Generator) -> tuple[Availability, ...]:
    limits = []
    for agent in people:
        if agent.contract_id == "PT24" and rng.random() < 0.25:  # studies on two weekdays
            for weekday in rng.choice(5, 2, replace=False):
                limits.append(Availability(agent.agent_id, int(weekday), 14 * 60, DAY_MIN))
        elif agent.contract_id == "FT40" and rng.random() < 0.15:  # a child to fetch
            limits += [Availability(agent.agent_id, day, 7 * 60, 19 * 60) for day in range(5)]
    return tuple(sorted(limits))


def _wishes(
    people: tuple[Agent, ...], span: tuple[date, ...], rng: np.random.Generator
) -> tuple[Wish, ...]:
    wishes: list[Wish] = []
    for agent in people:
        if rng.random() < 0.15:  # would rather not start before eight, or after noon
            morning = bool(rng.random() < 0.5)
            start, end = (0, 7 * 60 + 59) if morning else (12 * 60, DAY_MIN - 1)
            wishes.append(Wish(agent.agent_id, None, "off", start, end, 1))
        for _ in range(int(rng.poisson(1.2)) if span else 0):
            day = span[int(rng.integers(len(span)))]
            wishes.append(Wish(agent.agent_id, day, "off", weight=int(rng.integers(1, 6))))
        if span and rng.random() < 0.2:
            day = span[int(rng.integers(len(span)))]
            wishes.append(Wish(agent.agent_id, day, "on", 6 * 60, 10 * 60, 2))
    first_said: list[Wish] = []
    for wish in wishes:
        mine = (one for one in first_said if one.agent_id == wish.agent_id)
        if not any(wish_overlap(wish, one) for one in mine):
            first_said.append(wish)
    return tuple(sorted(first_said, key=_wish_order))


def _wish_order(wish: Wish) -> tuple[str, date, str, int, int, int]:
    return (
        wish.agent_id,
        wish.day or date.min,
        wish.want,
        wish.earliest_start_min,
        wish.latest_start_min,
        wish.weight,
    )
