"""Teams as people read them."""

from data.model.staff import Agent, teams_among


def test_teams_are_read_in_the_order_of_their_numbers() -> None:
    teams = ("Team 10", "Team 2", "", "二班", "Team 1", "2", "Team 2b", "A")
    agents = [Agent(f"A{i}", "Mei", "FT", ("fault",), team=team) for i, team in enumerate(teams)]
    assert teams_among(agents) == ("2", "A", "Team 1", "Team 2", "Team 2b", "Team 10", "二班")
