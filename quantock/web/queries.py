"""What the pages of no noun read."""

from quantock.access import Viewer
from quantock.web.glossary import TERMS, Term
from quantock.web.models import GlossaryWord


def glossary(viewer: Viewer, wanted: str = "") -> list[Term]:
    """Our words and those of the viewer's organisations, in order; those found by any name. One query."""
    own = GlossaryWord.objects.filter(organisation_id__in=[0, *viewer.belongs_to()])
    terms = [*TERMS, *(Term(each.word, each.means, own=True) for each in own)]
    found = [term for term in terms if term.answers_to(wanted)] if wanted else terms
    return sorted(found, key=lambda term: term.word.casefold())
