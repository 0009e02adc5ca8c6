"""Prepared queries find what the same queries find when they are put together anew, whoever asks."""

from datetime import date
from random import Random

import pytest
from django.db import connection
from django.db.models import Case, Count, Max, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from quantock.access import Role, Viewer, padded, prepared, prepared_count, viewer_for
from quantock.access.prepared import STAND_INS, NotPreparable, frozen, statement, thawed
from quantock.accounts.models import User
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects.models import Involvement, Partner, Project, StatusUpdate, Visibility
from quantock.projects.queries import joined, people_of
from quantock.projects.queries.overview import for_overview
from quantock.projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)


def seen(viewer):
    return Project.objects.visible_to(viewer).order_by("pk")


def seen_of_state(viewer, states, filters):
    return seen(viewer).filter(state__in=states, **filters).values_list("pk", "title")


def by_keys(viewer, keys):
    return joined(viewer).visible_to(viewer).filter(pk__in=keys).order_by("pk")


def by_words(keys):
    return Project.objects.filter(title__in=keys).order_by("pk").values_list("title", flat=True)


def with_words(viewer, keys):
    """A page of those that hold the words in their title, or their place."""
    first, words = keys
    rows = seen(viewer).filter(Q(title__icontains=words) | Q(place_text__icontains=words))
    return seen(viewer).filter(pk__in=rows.order_by("-pk").values("pk")[first : first + 2])


def of_both(viewer, keys):
    mine = seen(viewer).filter(pk__in=keys).values_list("pk").order_by()
    return mine.union(
        Project.objects.filter(lead_organisation__in=viewer.organisations).values_list("pk").order_by()
    )


def as_dictionaries(viewer):
    return seen(viewer).values("pk", "registered_on", "tags", number_of_partners=Count("partners"))


def as_tuples(viewer):
    last = Coalesce("last_update_on", "registered_on")
    return seen(viewer).annotate(last=last).values_list("last", "uid", "archived_at", "quadruple_aim")


def as_values(viewer):
    return seen(viewer).values_list("registered_on", flat=True)


def as_sums(viewer):
    rows = seen(viewer).order_by("visibility").values_list("visibility")
    return rows.annotate(Sum("reporting_days"), Max("registered_on"))


def as_named(viewer):
    return seen(viewer).values_list("pk", "title", named=True)


def as_whatever_there_is(viewer):
    return seen(viewer).values()


@pytest.fixture
def people() -> list[User]:
    """Thirty people with roles by chance, on places where others have other ones."""
    chance = Random(7)
    organisations = OrganisationFactory.create_batch(4)
    projects = [
        ProjectFactory(
            lead_organisation=chance.choice(organisations), visibility=chance.choice(Visibility.values)
        )
        for _ in range(16)
    ]
    for project in projects[::3]:
        Partner.objects.create(project=project, organisation=chance.choice(organisations))
    people = UserFactory.create_batch(30)
    for user in people:
        if chance.random() < 0.1:
            grant(user, Role.AUDITOR)
        for place in chance.sample(organisations, chance.randint(0, 2)):
            grant(user, chance.choice([Role.PMO, Role.VIEWER, Role.FINANCE]), on=place)
        for place in chance.sample(projects, chance.randint(0, 3)):
            grant(user, chance.choice([Role.LEAD, Role.TEAM, Role.COACH]), on=place)
    return people


def test_everybody_finds_what_they_would_find_anyway(people):
    every = [project.pk for project in Project.objects.order_by("pk")]
    titles = [project.title for project in Project.objects.all()[:3]]
    found = set()
    for viewer in [*map(viewer_for, people), viewer_for(None), *map(viewer_for, reversed(people))]:
        said = (["idea", "active"], {"track__in": ["full", "standard"]})
        assert prepared(seen, viewer) == list(seen(viewer))
        assert prepared(seen_of_state, viewer, *said) == list(seen_of_state(viewer, *said))
        assert prepared(by_keys, viewer, keys=every[:5]) == list(by_keys(viewer, every[:5]))
        assert sorted(prepared(of_both, viewer, keys=every[5:9])) == sorted(of_both(viewer, every[5:9]))
        assert prepared_count(seen, viewer) == seen(viewer).count()
        found.add(tuple(prepared(seen, viewer)))
    assert len(found) > 10  # else nothing was shown
    assert prepared(by_words, None, keys=titles) == list(by_words(titles))


def test_a_record_comes_with_all_that_is_joined(client_for):
    client = client_for("lead", on=(project := ProjectFactory(charter={"problem": "Falls at night"})))
    viewer = viewer_for(client.user)

    def overviewed(viewer, on, keys):
        return for_overview(viewer, on).filter(pk__in=keys)

    [one], [other] = (
        prepared(overviewed, viewer, TODAY, keys=[project.pk]),
        overviewed(viewer, TODAY, [project.pk]),
    )
    plain = {name: value for name, value in vars(other).items() if name not in ("_state", "charter_now")}
    assert {name: vars(one)[name] for name in plain} == plain
    assert one._state.fields_cache == other._state.fields_cache
    assert one.charter_now.problem == other.charter_now.problem == "Falls at night"
    assert not one._state.adding


def test_one_query_and_no_text_put_together_twice(django_assert_num_queries, client_for):
    project = ProjectFactory(by=client_for().user)
    people_of(project)
    made = statement.cache_info().misses
    with django_assert_num_queries(1):
        [part] = people_of(project)
    assert statement.cache_info().misses == made
    with django_assert_num_queries(0):
        assert part.project == project
        assert part.person is not None


def test_those_who_hold_the_same_roles_share_a_text_that_has_no_key_of_theirs(client_for):
    ours, theirs = OrganisationFactory.create_batch(2)
    one, other = (viewer_for(client_for("pmo", on=each).user) for each in (ours, theirs))
    prepared(seen, one)
    made = statement.cache_info().misses
    mine, yours = ProjectFactory(lead_organisation=ours), ProjectFactory(lead_organisation=theirs)
    assert (prepared(seen, one), prepared(seen, other)) == ([mine], [yours])
    assert statement.cache_info().misses == made


def test_so_do_those_who_hold_them_on_about_as_many_places():
    projects = ProjectFactory.create_batch(4, visibility=Visibility.TEAM)
    one, other = UserFactory.create_batch(2)
    for user, some in ((one, projects), (other, projects[1:])):
        for project in some:
            grant(user, Role.LEAD, on=project)
    assert prepared(seen, viewer_for(one)) == projects
    made = statement.cache_info().misses
    assert prepared(seen, viewer_for(other)) == projects[1:]
    assert statement.cache_info().misses == made


def test_changed_rows_are_found_changed():
    """A text is kept, never an answer."""
    viewer = viewer_for(grant(UserFactory(), Role.AUDITOR).user)
    assert prepared(seen, viewer) == []
    project = ProjectFactory()
    assert prepared(seen, viewer) == [project]
    Project.objects.update(title="Quiet nights")
    assert prepared(seen, viewer)[0].title == "Quiet nights"


@pytest.mark.parametrize("words", ["quiet", "QUIET nights", "100%", "a_b", "\\", "'", "no such"])
def test_words_and_where_a_page_begins_are_keys(words):
    for title in ("Quiet nights", "quiet days", "100% hand hygiene", "a_b", "acb \\ 'x'", "Not quiet"):
        ProjectFactory(title=title, place_text="quiet 100%")
    viewer = viewer_for(grant(UserFactory(), Role.AUDITOR).user)
    for first in (0, 2, 40):
        assert prepared(with_words, viewer, keys=[first, words]) == list(with_words(viewer, [first, words]))
    made = statement.cache_info().misses
    assert prepared(with_words, viewer, keys=[4, "nights"]) == []
    assert statement.cache_info().misses == made


def reckons(viewer, keys):
    return seen(viewer).filter(pk=keys[0] * 2)


def asks(viewer, keys):
    return seen(viewer).filter(pk__in=list(seen(viewer).values_list("pk", flat=True)))


def writes(viewer, keys):
    return seen(viewer).filter(Q(title=f"Project {keys[0]}"))


@pytest.mark.parametrize("build", [reckons, asks, writes])
def test_what_makes_something_of_its_keys_is_refused(build):
    with pytest.raises(NotPreparable, match=build.__qualname__):
        prepared(build, Viewer(user=None, sees_everything=True), keys=[3, 4])


def test_stand_ins_are_no_keys_of_ours_and_fit_every_number_column():
    assert all(start > 10**9 and start + 2**18 < 2**31 for start in STAND_INS)


@pytest.mark.parametrize(
    ("keys", "wanted"), [([], 0), ([7], 1), ([7, 8], 2), ([7, 8, 9], 4), (range(50), 64)]
)
def test_padded_keys_are_the_same_ones(keys, wanted):
    more = padded(list(keys))
    assert len(more) == wanted
    assert set(more) == set(keys)


def test_frozen_and_thawed():
    said = {"state": "live", "number": [3, 1], "local": {4: "x"}}
    assert hash(frozen(said)) == hash(frozen(dict(reversed(said.items()))))
    assert thawed(frozen(said)) == {"state": "live", "number": (3, 1), "local": {4: "x"}}


def test_nothing_can_be_found_without_asking(django_assert_num_queries):
    def nothing(keys):
        return Involvement.objects.filter(project__in=())

    with django_assert_num_queries(0):
        assert prepared(nothing, None, keys=[1]) == []
        assert prepared_count(nothing, None, keys=[1]) == 0


@pytest.mark.parametrize(
    "build", [as_dictionaries, as_tuples, as_values, as_sums, as_named, as_whatever_there_is]
)
def test_rows_of_every_kind_are_what_the_queryset_gives(people, build):
    every = Viewer(user=None, sees_everything=True)
    assert len(prepared(build, every)) > 1
    for viewer in [every, *map(viewer_for, people[:5]), viewer_for(None)]:
        found, wanted = prepared(build, viewer), list(build(viewer))
        assert found == wanted
        assert [type(row) for row in found] == [type(row) for row in wanted]


@pytest.fixture
def kept(monkeypatch):
    """`kept()`: the texts that PostgreSQL keeps a plan of, for this connection."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans in no time")

    def texts():
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements")
            return [text for (text,) in cursor.fetchall()]

    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "prepare_threshold", 0)
    return texts


def counted_by_key(viewer, words, keys):
    rows = seen(viewer).filter(title__endswith=words)
    mine = Case(When(pk__in=keys, then=Value("50% %s")), default=Value("not"))
    return rows.annotate(mine=mine).order_by("mine").values_list("mine").annotate(Count("pk"))


def test_postgresql_plans_a_text_once_for_whatever_keys(kept, people):
    viewers = [Viewer(user=None, sees_everything=True), *map(viewer_for, people[:3])]
    plans = []
    for project in [ProjectFactory(title=f"Less than 100% {each} it") for each in "of"]:
        for viewer in viewers:
            keys = [project.pk]
            asked = prepared(counted_by_key, viewer, "% f it", keys=keys)
            assert asked == list(counted_by_key(viewer, "% f it", keys))
            assert prepared_count(by_keys, viewer, keys=keys) == by_keys(viewer, keys).count()
        plans.append(len(kept()))
    assert plans[0] == plans[1] > 1


def test_postgresql_keeps_no_statement_where_the_settings_say_so(kept, monkeypatch):
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    project = ProjectFactory(title="Quiet nights")
    assert prepared(by_words, None, keys=[project.title]) == [project.title]
    assert not kept()


def test_of_many_places_postgresql_makes_a_set_by_one_plan(kept):
    projects = ProjectFactory.create_batch(12, visibility=Visibility.TEAM)
    plans = []
    for many in (9, 12):
        coach = UserFactory()
        for project in projects[:many]:
            grant(coach, Role.COACH, on=project)
        assert prepared(seen, viewer_for(coach)) == projects[:many]
        plans.append(kept())
    assert plans[0] == plans[1]
    assert any("IN (VALUES ($1), ($2)" in text for text in plans[0])


def test_postgresql_writes_a_word_that_is_sought_in_capitals_once(kept):
    ProjectFactory(title="Quiet nights")
    viewer = viewer_for(grant(UserFactory(), Role.AUDITOR).user)
    found = prepared(with_words, viewer, keys=[0, "QUIET"])
    # A project's own counts are kept beside it, with words that are no keys.
    [text] = [text for text in kept() if '"place_text"::text) LIKE' in text]
    assert text.count("LIKE (SELECT UPPER($") == text.count(" LIKE ") == 2
    # The same asked in passing would be kept as well, so it comes last.
    assert found == list(with_words(viewer, [0, "QUIET"])) != []


def test_the_first_page_has_a_plan_of_its_own(kept):
    """Behind nobody knows how many rows, PostgreSQL would sort all there are instead of going along an index."""
    for _ in range(4):
        ProjectFactory(title="Quiet nights", visibility=Visibility.SYSTEM)
    viewer = Viewer(user=None, sees_everything=True)
    for first in (0, 2, 0, 1):
        keys = [first, "night"]
        assert prepared(with_words, viewer, keys=keys) == list(with_words(viewer, keys))
    pages = [text.partition(" LIMIT 2")[2] for text in kept() if " LIMIT 2" in text]
    assert sorted(each[:10] for each in pages) == [" OFFSET $2", " OFFSET 0)"]


def test_the_connection_may_be_looked_at_first(kept):
    """As it is by the first query of each request."""
    project = ProjectFactory(title="Quiet nights")
    connection.health_check_enabled, connection.health_check_done = True, False
    try:
        assert prepared(by_words, None, keys=[project.title]) == [project.title]
    finally:
        connection.health_check_enabled = False


def _updates_without_carried_texts(keys):
    return StatusUpdate.objects.filter(project__in=keys, carried=[]).order_by("pk")


def test_json_among_what_is_said_is_no_key():
    one, other = ProjectFactory(), ProjectFactory()
    found = StatusUpdate.objects.create(project=one, done="Two wards")
    StatusUpdate.objects.create(project=other, done="Three", carried=["done"])
    assert prepared(_updates_without_carried_texts, None, keys=[one.pk, other.pk]) == [found]
