"""What the administration of local fields reads."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from quantock.access import Viewer
from quantock.projects.models import LocalFact, LocalField, Project


def local_fields(viewer: Viewer) -> "QuerySet[LocalField]":
    """Those the viewer may see, by label."""
    return LocalField.objects.visible_to(viewer).select_related("organisation").order_by("label", "pk")


def used(viewer: Viewer, fields: Iterable[LocalField]) -> dict[int, int]:
    """How many projects that the viewer may see answer each. One query."""
    rows = LocalFact.objects.now().filter(field__in=[field.pk for field in fields]).exclude(text="")
    rows = rows.filter(project__in=Project.objects.visible_to(viewer).values("pk"))
    return dict(rows.order_by().values_list("field").annotate(found=Count("project", distinct=True)))


def is_answered(field: LocalField) -> bool:
    """Whether anything was ever said in it, by anybody; then its kind stays. One query."""
    return LocalFact.objects.filter(field=field, withdrawn_at=None).exclude(text="").exists()


def key_taken(key: str, organisation_id: int | None, mine: LocalField | None) -> bool:
    """Whether another field of this place is called so. One query."""
    rows = LocalField.objects.filter(organisation=organisation_id, key=key)
    return (rows.exclude(pk=mine.pk) if mine else rows).exists()
