"""Keeping what is searched: the services that change a record call `keep` in the same transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from quantock.engines.text.finding import sought, words_of
from quantock.search.database import Matching, is_sound, learn_sizes, make_again
from quantock.search.models import KINDS, Entry

AT_ONCE = 500

Part = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Text:
    """What is searched of one record. `names` are what else it is called, each with its label; `parts` the rest."""

    title: str
    names: Sequence[Part] = ()
    parts: Sequence[Part] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a kind of record is read: the texts of some of them, in a fixed number of queries, and all their keys."""

    texts: Callable[[Sequence[int]], Iterable[tuple[int, Text]]]
    keys: Callable[[], Iterable[int]]


SOURCES: dict[type[Entry], Source] = {}


def register(kind: type[Entry], source: Source) -> None:
    """The app that owns a kind of record says so when it starts."""
    SOURCES[kind] = source


def keep(kind: type[Entry], keys: Iterable[int]) -> None:
    """Work out again what is searched of some records; what is there no more is dropped."""
    for some in _some(sorted(set(keys))):
        entries = entries_of(kind, some)
        kind._default_manager.bulk_create(
            entries, update_conflicts=True, unique_fields=["record_id"], update_fields=Entry.SAID
        )
        gone = set(some) - {entry.record_id for entry in entries}
        if gone:
            kind._default_manager.filter(pk__in=gone).delete()


def entries_of(kind: type[Entry], keys: Sequence[int]) -> list[Entry]:
    """The rows as they should be, not kept."""
    return [_entry(kind, key, text) for key, text in SOURCES[kind].texts(keys)]


def _entry(kind: type[Entry], key: int, text: Text) -> Entry:
    names = [(label, said) for label, said in text.names if said]
    parts = [(label, said) for label, said in text.parts if said]
    called = [text.title, *(said for _, said in names)]
    return kind(
        record_id=key,
        title=text.title,
        parts=[[label, said] for label, said in (*names, *parts)],
        title_words=words_of(called),
        words=words_of([*called, *(said for _, said in parts)]),
    )


def keep_all_with(words: str) -> None:
    """Work out again every record that is found by these words, of any kind: after a name was taken out of texts."""
    wanted = sought(words)
    for kind in SOURCES if wanted else ():
        found = kind._default_manager.filter(pk__in=Matching(kind, wanted))
        keep(kind, list(found.values_list("pk", flat=True)))


@transaction.atomic
def rebuild() -> int:
    """Make all of it again from the records; how many rows there are now."""
    for kind in KINDS:
        if kind in SOURCES:
            make_again(kind)  # first: rows cannot be taken out of an index that does not hold them
            kind._default_manager.all().delete()
            keep(kind, SOURCES[kind].keys())
    learn_sizes()
    return sum(kind._default_manager.count() for kind in SOURCES)


def check() -> Iterator[str]:
    """A sentence for each record that search knows otherwise than it is."""
    for kind, source in SOURCES.items():
        name = kind._meta.db_table
        keys = sorted(source.keys())
        for key in kind._default_manager.exclude(pk__in=source.keys()).values_list("pk", flat=True):
            yield f"{name} {key}: is found, but there is no such record"
        for some in _some(keys):
            kept = kind._default_manager.in_bulk(some)
            for entry in entries_of(kind, some):
                if not _same(kept.pop(entry.record_id, None), entry):
                    yield f"{name} {entry.record_id}: what search knows of it is out of date"
            yield from (f"{name} {key}: is found, but should not be" for key in kept)
        if not is_sound(kind):
            yield f"{name}: the database's own index of words is out of date"


def _same(kept: Entry | None, entry: Entry) -> bool:
    return kept is not None and all(getattr(kept, name) == getattr(entry, name) for name in Entry.SAID)


def _some(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
