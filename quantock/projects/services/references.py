"""What a project is known by elsewhere, where its documents live, which organisations take part."""

from collections.abc import Sequence

from django.db import transaction

from quantock.access import Viewer
from quantock.accounts.models import User
from quantock.audit import log
from quantock.engines.tables import id_key
from quantock.people.models import Organisation
from quantock.projects.finding import keep_findable
from quantock.projects.models import ExternalId, Link, Partner, Project


@transaction.atomic
def attach_id(project: Project, value: str, *, by: User | None) -> ExternalId:
    """A project's number in somebody else's register. Given again, it stays one."""
    found, is_new = ExternalId.objects.get_or_create(
        project=project, key=id_key(value), defaults={"value": value.strip()}
    )
    if is_new:
        keep_findable([project])
        log.record("id attached", project, by=by, says=f"Added the external id “{found.value}”")
    return found


def known_as(value: str, *, but: Project, viewer: Viewer) -> Sequence[Project]:
    """Other projects that a register would find by this id, of those one may see."""
    same = ExternalId.objects.filter(key=id_key(value)).exclude(project=but).values("project")
    return list(Project.objects.visible_to(viewer).filter(pk__in=same).order_by("number")[:3])


@transaction.atomic
def detach_id(external: ExternalId, *, by: User | None) -> None:
    """It is not this project's: a register that comes later with this id no longer finds it here."""
    says = f"Detached the external id “{external.value}”"
    log.record("id detached", external.project, by=by, says=says)
    external.delete()
    keep_findable([external.project])


@transaction.atomic
def add_link(project: Project, *, label: str, url: str, by: User | None) -> Link:
    """A document where it lives."""
    link = Link.objects.create(project=project, label=label, url=url)
    log.record("link added", project, by=by, says=f"Added a link to “{label}”")
    return link


@transaction.atomic
def remove_link(link: Link, *, by: User | None) -> None:
    """The address stays in the history, the document where it is."""
    changes = [log.change("link", link.label, link.url, None)]
    log.record(
        "link removed", link.project, by=by, says=f"Removed the link to “{link.label}”", changes=changes
    )
    link.delete()


@transaction.atomic
def add_partners(project: Project, organisations: Sequence[Organisation], *, by: User | None) -> None:
    """Organisations take part: their people see the project where its visibility says so."""
    held = set(project.partners.values_list("organisation", flat=True))
    new = [each for each in organisations if each.pk not in held | {project.lead_organisation_id}]
    Partner.objects.bulk_create(Partner(project=project, organisation=each) for each in new)
    log.write(
        log.event("partner added", project, by=by, says=f"{each.name} is now a partner") for each in new
    )


@transaction.atomic
def end_partner(partner: Partner, *, by: User | None) -> None:
    """An organisation no longer takes part."""
    says = f"{partner.organisation.name} is no longer a partner"
    log.record("partner ended", partner.project, by=by, says=says)
    partner.delete()
