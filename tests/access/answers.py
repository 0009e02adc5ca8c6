"""What the files of the access matrix share: a row, and the rows that many routes have (`matrix.py` explains them)."""

Answers = tuple[int, int, int, int, int, int, int, int]

SIGNED_IN: Answers = (302, *(200,) * 7)
ADMIN_ONLY: Answers = (302, 403, 403, 403, 403, 403, 200, 403)
# Whoever runs a programme office, or the whole system.
OFFICES: Answers = (302, 200, 403, 403, 403, 200, 200, 403)
# What administrators and offices keep, for auditors to read.
READERS: Answers = (302, 200, 403, 403, 403, 200, 200, 200)
# What only administrators and auditors read.
AUDITED: Answers = (302, 403, 403, 403, 403, 403, 200, 200)
ANYONE: Answers = (200,) * 8
