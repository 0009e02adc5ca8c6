"""What a project's details show, each function with its number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, TextField, Value

from quantock.access import Permission, Viewer, can
from quantock.people import code_lists
from quantock.people.models import CodeList
from quantock.portfolios.models import Portfolio, Theme
from quantock.projects.models import (
    ExternalId,
    Involvement,
    Link,
    LocalFact,
    LocalField,
    MembershipFact,
    Partner,
    Project,
    ThemeFact,
    Visibility,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A portfolio that a project is in, and whether this viewer may take it out."""

    fact: MembershipFact
    may_leave: bool


@dataclass(frozen=True, slots=True)
class Details:
    """What the page of details shows beside the project itself."""

    local: Sequence[LocalFact]
    themes: Sequence[ThemeFact]
    portfolios: Sequence[Member]
    external_ids: Sequence[ExternalId]
    programme: Project | None
    projects: Sequence[Project]
    kind: str
    quadruple_aim: Sequence[str]
    quality_domains: Sequence[str]


def details_of(project: Project, viewer: Viewer, section: str = "") -> Details:
    """Six queries. Portfolios and projects one may not see are left out, and what the form of a section stands for."""
    related = Q(parent=project) | Q(pk=project.parent_id)
    family = list(Project.objects.visible_to(viewer).filter(related).order_by("title", "pk")[:500])
    themes = ThemeFact.objects.now().filter(project=project, contribution__gt=0)
    local = LocalFact.objects.now().filter(project=project).exclude(text="")
    lists = (CodeList.PROJECT_TYPE, CodeList.QUADRUPLE_AIM, CodeList.QUALITY_DOMAIN)
    words = code_lists.labels_of(*lists) if section != "about" else {each: {} for each in lists}
    aims, domains = words[CodeList.QUADRUPLE_AIM], words[CodeList.QUALITY_DOMAIN]
    return Details(
        local=list(local.select_related("field").order_by("field__label")) if section != "local" else [],
        themes=list(themes.select_related("theme").order_by("-contribution", "theme__name"))
        if section != "themes"
        else [],
        portfolios=portfolios_of(project, viewer),
        external_ids=list(project.external_ids.order_by("value")),
        programme=next((each for each in family if each.pk == project.parent_id), None),
        projects=[each for each in family if each.parent_id == project.pk],
        kind=words[CodeList.PROJECT_TYPE].get(project.kind, project.kind),
        quadruple_aim=[aims.get(code, code) for code in project.quadruple_aim],
        quality_domains=[domains.get(code, code) for code in project.quality_domains],
    )


def portfolios_of(project: Project, viewer: Viewer) -> list[Member]:
    """Those it is in: whoever may edit the project is told of all, others of what they may see. One query."""
    rows = MembershipFact.objects.now().filter(project=project, present=True)
    if not can(viewer, Permission.PROJECT_EDIT, project):
        rows = rows.filter(portfolio__in=Portfolio.objects.visible_to(viewer))
    return [
        Member(row, can(viewer, Permission.PORTFOLIO_EDIT, row.portfolio))
        for row in rows.select_related("portfolio").order_by("portfolio__name")
    ]


def portfolios_to_join(project: Project, viewer: Viewer) -> QuerySet[Portfolio]:
    """Portfolios this viewer may edit and the project is not in."""
    inside = MembershipFact.objects.now().filter(project=project, present=True).values("portfolio")
    rows = Portfolio.objects.visible_to(viewer).filter(archived_on=None).exclude(pk__in=inside)
    return rows.where(viewer, Permission.PORTFOLIO_EDIT)


def local_fields_of(project: Project) -> list[LocalField]:
    """The fields of its lead organisation and of the whole installation, retired ones where it has an answer. One query."""
    here = Q(organisation=None) | Q(organisation=project.lead_organisation_id)
    held = LocalFact.objects.now().filter(project=project).exclude(text="").values("field")
    rows = LocalField.objects.filter(here).exclude(Q(is_retired=True) & ~Q(pk__in=held))
    return list(rows.order_by("label", "pk"))


def local_facts_of(project: Project, fields: Sequence[LocalField]) -> Mapping[int, LocalFact]:
    """What is said in those fields, by the field's key. One query."""
    rows = LocalFact.objects.now().filter(project=project, field__in=fields)
    return {row.field_id: row for row in rows}


def themes_for(project: Project, on: date) -> tuple[list[Theme], Mapping[int, int]]:
    """The themes in force of the system and the lead organisation, any it contributes to, and how much. Two queries."""
    rows = ThemeFact.objects.now().filter(project=project, contribution__gt=0)
    held = dict(rows.values_list("theme", "contribution"))
    ours = Q(organisation=None) | Q(organisation=project.lead_organisation_id)
    in_force = Theme.objects.in_force(on).filter(ours)
    themes = Theme.objects.filter(Q(pk__in=in_force.values("pk")) | Q(pk__in=held)).order_by("name", "pk")
    return list(themes), held


def links_of(project: Project) -> list[Link]:
    """Documents where they live. One query."""
    return list(project.links.order_by("label", "pk"))


def who_sees(project: Project) -> Mapping[str, str]:
    """For each visibility, who would see this project, in words. One query."""
    parts = Involvement.objects.filter(project=project, until=None)
    partners = Partner.objects.filter(project=project)
    nameless = parts.order_by().values_list(Value("", TextField()))
    names = [name for (name,) in nameless.union(partners.values_list("organisation__name"), all=True)]
    named = names.count("")
    people = f"its people ({named or 'none'} named so far)"
    lead = project.lead_organisation.name
    return {
        Visibility.TEAM: f"{people}, and the programme office, administrators and auditors of {lead}",
        Visibility.ORGANISATION: f"all of those, and everyone of {' and '.join([lead, *filter(None, names)])}",
        Visibility.SYSTEM: "all of those, and everyone who has signed in, whatever their organisation",
        Visibility.PUBLIC: "the same; and it may be told to the public",
    }
