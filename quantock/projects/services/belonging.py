"""What a project belongs to: themes it contributes to, portfolios it is in, the programme it is part of."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.portfolios.models import Portfolio, Theme
from quantock.projects import rules
from quantock.projects.counting import keep_counted
from quantock.projects.models import MembershipFact, Project, ThemeFact
from quantock.projects.services.merging import Refused, differing


@transaction.atomic
def change_themes(
    project: Project,
    said: Mapping[str, int],
    *,
    by: User | None,
    on: date,
    seen: Mapping[str, int] | None = None,
) -> None:
    """Say how much a project contributes to themes: 0 to 3 by the theme's key, as text (`rules.CONTRIBUTION`)."""
    _lock(project)
    held = ThemeFact.objects.now().filter(project=project).values_list("theme", "contribution")
    was = dict.fromkeys(said, 0) | {str(theme): much for theme, much in held}
    new = differing(was, said, seen)
    if not new:
        return
    names = {str(theme.pk): theme.name for theme in Theme.objects.filter(pk__in=new)}
    facts.state(
        [
            ThemeFact(
                project=project,
                theme_id=int(theme),
                contribution=much,
                so_from=on,
                recorded_by=by,
                asserts=["contribution"],
            )
            for theme, much in new.items()
        ]
    )
    keep_counted([project])
    changes = [
        log.change("theme", names[theme], rules.CONTRIBUTION[was[theme]], rules.CONTRIBUTION[much])
        for theme, much in new.items()
    ]
    log.record("themes changed", project, by=by, says="Changed the strategic themes", changes=changes)


def join_portfolio(project: Project, portfolio: Portfolio, *, shown: bool, by: User | None, on: date) -> None:
    """Put a project into a portfolio; `shown` says that the lead organisation agreed to show it there."""
    says = f"Put into the portfolio “{portfolio.name}”"
    _member(project, portfolio, {"present": True, "shown_to_holders": shown}, says, by=by, on=on)


def leave_portfolio(
    project: Project, portfolio: Portfolio, *, reason: str, by: User | None, on: date
) -> None:
    """Take a project out of a portfolio; it stays there as at any day before."""
    says = f"Taken out of the portfolio “{portfolio.name}”"
    _member(project, portfolio, {"present": False}, says, by=by, on=on, reason=reason)


def agree_to_show(project: Project, portfolio: Portfolio, *, shown: bool, by: User | None, on: date) -> None:
    """Agree, or no longer agree, to show it to a portfolio it is in: to those who hold a role on it, and its office."""
    to = f"to those who hold a role on the portfolio “{portfolio.name}” and to its office"
    says = f"Agreed to show it {to}" if shown else f"No longer shown {to}"
    _member(project, portfolio, {"shown_to_holders": shown}, says, by=by, on=on)


@transaction.atomic
def _member(
    project: Project,
    portfolio: Portfolio,
    said: dict[str, bool],
    says: str,
    *,
    by: User | None,
    on: date,
    reason: str = "",
) -> None:
    _lock(project)
    was = MembershipFact.objects.now().filter(project=project, portfolio=portfolio).first()
    if was is not None and all(getattr(was, name) == value for name, value in said.items()):
        return
    facts.state([facts.fact(MembershipFact, said, on=on, by=by, project=project, portfolio=portfolio)])
    keep_counted([project])
    # About the portfolio, so that a history tells it only to those who may see that.
    log.record("portfolio changed", portfolio, by=by, says=says, reason=reason, project_id=project.pk)


@transaction.atomic
def place_in_programme(
    project: Project,
    parent: Project | None,
    *,
    by: User | None,
    seen: Mapping[str, Project | None] | None = None,
) -> None:
    """Make a project part of a programme, or of none; `top` is kept right for it and all it holds."""
    keys = [project.pk, *([parent.pk] if parent else [])]
    locked = {
        each.pk: each for each in Project.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    current = locked[project.pk]
    above = locked[parent.pk] if parent else None
    if not differing({"parent": current.parent}, {"parent": above}, seen):
        return
    if above and (why := _refused(current, above)):
        raise Refused(why, "parent")
    was = current.parent
    current.parent, current.top = above, (above.top or above) if above else None
    current.save(update_fields=["parent", "top", "updated_at"])
    top = current.top_id or current.pk
    Project.objects.filter(parent=current).update(top=top)
    Project.objects.filter(parent__in=Project.objects.filter(parent=current).values("pk")).update(top=top)
    keep_counted([current])
    _tell(current, above, "now part of", "became part of", by=by)
    _tell(current, was, "no longer part of", "is no longer part of", by=by)


def _tell(project: Project, programme: Project | None, now: str, did: str, *, by: User | None) -> None:
    """In both histories, each about the other project: it is told there only to those who may see that one."""
    if programme is None:
        return
    says = f"{now[:1].upper()}{now[1:]} the programme {programme.ref}"
    log.record("programme changed", programme, by=by, says=says, project_id=project.pk)
    says = f"{project.ref} {did} this programme"
    log.record("project in programme", project, by=by, says=says, project_id=programme.pk)


def _refused(project: Project, parent: Project) -> str:
    """Why it cannot be part of that programme; nothing where it can."""
    inside = project.pk in {parent.pk, parent.parent_id, parent.top_id}
    return rules.nesting_refused(above=_depth(parent), below=_height(project), is_inside=inside)


def _depth(project: Project) -> int:
    """1 for a project in no programme, 2 for one in a programme, 3 for one deeper still."""
    return 1 if project.parent_id is None else 2 if project.parent_id == project.top_id else 3


def _height(project: Project) -> int:
    """1 for a project without projects, 2 with them, 3 where those have some too."""
    if Project.objects.filter(parent__parent=project).exists():
        return 3
    return 2 if Project.objects.filter(parent=project).exists() else 1


def _lock(project: Project) -> Any:
    """One at a time, so that what follows from the order of facts is worked out from all of them."""
    return Project.objects.select_for_update().only("pk").get(pk=project.pk)
