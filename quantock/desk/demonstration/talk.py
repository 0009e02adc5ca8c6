"""What people say beneath projects and to their coaches, what they are told of it, and what they follow."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.urls import reverse

from quantock.access import Role
from quantock.accounts.models import User
from quantock.desk.demonstration.keeping import Diary, Kept, at
from quantock.desk.demonstration.places import World
from quantock.desk.demonstration.reading import number, pick, rows, shuffled
from quantock.desk.demonstration.works import VISIBILITIES
from quantock.projects.mentions import mentioned_in
from quantock.projects.models import CoachingNote, Comment, Follow, Notice

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


def keep_talk(world: World, kept: Sequence[Kept], diary: Diary) -> None:
    """Comments, and what those named in them are told."""
    said = [*_here_and_there(world, kept), *_conversations(world, kept)]
    said.sort(key=lambda comment: comment.at)
    Comment.objects.bulk_create(said)
    people = [(each.person.name, each.user) for each in world.people.values()]
    named = {comment: mentioned_in(comment.text, people) for comment in said}
    asked = _asked(world)
    mentions, notices = [], []
    for comment in said:
        helping = asked.get((comment.project.title, comment.text), [])
        for user in dict.fromkeys([*named[comment], *helping]):
            mentions.append(Comment.mentions.through(comment=comment, user=user))
            notices.append(_notice(comment, user, is_help=user in helping))
        says = "Asked the coach for help" if helping else "Commented"
        diary.tell(comment.at, "commented", comment, by=comment.by, says=says)
    Comment.mentions.through.objects.bulk_create(mentions)
    Notice.objects.bulk_create(sorted(notices, key=lambda notice: notice.made_at))


def _asked(world: World) -> Mapping[tuple[str, str], list[User]]:
    """The coaches who were asked for help by a comment."""
    coach = world.people["ruth"].user
    return {(title, text): [coach] for title, _, _, kind, text in rows("talk", 5) if kind == "help"}


def _notice(comment: Comment, user: User, *, is_help: bool) -> Notice:
    """One in three has been opened, a day later."""
    about = f"{comment.project.ref} {comment.project.title}"
    kind = Notice.Kind.HELP if is_help else Notice.Kind.MENTION
    says = f"{comment.by} asks for your help with" if is_help else f"{comment.by} mentioned you about"
    is_seen = number(comment.text) % 3 == 0
    return Notice(
        user=user,
        project=comment.project,
        kind=kind,
        says=f"{says} {about}",
        url=f"{reverse('projects:discussion', args=[comment.project.number])}#comment-{comment.pk}",
        made_at=comment.at,
        seen_at=comment.at + timedelta(hours=20) if is_seen and not is_help else None,
    )


def _conversations(world: World, kept: Sequence[Kept]) -> list[Comment]:
    """Those written down, on their projects."""
    by_title = {each.project.title: each for each in kept}
    found = []
    for title, ago, who, _, text in rows("talk", 5):
        day = world.calendar.months(0, and_days=-int(ago))
        by = world.people[who].user
        found.append(Comment(project=by_title[title].project, by=by, at=at(day, title, text), text=text))
    return found


def _here_and_there(world: World, kept: Sequence[Kept]) -> list[Comment]:
    """One or two beneath every third live project, by those who would say so."""
    bank = rows("comments", 2)
    found = []
    for each in kept:
        if not each.story.updates or number(each.project.title, "talks") % 3:
            continue
        for turn in range(1 + number(each.project.title) % 2):
            who, text = pick(bank, each.project.title, "says", turn)
            day = each.story.updates[-1].as_at - timedelta(days=3 + 9 * turn)
            if by := _speaker(world, each, who):
                found.append(Comment(project=each.project, by=by, at=at(day, text), text=text))
    return found


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


def keep_coaching(world: World, kept: Sequence[Kept], diary: Diary) -> None:
    """What coaches noted of the teams they help: some lately, some not for months."""
    bank = rows("coaching", 3)
    notes = []
    for each in kept:
        coach = each.team.held_by(Role.COACH)
        if coach is None or each.story.is_idea:
            continue
        last = each.story.updates[-1].as_at if each.story.updates else world.calendar.today
        for turn in range(1 + number(each.project.title, "coached") % 3):
            fits = [row for row in bank if row[0] or each.story.work.story in ("going", "done")]
            how, whose, text = shuffled(fits, each.project.title, "notes")[turn]
            day = last - timedelta(days=2 + turn * 31 + number(each.project.title, turn) % 20)
            if day >= each.story.registered:
                when = at(day, each.project.title, "coaching", turn)
                notes.append(
                    CoachingNote(
                        project=each.project,
                        by=coach.user,
                        on=day,
                        how=how,
                        text=text,
                        for_team=whose == "team",
                        made_at=when,
                    )
                )
    CoachingNote.objects.bulk_create(sorted(notes, key=lambda note: note.made_at))
    for note in notes:
        words = f"{note.get_how_display()} on {note.on.day} {note.on:%B %Y}" if note.how else "Wrote a note"
        says = f"Coaching: {words[0].lower()}{words[1:]}"
        diary.tell(note.made_at, "coaching noted", note, by=note.by, says=says)


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
