"""What people say beneath projects, what they follow, and updates that wait to be finished or published."""

from collections.abc import Sequence
from datetime import timedelta

from quantock.access import Role
from quantock.accounts.models import User
from quantock.desk.demonstration.keeping import Kept, at
from quantock.desk.demonstration.places import World
from quantock.desk.demonstration.reading import number, pick, rows
from quantock.desk.demonstration.works import VISIBILITIES
from quantock.projects.models import Comment, Follow

# Who follows how many of the projects that they may see anyway.
FOLLOWERS = {
    "david": 9,
    "leah": 5,
    "grace": 8,
    "tom": 12,
    "ruth": 6,
    "adaeze": 10,
    "samuel": 4,
    "bethan": 3,
    "mark": 4,
}


def keep_comments(world: World, kept: Sequence[Kept]) -> None:
    """One or two beneath every third live project, by those who would say so."""
    bank = rows("comments", 2)
    said = []
    for each in kept:
        if not each.story.updates or number(each.project.title, "talks") % 3:
            continue
        for turn in range(1 + number(each.project.title) % 2):
            who, text = pick(bank, each.project.title, "says", turn)
            day = each.story.updates[-1].as_at - timedelta(days=3 + 9 * turn)
            if by := _speaker(world, each, who):
                said.append(Comment(project=each.project, by=by, at=at(day, text), text=text))
    Comment.objects.bulk_create(sorted(said, key=lambda comment: comment.at))


def _speaker(world: World, each: Kept, who: str) -> User | None:
    parts = {"coach": Role.COACH, "sponsor": Role.SPONSOR, "lead": Role.LEAD, "owner": Role.SERVICE_OWNER}
    if who in parts:
        found = each.team.held_by(parts[who])
        return found.user if found else None
    if who == "office":
        return world.people["tom"].user if each.story.work.organisation == "cvh" else None
    for key in each.story.work.also.get("partners", ()):
        if able := world.of(key, "leads"):
            return pick(able, each.project.title).user
    return None


def keep_follows(world: World, kept: Sequence[Kept]) -> None:
    """What people chose to hear of: only what everybody signed in may see, or their organisation leads."""
    follows = []
    for key, many in FOLLOWERS.items():
        somebody = world.people[key]
        seen = [
            each
            for each in kept
            if each.project.visibility in VISIBILITIES[2:]
            or (each.story.work.organisation in somebody.organisations and each.project.visibility != "team")
        ]
        chosen = sorted(seen, key=lambda each: number(key, each.project.title))[:many]
        follows += [Follow(user=somebody.user, project=each.project) for each in chosen]
    Follow.objects.bulk_create(follows)
