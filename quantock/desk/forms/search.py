"""What is sought. The address holds it all."""

from django import forms

from quantock.web.forms import CleanText

MOST_TYPED = 200


class SearchForm(forms.Form):
    """The one box. What is not understood of the rest of the address is left out."""

    q = CleanText(label="Search for", required=False, max_length=MOST_TYPED)
