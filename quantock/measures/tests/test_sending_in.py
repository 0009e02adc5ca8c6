"""Values that come by a command or are sent by a system: the same checks, all kept or nothing."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from quantock.accounts.tests.factories import UserFactory, grant
from quantock.measures import services
from quantock.measures.models import DataPoint, PushToken
from quantock.measures.tests.factories import MeasureFactory
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
CSV = b"Month,Value\nApr-24,6.1\nMay-24,7\nJun-24,5\n"


@pytest.fixture
def measure():
    return MeasureFactory(name="Falls", values=("6.1", "6.9"))


@pytest.fixture
def maker(measure):
    user = UserFactory()
    grant(user, "lead", on=measure.project)
    return user


def sent(client, measure, token, data=CSV, **more):
    url = reverse("measures-push:values", kwargs={"uid": measure.uid})
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.post(url + more.pop("query", ""), data, content_type="text/csv", headers=headers, **more)


def test_a_system_sends_a_file_and_reads_what_became_of_it(client, measure, maker):
    token = services.make_token(measure, what="The theatre system", by=maker)
    tried = sent(client, measure, token, query="?dry-run=1").json()
    assert (tried["created"], tried["changed"], tried["unchanged"]) == (1, 1, 1)
    assert DataPoint.objects.count() == 2
    kept = sent(client, measure, token)
    assert kept.status_code == 200
    assert kept.json()["replaced"] == [{"period": "May 2024", "group": "", "was": "6.9", "is": "7"}]
    assert DataPoint.objects.standing().count() == 3
    assert DataPoint.objects.latest("pk").recorded_by == maker
    assert sent(client, measure, token).json()["unchanged"] == 3
    assert PushToken.objects.get().used_at


def test_asking_for_what_is_only_sent_says_so(client, measure):
    answer = client.get(reverse("measures-push:values", kwargs={"uid": measure.uid}))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert answer.json() == {
        "error": "Values are sent here by POST.",
        "what_to_do": "Send a CSV or XLSX file.",
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Month,Value\nJul-24,six\n", "is not a number"),
        (b"Month,Value\nJul-24,1\nJul-24,2\n", "is there twice"),
        (b"%PDF-1.7", "PDF"),
        (b"", "empty"),
        (b"Month,Value\nJul-24,943 476 5919\n", "NHS number"),
        (b"Month,Value\n" + b"1/4/2024,1\n" * 50_000, "at most 20,000"),
    ],
)
def test_a_wrong_file_is_refused_whole(client, measure, maker, data, reason):
    token = services.make_token(measure, what="A script", by=maker)
    response = sent(client, measure, token, data)
    assert response.status_code == 422
    assert reason in response.json()["problems"][0]["reason"]
    assert response.json()["error"] == "Nothing was kept."
    assert DataPoint.objects.count() == 2


def test_only_its_own_token_opens_it_while_it_stands(client, measure, maker):
    token = services.make_token(measure, what="A script", by=maker)
    assert sent(client, measure, "").status_code == 401
    assert sent(client, measure, "qk_guessed").status_code == 401
    other = MeasureFactory(project=measure.project)
    assert sent(client, other, token).status_code == 401
    assert token not in str(PushToken.objects.values())
    services.revoke_token(PushToken.objects.get(), by=maker, at=timezone.now())
    assert sent(client, measure, token).status_code == 401
    assert DataPoint.objects.count() == 2


def test_a_token_can_do_no_more_than_its_maker_may_do_now(client, measure, maker):
    token = services.make_token(measure, what="A script", by=maker)
    maker.is_active = False
    maker.save(update_fields=["is_active"])
    assert sent(client, measure, token).status_code == 403
    assert DataPoint.objects.count() == 2


def test_it_is_bounded(client, measure, maker, settings):
    token = services.make_token(measure, what="A script", by=maker)
    assert sent(client, measure, token, b"x" * (2 * 1024 * 1024 + 1)).status_code == 413
    PushToken.objects.update(in_hour=services.AN_HOUR, hour_began=timezone.now())
    refused = sent(client, measure, token)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    PushToken.objects.update(hour_began=timezone.now() - timedelta(hours=1))
    assert sent(client, measure, token).status_code == 200


def test_a_token_is_made_shown_once_and_revoked_on_its_page(client_for, measure):
    client = client_for("lead", on=measure.project)
    url = reverse("measures:tokens", kwargs={"number": measure.project.number, "measure_id": measure.pk})
    assert "None yet." in open_page(client, url).text
    assert client.post(url, {"what": ""}).status_code == 422
    made = client.post(url, {"what": "The theatre system"})
    token = made.context_data["made"]
    assert token in made.content.decode()
    assert made["Cache-Control"] == "no-store"
    page = open_page(client, url)
    assert token not in page.markup
    assert f"ends in {token[-4:]}" in page.text
    assert "curl" in page.text
    revoke = reverse(
        "measures:token-revoke",
        kwargs={
            "number": measure.project.number,
            "measure_id": measure.pk,
            "token_id": PushToken.objects.get().pk,
        },
    )
    assert client.get(revoke).status_code == 405
    assert client.post(revoke).status_code == 302
    assert client.post(revoke).status_code == 404
    assert "Revoked" in open_page(client, url).text


def command(capsys, *arguments):
    code = 0
    try:
        call_command("import_points", *[str(each) for each in arguments], "--json")
    except SystemExit as stopped:
        code = stopped.code
    return code, json.loads(capsys.readouterr().out)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "falls.csv"
    path.write_bytes(CSV)
    return path


def test_the_command_tries_and_keeps(capsys, measure, file, maker):
    code, tried = command(capsys, file, "--measure", measure.pk, "--dry-run")
    assert (code, tried["created"], tried["changed"], tried["dry_run"]) == (0, 1, 1, True)
    assert DataPoint.objects.count() == 2
    code, kept = command(capsys, file, "--measure", "falls", "--by", maker.email)
    assert (code, kept["created"], kept["measure"]["name"]) == (0, 1, "Falls")
    assert DataPoint.objects.latest("pk").recorded_by == maker
    code, same = command(capsys, file, "--measure", measure.uid)
    assert (code, same["unchanged"]) == (0, 3)
    assert command(capsys, file, "--measure", f"{measure.project.ref} Falls")[0] == 0


def test_the_command_refuses_with_a_reason(capsys, measure, file, tmp_path):
    assert "There is no measure “Ulcers”" in command(capsys, file, "--measure", "Ulcers")[1]["error"]
    MeasureFactory(name="Falls", project=ProjectFactory())
    assert "Several measures are called so" in command(capsys, file, "--measure", "Falls")[1]["error"]
    assert command(capsys, tmp_path / "none.csv", "--measure", measure.pk)[0] == 1
    assert (
        "Nobody signs in" in command(capsys, file, "--measure", measure.pk, "--by", "x@y.nhs.uk")[1]["error"]
    )
    stranger = UserFactory()
    refused = command(capsys, file, "--measure", measure.pk, "--by", stranger.email)[1]["error"]
    assert "may not change this measure" in refused
    file.write_text("Month,Value\nJul-24,six\n")
    code, report = command(capsys, file, "--measure", measure.pk)
    assert (code, report["problems"][0]["place"]) == (1, "row 2")
    assert DataPoint.objects.count() == 2
