import gettext

from data.model.language import speaking, tr, trn


class Shouting(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper().replace("{AGENTS}", "{agents}")

    def ngettext(self, one: str, many: str, n: int) -> str:
        return f"{{n}} x {many if n != 1 else one}".replace("{n} agent", "agent")


def test_without_a_catalogue_english_is_said():
    assert tr("{agents} agents are short", agents=3) == "3 agents are short"
    assert tr("100 % {sure}") == "100 % {sure}"


def test_a_catalogue_is_asked_until_its_block_ends():
    with speaking(Shouting()):
        assert tr("{agents} agents are short", agents=3) == "3 AGENTS ARE SHORT"
    assert tr("short") == "short"


def test_one_and_several():
    assert [trn("{n} agent", "{n} agents", n) for n in (0, 1, 2, 1.5)] == [
        "0 agents",
        "1 agent",
        "2 agents",
        "1.5 agents",
    ]
    with speaking(Shouting()):
        assert trn("{n} agent", "{n} agents", 1.5) == "1.5 x agents"
