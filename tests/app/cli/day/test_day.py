"""`peakshift day`: figures come in, and each fault is told with its exit code."""

import json

from tests.app.command_line import run
from tests.app.small_centre import SmallCentre


def test_files_of_the_day_are_told_apart_and_what_fails_is_told(small: SmallCentre) -> None:
    folder = small.folder
    (folder / "q.csv").write_text(
        "queue,at,waiting\nfault,2025-08-10 10:00,2\nnone,2025-08-10 10:00,2\n"
    )
    (folder / "s.csv").write_text("agent,state,since\nX1,tea,2025-08-10 09:00\n")
    (folder / "g.csv").write_text("garbage\n")
    files = [str(folder / name) for name in ("q.csv", "s.csv", "g.csv")]
    result = run(small, "day", "import", *files, "--json")
    assert result.exit_code == 3
    told = json.loads(result.output)
    assert [one["kind"] for one in told["files"]] == ["queue_states", "agent_states"]
    assert [one["rejected"] for one in told["files"]] == [1, 0]
    assert "g.csv" in next(iter(told["failed"]))
    assert run(small, "day", "import", files[2]).exit_code == 4
    shown = json.loads(run(small, "day", "state", "--json").output)
    assert shown["queues"] == []  # of a day and a half ago or more, or of another clock
    assert shown["feed"]["slots"] == []


def test_settings_are_changed_and_shown(small: SmallCentre) -> None:
    done = run(small, "day", "settings", "--word", "Tea=break", "--silent-min", "30", "--json")
    assert json.loads(done.output)["words"] == [["tea", "break"]]
    assert "silent_min: 30" in run(small, "day", "settings").output
    assert run(small, "day", "settings", "--word", "tea").exit_code != 0
