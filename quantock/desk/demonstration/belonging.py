"""What projects belong to and are known by: people, partners, themes, portfolios, money, local fields, links, ids."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from quantock.access.roles import ROLE_NAMES, Role
from quantock.accounts.models import Grant, Place
from quantock.audit import facts, log
from quantock.desk.demonstration.keeping import Diary, Kept, at, rating
from quantock.desk.demonstration.money import amounts
from quantock.desk.demonstration.places import World
from quantock.desk.demonstration.reading import pick
from quantock.desk.demonstration.words import subjects
from quantock.desk.demonstration.works import MERGER
from quantock.engines.dates import say_date
from quantock.engines.tables import id_key
from quantock.engines.text import money_exact
from quantock.portfolios.models import Portfolio
from quantock.projects import rules
from quantock.projects.models import (
    ExternalId,
    Involvement,
    Link,
    LocalFact,
    LocalField,
    MembershipFact,
    MoneyFact,
    Partner,
    RatingFact,
    ThemeFact,
)


def keep_people(kept: Iterable[Kept], diary: Diary) -> None:
    """Parts in projects, and the rights that go with them."""
    parts, held = [], set()
    for each in kept:
        for role, somebody in each.team.parts:
            since = each.story.registered
            parts.append(
                Involvement(
                    project=each.project,
                    role=role,
                    person=somebody.person,
                    staff_group=somebody.person.staff_group,
                    since=since,
                )
            )
            held.add((somebody.user.pk, role, each.project.pk))
            name = ROLE_NAMES[role]
            says = f"{somebody.person.name} is now {name[0].lower()}{name[1:]}"
            when = at(since, each.project.title, "people") + timedelta(seconds=len(parts) % 60)
            diary.tell(when, "involved", each.project, by=each.team.lead, says=says)
    Involvement.objects.bulk_create(parts, batch_size=400)
    Grant.objects.bulk_create(
        (
            Grant(user_id=user, role=role, place=Place.PROJECT, place_id=project)
            for user, role, project in sorted(held)
        ),
        batch_size=400,
    )


def keep_partners_links_and_ids(world: World, kept: Iterable[Kept], diary: Diary) -> None:
    """Partner organisations, documents where they live, and numbers in other registers."""
    partners, links, ids = [], [], []
    for each in kept:
        when = at(each.story.registered, each.project.title, "partners")
        for key in each.story.work.also.get("partners", ()):
            body = world.bodies[key]
            partners.append(Partner(project=each.project, organisation=body))
            says = f"{body.name} is now a partner"
            diary.tell(when, "partner added", each.project, by=each.team.lead, says=says)
        links += _links(each)
        ids += [ExternalId(project=each.project, value=value, key=id_key(value)) for value in _ids(each)]
    Partner.objects.bulk_create(partners, batch_size=400)
    Link.objects.bulk_create(links, batch_size=400)
    ExternalId.objects.bulk_create(ids, batch_size=400)


PLACES = {
    "full": (
        ("Project folder", "https://teams.example/projects/{}"),
        ("Papers of the project board", "https://sharepoint.example/boards/{}/papers"),
        ("Business case", "https://sharepoint.example/boards/{}/business-case.docx"),
    ),
    "standard": (("Team folder", "https://teams.example/projects/{}"),),
    "quick": (),
}


def _links(each: Kept) -> list[Link]:
    ref = each.project.ref.lower()
    wanted: Sequence[tuple[str, str]] = () if each.story.is_idea else PLACES[each.story.work.track]
    if each.story.work.track == "full":
        wanted = wanted[: 1 + pick(range(3), each.project.title, "links")]
    return [Link(project=each.project, label=label, url=url.format(ref)) for label, url in wanted]


def _ids(each: Kept) -> Iterable[str]:
    yield from [" ".join(words) for name, words in each.story.work.also.items() if name == "id"]
    if each.story.work.parent:
        yield f"ONE-{each.project.number:03d}"


def keep_themes(world: World, kept: Iterable[Kept], diary: Diary) -> None:
    """What each contributes to: most to the first theme of its subject, some to the others."""
    rows = []
    for each in kept:
        work = each.story.work
        mine = [
            key
            for key in subjects()[work.subject].themes
            if "-" not in key or key.split("-")[0] == work.organisation
        ]
        if each.story.registered < world.calendar.months(-14) and "stays" in mine:
            mine.append("recovery")
        chosen = [
            (world.themes[key], max(3 - place - pick((0, 0, 1), work.title, key), 1))
            for place, key in enumerate(mine)
        ]
        day, when = each.story.registered, at(each.story.registered, work.title, "themes")
        changes = []
        for theme, much in chosen:
            since = max(day, theme.so_from or day)
            rows.append(
                ThemeFact(
                    project=each.project,
                    theme=theme,
                    contribution=much,
                    so_from=since,
                    recorded_at=at(since, work.title, "themes"),
                    recorded_by=each.team.lead,
                    asserts=["contribution"],
                )
            )
            changes.append(log.change("theme", theme.name, rules.CONTRIBUTION[0], rules.CONTRIBUTION[much]))
        says = "Changed the strategic themes"
        diary.tell(when, "themes changed", each.project, by=each.team.lead, says=says, changes=changes)
    facts.state(rows)


def keep_portfolios(world: World, kept: Sequence[Kept], diary: Diary) -> None:
    """Which portfolios look at it; what has ended leaves them a month later."""
    rows = []
    for portfolio, which in world.portfolios.values():
        for each in kept:
            if not _is_in(each, portfolio, which, world):
                continue
            since = each.story.began + timedelta(days=14)
            if since > world.calendar.today:
                continue
            shown = which in {"board", "merger"} or which.startswith("tag")
            rows.append(_member(each, portfolio, since, {"present": True, "shown_to_holders": shown}))
            _tell_member(each, portfolio, since, "Put into", diary)
            left = each.story.ended and each.story.ended + timedelta(days=30)
            if left and left <= world.calendar.today:
                rows.append(_member(each, portfolio, left, {"present": False}))
                _tell_member(each, portfolio, left, "Taken out of", diary)
    facts.state(rows)


def _is_in(each: Kept, portfolio: Portfolio, which: str, world: World) -> bool:
    work = each.story.work
    in_merger = bool(work.parent) or work.title == MERGER
    if each.story.is_idea:
        return False
    if which == "board":
        return work.is_on_the_board
    if which == "merger":
        return in_merger
    if which.startswith("tag "):
        return which.removeprefix("tag ") in each.project.tags and work.track != "quick"
    ours = world.bodies[work.organisation].pk == portfolio.organisation_id
    return ours and not work.parent and work.track != "quick"


def _member(each: Kept, portfolio: Portfolio, day: date, said: dict[str, bool]) -> MembershipFact:
    when, of = at(day, each.project.title, portfolio.name), {"project": each.project, "portfolio": portfolio}
    return facts.fact(MembershipFact, said, on=day, by=each.team.sponsor, recorded_at=when, **of)


def _tell_member(each: Kept, portfolio: Portfolio, day: date, verb: str, diary: Diary) -> None:
    when = at(day, each.project.title, portfolio.name)
    says = f"{verb} the portfolio “{portfolio.name}”"
    reason = "It has ended." if verb.startswith("Taken") else ""
    of = each.project.pk
    diary.tell(
        when, "portfolio changed", portfolio, by=each.team.sponsor, says=says, reason=reason, project_id=of
    )


def keep_money(world: World, kept: Iterable[Kept], diary: Diary) -> None:
    """Amounts as they were known when."""
    rows = []
    for each in kept:
        partner = each.team.held_by(Role.FINANCE)
        by = partner.user if partner else each.team.lead
        shown: dict[tuple[str, ...], str] = {}
        for amount in amounts(each.story, world.calendar.today):
            when = at(amount.day, each.project.title, "money", amount.span, amount.basis)
            row = MoneyFact(
                project=each.project,
                nature=amount.nature,
                span=amount.span,
                basis=amount.basis,
                pence=amount.pence,
                text=amount.text or money_exact(amount.pence or 0),
                so_from=amount.day,
                recorded_at=when,
                recorded_by=by,
                asserts=["pence", "text"],
            )
            if amount.pence is not None:
                row.text = ""
            rows.append(row)
            what, now = row.what(), amount.text or money_exact(amount.pence or 0)
            change = log.change("money", what, shown.get(row.key_values(), ""), now)
            shown[row.key_values()] = now
            says = f"Changed the {what[:1].lower()}{what[1:]}"
            diary.tell(when, "money changed", each.project, by=by, says=says, changes=[change])
    facts.state(rows)


def keep_local_fields(world: World, kept: Iterable[Kept]) -> None:
    """The fields that organisations define for themselves, for most of their projects."""
    rows = []
    for each in kept:
        work = each.story.work
        for local, more in world.local.get(work.organisation, ()):
            said = _local(each, local, more)
            if said is None:
                continue
            day = each.story.registered
            rows.append(
                LocalFact(
                    project=each.project,
                    field=local,
                    so_from=day,
                    recorded_at=at(day, work.title, local.label),
                    recorded_by=each.team.lead,
                    asserts=["number", "on", "pence", "text"],
                    **said,
                )
            )
    facts.state(rows)


def _local(each: Kept, local: LocalField, more: str) -> dict[str, Any] | None:
    """A value of the field's kind; none for those that gave none."""
    title = each.project.title
    if local.kind == LocalField.Kind.CHOICE:
        return (
            {"text": pick(local.choices, title, local.label)} if pick(range(4), title, local.label) else None
        )
    if each.story.work.track != "full" or pick(range(2), title, local.label):
        return None
    if local.kind == LocalField.Kind.DATE:
        day = each.story.registered
        return {"text": say_date(day), "on": day}
    low, high = map(int, more.split())
    value = low + pick(range(high - low + 1), title, local.label)
    if local.kind == LocalField.Kind.NUMBER:
        return {"text": str(value), "number": value}
    pence = round(value, -4) * 100
    return {"text": money_exact(pence), "pence": pence}


# Who keeps the ratings of others beside the sponsor's, by organisation.
OFFICES = {"cvh": "tom", "mch": "imogen", "ccc": "farah"}


def keep_other_ratings(world: World, kept: Iterable[Kept], diary: Diary) -> None:
    """Programme offices and independent reviewers who rate for themselves, beside the sponsor."""
    rows: list[RatingFact] = []
    for each in kept:
        for rater in ("office", "independent"):
            if rater not in each.story.work.also or not each.story.updates:
                continue
            [confidence] = each.story.work.also[rater]
            day = each.story.updates[-1].as_at
            when = at(day, each.project.title, rater)
            by = world.people[OFFICES.get(each.story.work.organisation, "adaeze")].user
            rows.append(rating(each.project, rater, confidence, day, when, by))
            says = f"Rated {rows[-1].text} by the {rows[-1].get_rater_display().lower()}"
            diary.tell(when, "rated", each.project, by=by, says=says)
    facts.state(rows)
