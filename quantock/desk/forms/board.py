"""Which board's report: of a portfolio, since the last board, as at a day. The address holds it."""

from quantock.desk.forms.compare import CompareForm


class BoardForm(CompareForm):
    """As the comparison asks, in a board's words; the report is never of one project."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["since"].label = "Last board"
        self.fields["until"].label = "As at"
        del self.fields["project"]
