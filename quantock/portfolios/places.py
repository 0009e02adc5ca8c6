"""What other floors ask of portfolios: a place for roles, and their card on the page of an organisation."""

from django.db.models import Q
from django.urls import reverse

from quantock.accounts.models import Place
from quantock.people import administration, places
from quantock.portfolios.models import Portfolio


def register() -> None:
    """Called once, when the app starts."""
    places.register(
        places.Kind(
            place=Place.PORTFOLIO,
            records=Portfolio.objects.all,
            called=lambda words: Q(name__icontains=words),
            organisation="organisation",
            address=lambda portfolio: reverse("desk:portfolio", args=[portfolio.pk]),
        )
    )
    administration.TASKS += [
        administration.Task(
            administration.WORK, "Portfolios", "portfolios:portfolios", "What a board looks at together"
        ),
        administration.Task(
            administration.WORK,
            "Strategic themes",
            "portfolios:themes",
            "What work is for, and for which time",
        ),
    ]
