"""Loading the demonstration into an installation that has no projects."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from quantock.access import Role
from quantock.desk.demonstration import (
    belonging,
    gains,
    higher,
    keeping,
    logs,
    measuring,
    of_places,
    places,
    planned,
    saved,
    special,
    talk,
)
from quantock.desk.demonstration.days import Calendar, base_day
from quantock.desk.demonstration.keeping import Diary
from quantock.desk.demonstration.story import Story, tell
from quantock.desk.demonstration.team import Team, team_of
from quantock.desk.demonstration.words import subjects
from quantock.desk.demonstration.works import Work, works
from quantock.projects import lifecycles
from quantock.projects.counting import count_again
from quantock.projects.models import Project, Step
from quantock.search import index

# Full projects of these kinds go through the delivery life cycle, unless their row says "seven".
DELIVERED = frozenset(
    {"digital", "estates", "merger", "transformation", "efficiency", "workforce", "quality-improvement"}
)


@transaction.atomic
def load() -> int:
    """Make it, where there are no projects yet; returns how many projects were made."""
    if Project.objects.exists():
        return 0
    calendar = Calendar(base_day())
    world = places.make(calendar)
    steps = _steps(works())
    stories = _in_order([tell(work, calendar, steps[work.title]) for work in works()])
    diary = Diary()
    told = [(story, team_of(world, story.work)) for story in stories]
    _roles_on_projects(world, told)
    kept = keeping.keep_projects(world, told, steps, diary)
    belonging.keep_people(kept, diary)
    belonging.keep_partners_links_and_ids(world, kept, diary)
    belonging.keep_themes(world, kept, diary)
    belonging.keep_portfolios(world, kept, diary)
    keeping.keep_updates(kept, diary)
    belonging.keep_other_ratings(world, kept, diary)
    keeping.keep_milestones(kept, diary)
    belonging.keep_money(world, kept, diary)
    belonging.keep_local_fields(world, kept)
    measuring.keep_measures(kept, diary, calendar.today)
    special.keep_special(kept, diary, calendar.today)
    logs.keep_logs(kept, diary, calendar.today)
    planned.keep_plans(kept, diary, calendar.today)
    gains.keep_benefits(kept, diary, calendar.today)
    higher.keep_escalations(kept, diary, calendar.today)
    talk.keep_talk(world, kept, diary)
    talk.keep_coaching(world, kept, diary)
    talk.keep_follows(world, kept)
    saved.keep_views(world, diary)
    of_places.keep_logs_of_places(world, diary, calendar.today)
    diary.write()
    index.rebuild()
    count_again()
    return len(kept)


def _steps(written: Sequence[Work]) -> Mapping[str, Sequence[Step]]:
    """The steps that each project goes through, by its title."""
    models = lifecycles.ensure_shipped()
    paths = {
        (code, track): keeping.steps_of(models, track, code)
        for code in models
        for track in ("quick", "standard", "full")
    }
    return {work.title: paths[_model(work), work.track] for work in written}


def _model(work: Work) -> str:
    delivers = (
        work.track == "full" and subjects()[work.subject].kind in DELIVERED and "seven" not in work.also
    )
    return "seven-steps" if work.story == "capability" or not delivers else "delivery"


def _in_order(stories: list[Story]) -> list[Story]:
    """The first three keep their places; the others come as they were registered, programmes before their parts."""
    first, others = stories[:3], stories[3:]
    depth = {story.work.title: 0 for story in stories}
    for story in stories:
        if story.work.parent:
            depth[story.work.title] = depth[story.work.parent] + 1
    apart = [story for story in others if not depth[story.work.title]]
    inside = [story for story in others if depth[story.work.title]]
    apart.sort(key=lambda story: story.registered)
    return [*first, *apart, *inside]


def _roles_on_projects(world: places.World, told: Sequence[tuple[Story, Team]]) -> None:
    for key, role, title in places.roles_on_projects():
        for story, team in told:
            if story.work.title == title:
                team.parts = list(dict.fromkeys([*team.parts, (Role(role), world.people[key])]))
