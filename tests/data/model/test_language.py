import gettext
import pickle
import re

from data.model.language import again, remembering, speaking, tr, trn


class Shouting(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return re.sub(r"\{.*?\}", lambda name: name[0].lower(), message.upper())

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


def test_a_remembered_sentence_is_said_again_in_the_language_of_who_reads_it():
    with remembering():
        said = tr("{what}: {agents}", what=tr("short"), agents=3)
    assert said == "short: 3"
    assert type(tr("short")) is str, "only what is to be stored remembers"
    assert again(pickle.loads(pickle.dumps(said))) == "short: 3"  # it comes from another process
    with speaking(Shouting()):
        assert again(said) == "SHORT: 3"
        assert again("short") == "short", "words alone stay"
