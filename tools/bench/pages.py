"""Which pages are measured, and what DESIGN section 7 wants of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.urls import NoReverseMatch, reverse

MOST_QUERIES = 12


@dataclass(frozen=True, slots=True)
class Kind:
    """What is wanted: the p95 in milliseconds at 10,000 and at 100,000 projects, and with 32 clients at 10,000."""

    at_10_000: float
    at_100_000: float
    crowded: float | None = None

    def wanted(self, size: int) -> float:
        return self.at_10_000 if size <= 10_000 else self.at_100_000

    def wanted_crowded(self, size: int) -> float | None:
        if self.crowded is None:
            return None
        return self.crowded if size <= 10_000 else self.crowded * 1.5


PLAIN = Kind(15, 22, crowded=200)
LISTED = Kind(18, 150)  # of logs, in all projects
FILTERED = Kind(25, 150)
SEARCHED = Kind(25, 150)
PAST = Kind(60, 300)


@dataclass(frozen=True, slots=True)
class Page:
    """A page under a name, what is wanted of it, and its address; the address is "" where it is not there yet.

    `who` asks for it: the programme office of an organisation unless another is named.
    """

    name: str
    kind: Kind
    path: str
    who: str = "office"


def pages(today: date, project: int, deep: str) -> Iterator[Page]:
    """All of them, for the programme office of an organisation, one of its projects, and a page deep in its list."""
    past, earlier = today - timedelta(days=90), today - timedelta(days=270)
    yield page("home", PLAIN, "desk:home")
    yield page("dashboard", PLAIN, "desk:dashboard")
    yield page("dashboard, filtered", FILTERED, "desk:dashboard", "track=full&confidence=red")
    compared = f"as_at={past:%d/%m/%Y}&since={earlier:%d/%m/%Y}"
    yield page("dashboard, as at a day, compared", PAST, "desk:dashboard", compared)
    yield page("list, first page", PLAIN, "desk:projects")
    yield page(
        "list, filtered and sorted", FILTERED, "desk:projects", "state=live&confidence=red&sort=-title"
    )
    yield page("list, sorted by end", FILTERED, "desk:projects", "sort=-end")
    yield page("list, words sought", SEARCHED, "desk:projects", "q=falls+in+theatres")
    yield page("list, page 40", FILTERED, "desk:projects", deep)
    yield page("list, as at a day", PAST, "desk:projects", f"as_at={past:%d/%m/%Y}")
    yield page("compare two days", PAST, "desk:compare", f"since={earlier:%d/%m/%Y}&until={past:%d/%m/%Y}")
    yield page("portfolios", PLAIN, "desk:portfolios")
    yield page("search", SEARCHED, "desk:search", "q=falls")
    yield page("project", PLAIN, "projects:overview", number=project)
    yield page("project, history", PLAIN, "projects:history", number=project)
    yield page("project, updates", PLAIN, "projects:updates", number=project)
    yield page("project, milestones", PLAIN, "projects:milestones", number=project)
    yield page("project, people", PLAIN, "projects:people", number=project)
    yield page("organisations", PLAIN, "people:organisations")
    for who, of in (("member", "a member"), ("auditor", "an auditor")):
        yield replace(page(f"dashboard of {of}", PLAIN, "desk:dashboard"), who=who)
        yield replace(page(f"list of {of}", PLAIN, "desk:projects"), who=who)
        yield replace(page(f"search of {of}", SEARCHED, "desk:search", "q=falls+theatres"), who=who)


def page(name: str, kind: Kind, route: str, query: str = "", **parts: object) -> Page:
    """A page of ours under a name; `parts` stand in its address."""
    try:
        path = reverse(route, kwargs=parts)
    except NoReverseMatch:
        return Page(name, kind, "")
    return Page(name, kind, f"{path}?{query}" if query else path)
