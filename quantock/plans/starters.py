"""Plans to start from that come with Quantock: weeks after the start, in our own words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Starter:
    """A name, what it is for, and rows of (level, task, first week, last week); a milestone has one week only."""

    code: str
    name: str
    about: str
    weeks: tuple[tuple[int, str, int, int | None], ...]

    @property
    def rows(self) -> list[dict[str, object]]:
        """As a template keeps them: days after the start, working weeks from Monday to Friday."""
        return [
            {
                "level": level,
                "name": name,
                "start": 7 * first if last is not None else None,
                "finish": 7 * last + 4 if last is not None else 7 * first + 4,
                "is_milestone": last is None,
            }
            for level, name, first, last in self.weeks
        ]


STARTERS = (
    Starter(
        "improvement",
        "An improvement project in 16 weeks",
        "The seven steps, for a ward or a team that tests one change",
        (
            (1, "Get ready", 0, 3),
            (2, "Bring the team together and agree who does what", 0, 0),
            (2, "Describe the problem with those it touches", 0, 1),
            (2, "Say what shall be better, by how much and by when", 1, 2),
            (2, "Choose the measures and collect a baseline", 1, 3),
            (1, "Aim and measures agreed", 3, None),
            (1, "Test", 4, 11),
            (2, "Draw what drives the problem and choose change ideas", 4, 4),
            (2, "First test, with one team for a few days", 5, 5),
            (2, "Further tests, each a little wider", 6, 9),
            (2, "Look at the chart together every week", 5, 11),
            (1, "Decided: keep, change or stop", 11, None),
            (1, "Make it last and share it", 12, 15),
            (2, "Write the new way of working down and train everyone", 12, 13),
            (2, "Say who keeps an eye on the measure", 13, 13),
            (2, "Write up what was learned", 14, 15),
            (1, "Shared with others", 15, None),
        ),
    ),
    Starter(
        "digital",
        "A new system goes live",
        "From a signed contract to everyday use, with clinical safety and training",
        (
            (1, "Set up", 0, 5),
            (2, "Name the sponsor, the clinical lead and the project team", 0, 1),
            (2, "Agree scope, plan and what going live depends on", 1, 3),
            (2, "Data protection impact assessment", 2, 5),
            (2, "Clinical safety case begun", 2, 5),
            (1, "Plan and baseline approved", 5, None),
            (1, "Build and test", 6, 17),
            (2, "Configure with the people who will use it", 6, 13),
            (2, "Interfaces and migration of data", 8, 15),
            (2, "User acceptance testing", 14, 16),
            (2, "Clinical safety case approved", 15, 17),
            (1, "Get people ready", 10, 19),
            (2, "Training plan and material", 10, 14),
            (2, "Train everyone who needs it before the day", 15, 19),
            (2, "Floor walkers and service desk ready", 17, 19),
            (1, "Go or no-go decided", 19, None),
            (1, "Go live", 20, None),
            (1, "Settle in", 20, 27),
            (2, "Support on the floor", 20, 23),
            (2, "Fix what early users find", 20, 26),
            (2, "Look at benefits with the service owner", 26, 27),
            (1, "Handed over to everyday service", 27, None),
        ),
    ),
    Starter(
        "merger",
        "A workstream of a merger",
        "Two services become one: from knowing both to one way of working",
        (
            (1, "Know both services", 0, 7),
            (2, "Name one lead for both", 0, 1),
            (2, "Describe people, places, contracts, systems and policies of each", 1, 6),
            (2, "Find what differs and what must not break on day one", 4, 7),
            (1, "Due diligence signed off", 7, None),
            (1, "Ready for day one", 8, 19),
            (2, "Decide what must be in place on day one", 8, 9),
            (2, "Quality and equality impact assessed", 9, 12),
            (2, "Staff consulted where their work changes", 10, 18),
            (2, "Contracts, licences and policies carried over", 12, 18),
            (2, "Rehearse day one", 18, 19),
            (1, "Day one", 20, None),
            (1, "First hundred days", 20, 34),
            (2, "Watch safety, staffing and complaints weekly", 20, 34),
            (2, "Agree the shared way of working", 24, 30),
            (2, "Agree what benefit is expected, and who owns it", 26, 32),
            (1, "Hundred-day review", 34, None),
            (1, "One service", 35, 52),
            (2, "Move to the shared way of working, site by site", 35, 50),
            (1, "Closed with what was learned", 52, None),
        ),
    ),
)
BY_CODE = {each.code: each for each in STARTERS}
