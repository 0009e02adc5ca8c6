"""What organisations and people are found by: names, codes, former names and units; of a person, the name alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from quantock.people.models import Alias, Organisation, OtherCode, Person, Unit
from quantock.search import index
from quantock.search.index import Source, Text
from quantock.search.models import OrganisationEntry, PersonEntry


def register() -> None:
    """Called once, when the app starts."""
    organisations = Organisation.objects.order_by()
    index.register(
        OrganisationEntry, Source(organisation_texts, lambda: organisations.values_list("pk", flat=True))
    )
    # Whoever was erased is to be found no more.
    people = Person.objects.filter(erased_at=None).order_by()
    index.register(PersonEntry, Source(person_texts, lambda: people.values_list("pk", flat=True)))


def keep_organisations_findable(organisations: Iterable[Organisation | int]) -> None:
    """After names, codes or units of organisations changed, in the same transaction."""
    keys = (each if isinstance(each, int) else each.pk for each in organisations)
    index.keep(OrganisationEntry, keys)


def keep_people_findable(people: Iterable[Person]) -> None:
    """After somebody came, was renamed or erased, in the same transaction."""
    index.keep(PersonEntry, (person.pk for person in people))


def organisation_texts(keys: Sequence[int]) -> Iterator[tuple[int, Text]]:
    """Four queries, however many."""
    codes: defaultdict[int, list[str]] = defaultdict(list)
    others = OtherCode.objects.filter(organisation__in=keys).order_by("pk")
    for key, code in others.values_list("organisation", "code"):
        codes[key].append(code)
    names: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for alias in Alias.objects.filter(organisation__in=keys).order_by("pk"):
        label = "Formerly" if alias.until else "Also called"
        names[alias.organisation_id].append((label, alias.name))
    units: defaultdict[int, list[str]] = defaultdict(list)
    for unit in Unit.objects.filter(organisation__in=keys).order_by("name", "pk"):
        units[unit.organisation_id].append(unit.name)
    for key, name, code in Organisation.objects.filter(pk__in=keys).values_list("pk", "name", "code"):
        yield (
            key,
            Text(
                title=name,
                names=[("Code", ", ".join(filter(None, (code, *codes[key])))), *names[key]],
                parts=[("Units", ", ".join(units[key]))],
            ),
        )


def person_texts(keys: Sequence[int]) -> Iterator[tuple[int, Text]]:
    """One query, however many."""
    for key, name in Person.objects.filter(pk__in=keys, erased_at=None).values_list("pk", "name"):
        yield key, Text(title=name)
