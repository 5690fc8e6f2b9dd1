"""What was stored in one language is said again in another, values and parts with it."""

from app.locale import catalogue
from app.locale.again import said_again
from data.model.language import speaking, tr, trn

CHINESE = catalogue("zh-CN")


def stored() -> str:
    """A warning with another message inside, as a forecast stores it."""
    return tr(
        "{queue_id}: {one} left out of what is learnt; the newest: {rest}",
        queue_id="faults",
        one=tr("{rest} surges or outages were", rest=12),
        rest="18 Nov",
    )


def test_a_warning_stored_in_english_is_read_in_chinese_and_back() -> None:
    english = stored()
    with speaking(CHINESE):
        chinese = stored()
        assert said_again(english) == chinese
        assert said_again(chinese) == chinese
    assert chinese != english
    assert said_again(chinese) == english
    assert said_again(english) == english


def test_what_no_catalogue_knows_stays_as_somebody_wrote_it() -> None:
    with speaking(CHINESE):
        assert said_again("please call Li about the storm") == "please call Li about the storm"
    assert said_again("请联系李工") == "请联系李工"


def test_one_and_several_are_told_apart() -> None:
    def said(n: int) -> str:
        return trn(
            "One objection to a score is open too long",
            "{n} objections to scores are open too long",
            n,
        )

    with speaking(CHINESE):
        seven, one = said(7), said(1)
        assert said_again(said_in_english(7)) == seven
    assert said_again(seven) == said(7)
    assert one


def said_in_english(n: int) -> str:
    with speaking(None):
        return trn(
            "One objection to a score is open too long",
            "{n} objections to scores are open too long",
            n,
        )
