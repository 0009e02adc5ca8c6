"""One project on one sheet of A4: one definition, shown as a page, on paper, as PDF and as an editable Word document.

Each text is cut to what a sheet holds; the project's own pages have it whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast, get_args

from django.urls import reverse

from quantock.access import Permission, Viewer, can
from quantock.engines.dates import say_date
from quantock.engines.documents.report import (
    Block,
    Heading,
    Note,
    Paragraph,
    Report,
    Run,
    Table,
    Tone,
    Words,
)
from quantock.engines.text import excerpt, money_exact, plural, say_list
from quantock.projects import queries, rules
from quantock.projects.models import Project, StatusUpdate
from quantock.projects.queries.record import JudgedMilestone
from quantock.projects.sentences import aim_in_a_sentence, standing_in_a_sentence
from quantock.projects.services import last_published
from quantock.web.display import role_name, tag_colour

MOST_TITLE, MOST_TEXT, MOST_NAME = 160, 320, 70
MOST_MILESTONES, MOST_PEOPLE, MOST_AMOUNTS = 5, 6, 4
"""What one sheet holds, whatever people write."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Of which project, for whose eyes, on which day."""

    project: Project
    viewer: Viewer
    on: date


def one_page(sheet: Sheet, *, marked: str = "") -> Report:
    """What the viewer may see of it, decisions wanted first. A fixed number of queries."""
    project = sheet.project
    update = last_published(project)
    milestones = queries.milestones_of(project, on=sheet.on)
    blocks = [
        *_answer(sheet, milestones),
        *_wanted(update),
        *_update(project, update),
        *_milestones(sheet, milestones),
        *_people(project),
        *_money(sheet),
        Note(_whose(sheet)),
    ]
    return Report(
        title=excerpt(project.title, MOST_TITLE),
        subtitle=f"{project.ref}, {excerpt(project.lead_organisation.called, MOST_NAME)}",
        as_at=sheet.on,
        marked=marked,
        blocks=blocks,
    )


def _answer(sheet: Sheet, milestones: Sequence[JudgedMilestone]) -> Iterator[Block]:
    """The aim, how it stands against its dates, its state, its step, and who declares what confidence."""
    project = sheet.project
    charter = queries.charter_of(project)
    standing = standing_in_a_sentence(project, [row.verdict for row in milestones], on=sheet.on)
    aim = excerpt(charter.aim, MOST_TEXT) or "No aim is written yet."
    yield Paragraph([Run("Aim: ", bold=True), Run(aim)])
    if said := " ".join(filter(None, (excerpt(aim_in_a_sentence(charter), MOST_TEXT), standing))):
        yield Paragraph(said)
    yield Paragraph([_tag(project.get_state_display()), Run(f" {_path(project)}")])
    if rules.asks_confidence(project.track):
        yield Paragraph(list(_ratings(project)))


def _path(project: Project) -> str:
    steps = queries.steps_of(project)
    if project.step is None:
        return "No step is said."
    done = sum(step.number <= project.step.number for step in steps)
    return f"Step {done} of {len(steps)}: {project.step.name}."


def _ratings(project: Project) -> Iterator[Run]:
    """Declared confidence, each rater named, the one that counts first."""
    yield Run("Delivery confidence: ", bold=True)
    ratings = sorted(queries.ratings_of(project), key=lambda each: each.rater != project.confidence_rater)
    if not ratings:
        yield Run("nobody has rated it yet.")
    for place, rating in enumerate(ratings):
        yield Run(", " if place else "")
        if rating.confidence:
            yield _tag(rating.get_confidence_display())
        else:
            yield Run(excerpt(rating.text, MOST_NAME))
        yield Run(f" {rating.get_rater_display().lower()}, since {say_date(rating.so_from)}")


def _wanted(update: StatusUpdate | None) -> Iterator[Block]:
    if update is None or not (update.decisions or update.support):
        return
    yield Heading("Decisions and support wanted")
    if update.decisions:
        by = f" By {say_date(update.decide_by)}." if update.decide_by else ""
        yield Paragraph([Run(excerpt(update.decisions, MOST_TEXT)), Run(by, bold=True)])
    if update.support:
        yield Paragraph([Run("Support: ", bold=True), Run(excerpt(update.support, MOST_TEXT))])


def _update(project: Project, update: StatusUpdate | None) -> Iterator[Block]:
    if update is None:
        yield Heading("Latest update")
        yield Paragraph("Nothing has been reported yet.")
        return
    yield Heading(f"Latest update, {say_date(update.as_at)}")
    if update.course and not rules.asks_confidence(project.track):
        yield Paragraph([_tag(update.get_course_display())])
    for label, text in (("Why", update.why), ("Done", update.done), ("Next", update.next)):
        if text and (label != "Why" or rules.asks_confidence(project.track)):
            yield Paragraph([Run(f"{label}: ", bold=True), Run(excerpt(text, MOST_TEXT))])


def _milestones(sheet: Sheet, milestones: Sequence[JudgedMilestone]) -> Iterator[Block]:
    waiting = [row for row in milestones if not row.milestone.actual]
    if not waiting:
        return
    rows: list[list[Words]] = []
    for row in waiting[:MOST_MILESTONES]:
        each = row.milestone
        expected = say_date(each.forecast) if each.forecast else "Not said"
        baseline = say_date(each.baseline) if each.baseline else "Not said"
        provisional = [Run("provisional", under=True)] if each.provisional else []
        name = excerpt(each.name, MOST_NAME)
        rows.append(
            [
                name,
                baseline,
                [Run(expected), *provisional],
                [Run(row.verdict.word, tone=cast(Tone, row.verdict.colour))],
            ]
        )
    yield Heading("Milestones ahead")
    yield Table(["Milestone", "Promised", "Expected", "Status"], rows, widths=[4, 2, 2, 1.6])
    if rest := len(waiting) - len(rows):
        there = reverse("projects:milestones", args=[sheet.project.number])
        yield Paragraph([Run(f"See {plural(rest, 'more milestone')}", link=there)])


def _people(project: Project) -> Iterator[Block]:
    people = queries.people_of(project)
    yield Heading("Who is involved")
    said = [
        f"{excerpt(str(part.person or part.name), MOST_NAME)} ({_role(part.role)})"
        for part in people[:MOST_PEOPLE]
    ]
    if rest := len(people) - len(said):
        said.append(plural(rest, "other"))
    yield Paragraph(f"{say_list(said)}." if said else "Nobody is named yet.")


def _role(role: str) -> str:
    """As said within a sentence: an abbreviation in brackets would stand in brackets."""
    return role_name(role).split(" (")[0].lower()


def _money(sheet: Sheet) -> Iterator[Block]:
    """Only for those who may see it: for anybody else nothing says that there is any."""
    if not can(sheet.viewer, Permission.MONEY_VIEW, sheet.project):
        return
    amounts = queries.money_of(sheet.project)
    if not amounts:
        return
    rows: list[list[Words]] = [
        [
            each.what(),
            excerpt(each.text, MOST_NAME) if each.pence is None else money_exact(each.pence),
            say_date(each.so_from),
        ]
        for each in amounts[:MOST_AMOUNTS]
    ]
    yield Heading("Money")
    yield Table(["What it is", "Amount", "As at"], rows, alignments=["left", "right", "left"])
    if rest := len(amounts) - len(rows):
        there = reverse("projects:money", args=[sheet.project.number])
        yield Paragraph([Run(f"See {plural(rest, 'more amount')}", link=there)])


def _tag(word: object) -> Run:
    """A word in its colour; what has none on a page is grey in a document."""
    colour = tag_colour(str(word))
    return Run(str(word), tone=cast(Tone, colour) if colour in get_args(Tone) else "grey")


def _whose(sheet: Sheet) -> str:
    """A document goes further than a page: it says for whose eyes it was made."""
    user = sheet.viewer.user
    who = f"{user.get_full_name()} may see" if user else "may be seen"
    return f"Made on {say_date(sheet.on)} from what {who}. Longer texts are shortened."
