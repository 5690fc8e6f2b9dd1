"""Made-up names: pinyin with the Chinese beside it."""

import numpy as np

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
