"""Which project a record of a register is: sure, new, or doubtful and for a person to say. Nothing is merged silently."""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from quantock.engines.text import ratio, squash

ALIKE = 0.72
"""Names at least this alike (pairs of letters, 0 to 1) are offered to a person."""
SAME_NAME = "same name, another id"
MOST_CANDIDATES = 5
MOST_COMPARED = 20
MOST_SHARING = 300
"""A word that more names than this have in common says nothing of which project is meant."""


class Recorded(Protocol):
    """What matching needs of a record; `understand` gives it."""

    @property
    def external_id(self) -> str | None:
        """The id in the file."""

    @property
    def name(self) -> str:
        """The title."""

    @property
    def organisation(self) -> str | None:
        """The organisation as written."""


@dataclass(frozen=True, slots=True)
class Known:
    """A project already here. `names` are the present one first, then former ones; `organisations` all its names and codes.

    `away`: how many days its time in the register's portfolio is from the register's day; None when not known.
    """

    key: Hashable
    names: tuple[str, ...]
    external_ids: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    away: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project a doubtful record might be, and how alike the names are."""

    key: Hashable
    name: str
    likeness: float
    why: str


@dataclass(frozen=True, slots=True)
class Match:
    """One record's answer. `position` counts the records given, from 0; `renamed` holds the name it had.

    A new one may have candidates too: of a similar name, though their id says that they are others. `also`: of one matched
    by its id, another project without any id that its name means.
    """

    position: int
    kind: Literal["matched", "new", "doubtful"]
    how: str
    key: Hashable | None = None
    renamed: str | None = None
    candidates: tuple[Candidate, ...] = ()
    also: Hashable | None = None


@dataclass(frozen=True, slots=True)
class Matching:
    """All answers, in the order of the records, and the known projects that no record is (with a complete file only)."""

    matches: tuple[Match, ...]
    absent: tuple[Hashable, ...]

    def of_kind(self, kind: str) -> tuple[Match, ...]:
        """The matches of one kind."""
        return tuple(match for match in self.matches if match.kind == kind)


def id_key(text: str | None) -> str:
    """External ids compare ignoring case and outer spaces."""
    return (text or "").strip().casefold()


def match(records: Sequence[Recorded], known: Sequence[Known], *, complete: bool) -> Matching:
    """Match by external id, then by name within the organisation; what is only similar is doubtful."""
    finder = _Finder(known)
    found = [finder.find(position, record) for position, record in enumerate(records)]
    settled = _once_each(found, finder)
    taken = {match.key for match in settled if match.kind == "matched"}
    offered = {
        candidate.key for match in settled if match.kind == "doubtful" for candidate in match.candidates
    }
    absent = tuple(project.key for project in known if project.key not in taken | offered) if complete else ()
    return Matching(tuple(settled), absent)


class _Finder:
    """Looks a record up among the known projects."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._known = {project.key: project for project in known}
        self._by_id: dict[str, list[Known]] = defaultdict(list)
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        for project in known:
            for external_id in {id_key(text) for text in project.external_ids} - {""}:
                self._by_id[external_id].append(project)
            for name in {squash(text) for text in project.names} - {""}:
                self._by_name[name].append(project)
        self._by_word: dict[str, list[Known]] = defaultdict(list)
        for project in known:
            for word in _words(" ".join(project.names)):
                self._by_word[word].append(project)

    def find(self, position: int, record: Recorded) -> Match:
        """The answer for one record, before two records may have claimed one project."""
        external_id = id_key(record.external_id)
        same_id = self._by_id.get(external_id, []) if external_id else []
        if len(same_id) == 1:
            renamed, also = self._renamed(record, same_id[0]), self._without_id(record, same_id[0])
            return Match(position, "matched", "external id", same_id[0].key, renamed, also=also)
        if same_id:
            return Match(
                position,
                "doubtful",
                "several projects have this id",
                candidates=self._all(record, same_id, "same id"),
            )
        return self._by_its_name(position, record, external_id)

    def _without_id(self, record: Recorded, found: Known) -> Hashable | None:
        """Another project that the record would be by its name alone, and that has no id. Of ids that mean something
        in a portfolio only: one of the portfolio."""
        same = [
            project
            for project in self._by_name.get(squash(record.name), [])
            if project.key != found.key
            and not any(id_key(text) for text in project.external_ids)
            and (project.away is None) is (found.away is None)
            and _same_home(record.organisation, project)
        ]
        return same[0].key if len(same) == 1 else None

    def _by_its_name(self, position: int, record: Recorded, external_id: str) -> Match:
        same_name = self._by_name.get(squash(record.name), [])
        at_home = [project for project in same_name if _same_home(record.organisation, project)]
        if external_id:
            other_id = [project for project in at_home if any(id_key(text) for text in project.external_ids)]
            if other_id:
                return Match(
                    position,
                    "doubtful",
                    SAME_NAME,
                    candidates=self._all(record, other_id, SAME_NAME),
                )
        if len(at_home) == 1:
            return Match(position, "matched", "name", at_home[0].key, self._renamed(record, at_home[0]))
        if nearest := _nearest(at_home):
            how = "name, the one in the portfolio nearest to that day"
            return Match(position, "matched", how, nearest.key, self._renamed(record, nearest))
        if at_home:
            return Match(
                position,
                "doubtful",
                "several projects have this name",
                candidates=self._all(record, at_home, "same name"),
            )
        candidates = self._all(record, same_name, "same name, another organisation") + self._similar(
            record, same_name
        )
        if candidates:
            return Match(position, "doubtful", candidates[0].why, candidates=candidates[:MOST_CANDIDATES])
        other_ids = self._similar(record, (), other_ids=True) if external_id else ()
        return Match(position, "new", "no project like it", candidates=other_ids[:MOST_CANDIDATES])

    def _similar(
        self, record: Recorded, but: Sequence[Known], *, other_ids: bool = False
    ) -> tuple[Candidate, ...]:
        """Projects of the same organisation whose name is much alike; one whose id differs is another project.

        `other_ids`: those, for a look after the fact.
        """
        left_out = {project.key for project in but}
        why = "a similar name, another id" if other_ids else "a similar name"
        alike: list[Candidate] = []
        for project in self._sharing_words(record.name):
            if project.key in left_out or not _same_home(record.organisation, project):
                continue
            if bool(record.external_id and project.external_ids) is not other_ids:
                continue
            likeness = max(ratio(record.name, name) for name in project.names)
            if likeness >= ALIKE:
                alike.append(Candidate(project.key, project.names[0], likeness, why))
        return tuple(sorted(alike, key=lambda candidate: -candidate.likeness))

    def _sharing_words(self, name: str) -> list[Known]:
        """The projects whose names share most with a name, a rare word counting more than a common one."""
        weights: Counter[Hashable] = Counter()
        for word in _words(name):
            sharing = self._by_word.get(word, [])
            if len(sharing) <= MOST_SHARING:
                for project in sharing:
                    weights[project.key] += 1 + 1000 // len(sharing)
        return [self._known[key] for key, _ in weights.most_common(MOST_COMPARED)]

    @staticmethod
    def _all(record: Recorded, projects: Iterable[Known], why: str) -> tuple[Candidate, ...]:
        return tuple(
            Candidate(
                project.key, project.names[0], max(ratio(record.name, name) for name in project.names), why
            )
            for project in projects
        )

    @staticmethod
    def _renamed(record: Recorded, project: Known) -> str | None:
        return project.names[0] if record.name != project.names[0] else None

    def as_candidate(self, key: Hashable, why: str) -> Candidate:
        """A known project that several records claim."""
        return Candidate(key, self._known[key].names[0], 1.0, why)


def _nearest(projects: Sequence[Known]) -> Known | None:
    """Of several with one name the one whose time in the portfolio is nearest; None when that does not tell.

    A register of an earlier day that comes late finds the project of its time, not a later one of the same name.
    """
    timed = sorted(
        (project for project in projects if project.away is not None), key=lambda each: each.away or 0
    )
    if not timed or (len(timed) > 1 and timed[0].away == timed[1].away):
        return None
    return timed[0]


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 2}


def _same_home(text: str | None, project: Known) -> bool:
    """Whether a record's organisation may be the project's; unknown on either side does not part them."""
    if not text or not project.organisations:
        return True
    return squash(text) in {squash(name) for name in project.organisations}


def _once_each(found: Sequence[Match], finder: _Finder) -> list[Match]:
    """A project that two records claim is doubtful for those that claim it by name; an id outranks a name."""
    claims: dict[Hashable, list[Match]] = defaultdict(list)
    for match in found:
        if match.kind == "matched":
            claims[match.key].append(match)
    named = Counter(
        [match.key for match in found if match.key is not None]
        + [match.also for match in found if match.also is not None]
        + [each.key for match in found if match.kind == "doubtful" for each in match.candidates]
    )
    settled = [
        replace(match, also=None) if match.also is not None and named[match.also] > 1 else match
        for match in found
    ]
    for key, claiming in claims.items():
        if len(claiming) == 1:
            continue
        by_id = [match for match in claiming if match.how == "external id"]
        for match in claiming:
            if len(by_id) != 1 or match is not by_id[0]:
                why = "another row of the file is this project"
                settled[match.position] = Match(
                    match.position, "doubtful", why, candidates=(finder.as_candidate(key, why),)
                )
    return settled


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation already here, with its codes and every name it has or had."""

    key: Hashable
    name: str
    codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class Organisations:
    """Organisations by every name they go by, for finding many texts among many of them."""

    def __init__(self, known: Iterable[KnownOrganisation]) -> None:
        self._by_code: dict[str, list[KnownOrganisation]] = defaultdict(list)
        self._by_name: dict[str, list[KnownOrganisation]] = defaultdict(list)
        self._by_alias: dict[str, list[KnownOrganisation]] = defaultdict(list)
        for each in known:
            self.add(each)

    def add(self, one: KnownOrganisation) -> None:
        """One more, to be found from now on."""
        for by, names in (
            (self._by_code, one.codes),
            (self._by_name, (one.name,)),
            (self._by_alias, one.aliases),
        ):
            for name in {squash(name) for name in names} - {""}:
                by[name].append(one)

    def find(self, text: str) -> KnownOrganisation | None:
        """The one a text means by code, else name, else alias; None when none does, or when two do."""
        wanted = squash(text)
        for by in (self._by_code, self._by_name, self._by_alias):
            if found := by.get(wanted):
                return found[0] if len(found) == 1 else None
        return None


def same_organisation(text: str, organisations: Iterable[KnownOrganisation]) -> KnownOrganisation | None:
    """The organisation a text means by code, name or alias; None when none does, or when two do."""
    return Organisations(organisations).find(text)
