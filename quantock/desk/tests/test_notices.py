"""Notices: counted in the header, opened by a press, never about what one may no longer see."""

from quantock.accounts.models import Grant
from quantock.projects.models import Notice
from quantock.projects.tests.factories import NoticeFactory, ProjectFactory
from tests.pages import open_page


def test_it_works_and_a_press_opens_one(client_for):
    project = ProjectFactory()
    client = client_for("lead", on=project)
    url = f"/projects/{project.number}/discussion/#comment-1"
    notice = NoticeFactory(user=client.user, project=project, url=url, says="Helen gave you the risk R-001")
    NoticeFactory(project=project, user=client_for().user)
    page = open_page(client, "/notices/")
    assert "1 notice you have not opened yet" in page
    assert "1 notice not opened" in page.document.text
    assert "Mentioned you" not in page, "the notice itself says what it is"
    assert Notice.objects.filter(seen_at=None).count() == 2
    answer = client.post(f"/notices/{notice.pk}/open/")
    assert answer.headers["Location"] == url
    assert "You have opened all of them" in open_page(client, "/notices/")


def test_all_are_marked_at_once_and_nobody_elses(client_for):
    client, other = client_for(), client_for()
    NoticeFactory.create_batch(3, user=client.user, project=None)
    theirs = NoticeFactory(user=other.user, project=None)
    open_page(client, "/notices/see/", post={}, follow=True)
    assert list(Notice.objects.filter(seen_at=None)) == [theirs]
    open_page(client, f"/notices/{theirs.pk}/open/", 404, post={})


def test_a_notice_about_what_one_may_no_longer_see_is_nowhere(client_for):
    project = ProjectFactory(title="Secret merger")
    client = client_for("lead", on=project)
    notice = NoticeFactory(user=client.user, project=project, says="Secret merger")
    Grant.objects.filter(user=client.user).delete()
    page = open_page(client, "/notices/")
    assert "Secret merger" not in page.document.text
    assert "not opened" not in page.document.text
    open_page(client, f"/notices/{notice.pk}/open/", 404, post={})


def test_a_notice_never_leads_away(client_for):
    client = client_for()
    notice = NoticeFactory(user=client.user, project=None, url="https://elsewhere.example/")
    assert client.post(f"/notices/{notice.pk}/open/").headers["Location"] == "/"


def test_notices_cost_the_same_for_3_and_for_60_and_have_pages(client_for, cost):
    client = client_for()
    NoticeFactory.create_batch(3, user=client.user, project=ProjectFactory(visibility="system"))
    few = cost(lambda: client.get("/notices/"))
    NoticeFactory.create_batch(57, user=client.user, project=ProjectFactory(visibility="system"))
    assert cost(lambda: client.get("/notices/")) == few
    assert len(open_page(client, "/notices/?page=2").context["found"]) == 10
