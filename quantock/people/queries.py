"""What is known of organisations and people, each in a fixed number of queries."""

from collections import defaultdict

from django.db.models import Q

from quantock.engines.tables import KnownOrganisation
from quantock.people.models import Alias, Organisation, OtherCode


def known_organisations() -> list[KnownOrganisation]:
    """Every organisation with all its codes and names, for matching what a file says. Three queries."""
    codes: dict[int, list[str]] = defaultdict(list)
    for key, code in OtherCode.objects.values_list("organisation", "code"):
        codes[key].append(code)
    names: dict[int, list[str]] = defaultdict(list)
    for key, name in Alias.objects.values_list("organisation", "name"):
        names[key].append(name)
    return [
        KnownOrganisation(key, name, tuple(filter(None, (code, *codes[key]))), tuple(names[key]))
        for key, name, code in Organisation.objects.order_by("pk").values_list("pk", "name", "code")
    ]


def organisation_called(text: str) -> Organisation | None:
    """The one organisation with this code, name or other name, however typed; None where several have it."""
    wanted = text.strip()
    for meaning in (
        Q(code__iexact=wanted) | Q(other_codes__code__iexact=wanted),
        Q(name__iexact=wanted),
        Q(aliases__name__iexact=wanted),
    ):
        found = list(Organisation.objects.filter(meaning).distinct()[:2]) if wanted else []
        if found:
            return found[0] if len(found) == 1 else None
    return None
