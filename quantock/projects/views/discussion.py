"""What is said about one project, and following it."""

from typing import cast

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, can, page, require
from quantock.engines.text import excerpt, say_list
from quantock.projects import queries, services
from quantock.projects.forms import ContactForm, DiscussionForm
from quantock.projects.views.editing import edited, frame, project_of
from quantock.web.display import Paged, page_asked
from quantock.web.editing import ask


@page(Permission.PROJECT_VIEW)
def discussion(request: HttpRequest, number: int) -> HttpResponse:
    """With ?ask=coach the project's coaches are ticked."""
    project = project_of(request, number)
    viewer, by = cast(Request, request).viewer, cast(Request, request).user
    if request.method == "POST":
        require(request, Permission.PROJECT_COMMENT, project)
    may_comment = can(viewer, Permission.PROJECT_COMMENT, project)
    coaches = queries.coaches_of(project) if may_comment else []
    asks = request.GET.get("ask") == "coach" and bool(coaches)
    its_own = queries.people_to_tell(project) if may_comment else []
    others = [each for each in queries.also_speaking(project) if each not in its_own] if may_comment else []
    people = [each for each in (*its_own, *others) if each != by]
    form = DiscussionForm(request.POST or None, people=people, ticked=coaches if asks else ())
    if request.method == "POST" and form.is_valid():
        asked = [each for each in form.mentioned if each in coaches] if asks else []
        meant = [each for each in form.mentioned if each not in others or queries.may_see(project, each)]
        services.comment(project, text=form.cleaned_data["text"], mentioned=meant, coaches=asked, by=by)
        told = say_list([str(each) for each in meant])
        messages.success(request, f"Said, and {told} told" if told else "Said")
        if in_vain := [*form.named_in_vain, *(str(each) for each in form.mentioned if each not in meant)]:
            are = "was" if len(in_vain) == 1 else "were"
            says = f"{say_list(in_vain)} {are} not told: only this project's people and those who spoke here can be."
            messages.warning(request, says)
        return redirect("projects:discussion", number=number)
    talk = queries.discussion_of(project, page_asked(request))
    context = frame(
        request,
        project,
        "Discussion",
        form=form if may_comment else None,
        asks=asks,
        talk=talk,
        paged=Paged(talk.number, talk.pages),
        notes=queries.notes_of(project, viewer),
    )
    status = 422 if form.is_bound and form.errors else 200
    return TemplateResponse(request, "projects/discussion.jinja", context, status=status)


@page(Permission.PROJECT_COMMENT)
def take_back(request: HttpRequest, number: int, comment: int) -> HttpResponse:
    """One's own, once more asked about: its words are kept nowhere. What somebody else said is theirs to take back."""
    project = project_of(request, number)
    by = cast(Request, request).user
    found = project.comments.filter(pk=comment, by=by).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        answer = (
            f"“{excerpt(found.text, 200)}” Its words are gone for everybody; that something was said stays."
        )
        back = reverse("projects:discussion", args=[number])
        title = "Take back what you said"
        return ask(request, Form(), title=title, answer=answer, back=back, button="Take it back")
    services.take_back(found, by=by)
    messages.success(request, "Taken back: its words are gone")
    return redirect("projects:discussion", number=number)


@require_POST
@page(Permission.PROJECT_VIEW)
def follow(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    services.follow(project, by=cast(Request, request).user)
    messages.success(request, "You follow this project: what changes in it is shown on your home page")
    return redirect("projects:overview", number=number)


@require_POST
@page(Permission.PROJECT_VIEW)
def unfollow(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    services.unfollow(project, by=cast(Request, request).user)
    messages.success(request, "You no longer follow this project")
    return redirect("projects:overview", number=number)


@page(Permission.COACH)
def contact(request: HttpRequest, number: int) -> HttpResponse:
    """A coach notes a contact with the team, in one short form."""
    project = project_of(request, number)
    by, today = cast(Request, request).user, timezone.localdate()
    form = ContactForm(request.POST or None, initial={"on": today, "how": "met"})

    def save() -> None:
        services.note_contact(project, by=by, **form.cleaned_data)

    answer = edited(
        request,
        form,
        save,
        project=project,
        title="Record a contact",
        to="projects:discussion",
        done="Recorded",
        intro="Only coaches read it, unless you tick that the team may.",
    )
    from_caseload = answer.status_code == 302 and request.GET.get("back") == "coaching"
    return redirect("desk:coaching") if from_caseload else answer
