"""Projects that may be doing the same already: by the words of a title and a problem."""

from collections.abc import Sequence
from itertools import combinations

from django.db.models import Case, F, IntegerField, Value, When

from quantock.access import Viewer
from quantock.engines.text.finding import Lexeme, Sought, sought, words_of
from quantock.engines.text.similar import STOP_WORDS, Index
from quantock.projects.models import CharterFact, Project
from quantock.search.database import Matching
from quantock.search.models import ProjectEntry

MOST_WORDS = 6
SHORTEST = 4
CANDIDATES = 60
SHARED = 2
CHARTER = ("problem", "aim", "description")


def similar_to(viewer: Viewer, text: str, limit: int = 5) -> list[Project]:
    """Projects one may see that share at least two telling words with the text, in their title or in what they say of
    their problem and aim; those most alike first. Two queries."""
    words = telling(text)
    if len(words) < SHARED:
        return []
    pairs = Sought((tuple(combinations(words, SHARED)),))
    found = Project.objects.visible_to(viewer).filter(pk__in=Matching(ProjectEntry, pairs))
    # What shares most words comes first, and its title counts twice.
    shared: F | Value | object = Value(0)
    for word in words:
        one = Sought((((word,),),))
        in_title = When(pk__in=Matching(ProjectEntry, one, "title_words"), then=Value(2))
        anywhere = When(pk__in=Matching(ProjectEntry, one), then=Value(1))
        shared = shared + Case(in_title, anywhere, default=Value(0), output_field=IntegerField())  # type: ignore[operator]
    rows = found.annotate(shared=shared).select_related("lead_organisation").order_by("-shared", "-pk")
    return _alike(list(rows[:CANDIDATES]), words, text)[:limit]


def telling(text: str) -> Sequence[Lexeme]:
    """The words by which a text is told from others: the longest of them, each by its stem."""
    found: dict[str, Lexeme] = {}
    for word in words_in(text):
        for term in sought(word).terms[:1]:
            if len(term[0]) == 1:
                found.setdefault(term[0][0][0], (term[0][0][0], False))
    return sorted(found.values(), key=lambda each: -len(each[0]))[:MOST_WORDS]


def words_in(text: str) -> list[str]:
    """What of a text tells anything, as it is written."""
    plain = (word.strip(".,;:!?()“”\"'") for word in text.casefold().split())
    return [word for word in plain if len(word) >= SHORTEST and word not in STOP_WORDS]


def _alike(rows: Sequence[Project], words: Sequence[Lexeme], text: str) -> list[Project]:
    """Of the candidates those that share words in title, problem or aim (not in an update or a name), the most alike
    first. One query."""
    facts = CharterFact.objects.now().filter(project__in=[row.pk for row in rows])
    said = {fact.project_id: " ".join(getattr(fact, name) for name in CHARTER) for fact in facts}
    texts = {row.pk: f"{row.title} {said.get(row.pk, '')}" for row in rows}
    there = {pk: set(words_of([each]).split()) for pk, each in texts.items()}
    kept = {pk: texts[pk] for pk in texts if sum(word in there[pk] for word, _ in words) >= SHARED}
    # The title says best what a project is about.
    titles = {row.pk: row.title for row in rows}
    index = Index.build((pk, f"{titles[pk]} {each}") for pk, each in kept.items())
    by_key = {row.pk: row for row in rows}
    return [by_key[pk] for pk, _ in index.search(text, limit=len(kept) or 1)]
