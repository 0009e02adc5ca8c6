"""Which board's report: of a portfolio, since the last board, as at a day. The address holds it."""

from quantock.desk.forms.compare import CompareForm
from quantock.web.editing import EditForm
from quantock.web.forms import NO_PATIENTS, CleanText


class NoteForm(EditForm):
    """A few sentences."""

    text = CleanText(
        label="Cover note",
        one_line=False,
        required=False,
        max_length=600,
        help_text=f"A few sentences to the board, with your name and today's date. {NO_PATIENTS}",
    )


class BoardForm(CompareForm):
    """As the comparison asks, in a board's words; the report is never of one project."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["since"].label = "Last board"
        self.fields["until"].label = "As at"
        del self.fields["project"]
