"""What the log says when a status update is opened."""

from datetime import date

import pytest

from quantock.projects.news import news_of
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import services
from quantock.raid.models import Entry

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


@pytest.fixture
def project():
    project = ProjectFactory(track="full")
    rows = [
        {"kind": "action", "title": "Order the alarms", "owner_text": "Priya Nair"},
        {
            "kind": "action",
            "title": "Train the nights",
            "due_on": date(2026, 6, 20),
            "owner_text": "Priya Nair",
        },
        {"kind": "action", "title": "Write it up", "due_on": date(2027, 1, 20)},
        {"kind": "risk", "title": "The alarms come late"},
        {
            "kind": "decision",
            "title": "One ward or six?",
            "due_on": date(2026, 6, 9),
            "details": {"decider": "Board"},
        },
    ]
    services.add_entries(project, rows, by=None, on=MAY)
    return project


def entry(project, title):
    return Entry.objects.get(project=project, title=title)


def test_what_is_done_due_feared_and_wanted(project):
    services.score(entry(project, "The alarms come late"), likelihood=4, impact=5, by=None, on=MAY)
    services.close(entry(project, "Order the alarms"), "done", by=None, on=date(2026, 5, 20))
    assert news_of(project, None, on=JUNE) == {
        "done": "Done: Order the alarms",
        "next": "Train the nights, by 20 June 2026 (Priya Nair)",
        "why": "Risk: The alarms come late, score 20 (extreme)",
        "decisions": "One ward or six? (by 9 June 2026, from Board)",
    }


def test_what_is_kept_to_named_people_is_not_told(project):
    Entry.objects.filter(project=project).update(restricted=True)
    assert news_of(project, None, on=JUNE) == {}


def test_what_was_entered_by_mistake_or_done_before_is_not_told(project):
    services.close(entry(project, "Order the alarms"), "done", by=None, on=date(2026, 5, 1))
    services.close(entry(project, "One ward or six?"), "withdrawn", by=None, on=date(2026, 5, 20))
    found = news_of(project, None, on=JUNE)
    assert "done" not in found
    assert "decisions" not in found


def test_long_words_still_fit_into_the_texts_of_an_update(project):
    wordy = {"kind": "decision", "title": "Which of them? " * 33, "details": {"decider": "Board " * 33}}
    services.add_entries(project, [wordy] * 12, by=None, on=MAY)
    for one in Entry.objects.filter(project=project, kind="decision")[:8]:
        services.change_entry(one, {"details": {"answer": "All of them. " * 150}}, by=None, on=MAY)
        services.close(one, "made", by=None, on=date(2026, 5, 20))
    found = news_of(project, None, on=JUNE)
    assert found["done"].count("\n") == 7
    assert all(len(text) <= 5000 for text in found.values())
