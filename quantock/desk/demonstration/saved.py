"""Views that people of the demonstration have saved, for themselves or for all of their organisation."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from quantock.desk.demonstration.keeping import Diary
from quantock.desk.demonstration.places import World
from quantock.desk.models import SavedView
from quantock.portfolios.models import Portfolio

WINTER = "Winter resilience"
SAVED = (
    # page, who, name, shared with whom, what is asked ({winter} is the key of that portfolio)
    ("dashboard", "adaeze", "Winter resilience", "icb", "portfolio={winter}"),
    ("projects", "adaeze", "Red on the full track", "icb", "state=live&track=full&confidence=red"),
    ("projects", "adaeze", "Gone quiet", "icb", "state=live&quiet=on"),
    ("projects", "tom", "Asking for help", "cvh", "state=live&course=help+wanted"),
    ("projects", "tom", "Stopped, and what was learned", "", "state=stopped"),
)


def keep_views(world: World, diary: Diary) -> None:
    """As somebody would who opens the same list every week."""
    winter = Portfolio.objects.get(name=WINTER).pk
    for place, (page, key, name, body, query) in enumerate(SAVED):
        shared = world.bodies[body] if body else None
        by = world.people[key].user
        view = SavedView.objects.create(
            by=by, page=page, name=name, query=query.format(winter=winter), shared_with=shared
        )
        day = world.calendar.today - timedelta(days=40 - place)
        when = timezone.make_aware(datetime.combine(day, time(9, 30)))
        said = f" and shared it with {shared.name}" if shared else ""
        diary.tell(when, "view saved", view, by=by, says=f"Saved the view “{name}”{said}")
