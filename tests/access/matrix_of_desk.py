"""The rows of the access matrix for pages that show several nouns together, as `matrix.py` explains them."""

Answers = tuple[int, int, int, int, int, int, int, int]

SIGNED_IN: Answers = (302, *(200,) * 7)
ADMIN_ONLY: Answers = (302, 403, 403, 403, 403, 403, 200, 403)
# Whoever runs a programme office, or the whole system.
OFFICES: Answers = (302, 200, 403, 403, 403, 200, 200, 403)

GET: dict[str, Answers] = {
    "desk:home": SIGNED_IN,
    "desk:projects": SIGNED_IN,
    "desk:export": SIGNED_IN,
    "desk:portfolios": SIGNED_IN,
    "desk:begin": (302, *(405,) * 7),
    "desk:idea": (302, 200, 403, 200, 200, 403, 403, 403),
    "desk:coaching": ADMIN_ONLY,
    "desk:coaching-export": ADMIN_ONLY,
    "desk:quiet": OFFICES,
    "desk:quiet-export": OFFICES,
    "desk:notices": SIGNED_IN,
    "desk:notice-open": (302, *(405,) * 7),
    "desk:notices-see": (302, *(405,) * 7),
    "desk:portfolio": (302, 404, *(200,) * 6),
    "desk:dashboard": SIGNED_IN,
    "desk:dashboard-export": SIGNED_IN,
    "desk:milestones": SIGNED_IN,
    "desk:signals": OFFICES,
    "desk:signals-export": OFFICES,
    "desk:practice": SIGNED_IN,
    "desk:practice-export": SIGNED_IN,
    "desk:milestones-export": SIGNED_IN,
    "desk:views": SIGNED_IN,
    "desk:change": (302, 302, 403, 403, 403, 302, 302, 403),
    "desk:view-save": (302, *(404,) * 7),
    "desk:view-remove": (302, *(405,) * 7),
    "desk:view-usual": (302, *(405,) * 7),
    "desk:compare": SIGNED_IN,
    "desk:search": SIGNED_IN,
    "desk:compare-export": SIGNED_IN,
    "desk:board-report": SIGNED_IN,
    "desk:board-report-pdf": SIGNED_IN,
    "desk:board-report-word": SIGNED_IN,
    "desk:board-asked": SIGNED_IN,
    "desk:project-past": (302, 404, 200, 200, 200, 200, 200, 200),
    "desk:project-earlier": (302, 404, 200, 200, 200, 200, 200, 200),
    "desk:board-money": SIGNED_IN,
    "desk:demonstration": (404,) * 8,
}
