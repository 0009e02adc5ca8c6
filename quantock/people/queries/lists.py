"""What the administration of code lists and of words reads."""

from django.db.models import QuerySet
from django.http import Http404

from quantock.access import Permission, Viewer
from quantock.people import code_lists
from quantock.people.models import CodeList, ListEntry
from quantock.web.models import GlossaryWord

ADMIN = Permission.ORGANISATION_ADMIN


def list_called(slug: str) -> CodeList:
    """The list that an address names: staff-group."""
    for each in CodeList:
        if each.value.replace(" ", "-") == slug:
            return each
    raise Http404


def slug_of(code_list: CodeList) -> str:
    return code_list.value.replace(" ", "-")


def entry_of(code_list: CodeList, code: str) -> ListEntry:
    """One entry. One query."""
    for each in code_lists.entries(code_list):
        if each.code == code:
            return each
    raise Http404


def lists_with_entries() -> dict[CodeList, list[ListEntry]]:
    """Every list with what is offered of it. A query for each of the five."""
    return {each: [entry for entry in code_lists.entries(each) if not entry.is_retired] for each in CodeList}


def words_kept(viewer: Viewer, permission: Permission = ADMIN) -> "QuerySet[GlossaryWord]":
    """The words that the viewer looks after, or reads: with a role on the whole system all, else their organisations'."""
    if viewer.may_on_system(permission):
        return GlossaryWord.objects.order_by("word", "pk")
    mine = viewer.organisations_where(permission)
    return GlossaryWord.objects.filter(organisation_id__in=mine).order_by("word", "pk")


def word_of(viewer: Viewer, pk: int) -> GlossaryWord:
    """One of those words."""
    found = words_kept(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
