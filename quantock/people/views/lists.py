"""Administration of code lists, and of the words that organisations add to the glossary."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from quantock.access import Permission, page, require, require_on_system
from quantock.people import code_lists
from quantock.people.forms.lists import EntryForm, WordForm
from quantock.people.kept import (
    SYSTEM,
    Listing,
    Row,
    asked_by,
    kept_page,
    may_begin,
    may_begin_here,
    may_keep,
    trail_to,
)
from quantock.people.queries import lists as queries
from quantock.people.queries.organisations import names_of
from quantock.people.services import code_lists as services
from quantock.people.views.roles import admin_trail
from quantock.web import services as web_services
from quantock.web.editing import ask
from quantock.web.models import GlossaryWord

ADMIN = Permission.ORGANISATION_ADMIN
READ = Permission.ADMINISTRATION_VIEW
WORDS = ("Our own words", "people:words")


@page(READ)
def lists(request: HttpRequest) -> HttpResponse:
    require_on_system(request, READ)
    found = [
        (each.label, reverse("people:list", args=[queries.slug_of(each)]), [entry.label for entry in entries])
        for each, entries in queries.lists_with_entries().items()
    ]
    may_keep_them = asked_by(request).viewer.may_on_system(ADMIN)
    context = {"title": "Code lists", "lists": found, "may_keep": may_keep_them, "trail": admin_trail()}
    return TemplateResponse(request, "people/lists.jinja", context)


@page(READ)
def code_list(request: HttpRequest, slug: str) -> HttpResponse:
    """One list in its order, and for who may keep it the form that adds to it."""
    require_on_system(request, ADMIN if request.method == "POST" else READ)
    this = queries.list_called(slug)
    entries = code_lists.entries(this)
    form = EntryForm(request.POST or None, entries=entries)
    if request.method == "POST" and form.is_valid():
        label = form.cleaned_data["label"]
        services.add_entry(code_list=this, label=label, by=asked_by(request).user)
        messages.success(request, f"{label} is added")
        return redirect("people:list", slug)
    context = {
        "title": this.label,
        "slug": slug,
        "entries": entries,
        "form": form,
        "may_keep": asked_by(request).viewer.may_on_system(ADMIN),
        "trail": trail_to("Code lists", "people:lists"),
    }
    return TemplateResponse(request, "people/list.jinja", context, status=422 if form.errors else 200)


@page(ADMIN)
def list_entry(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    require_on_system(request, ADMIN)
    this = queries.list_called(slug)
    entry = queries.entry_of(this, code)
    form = EntryForm(request.POST or None, entries=code_lists.entries(this), entry=entry)
    if request.method == "POST" and form.is_valid():
        services.change_entry(code_list=this, code=code, said=form.changes(), by=asked_by(request).user)
        messages.success(request, "Saved")
        return redirect("people:list", slug)
    back = reverse("people:list", args=[slug])
    trail = [*trail_to("Code lists", "people:lists"), (this.label, back)]
    return ask(request, form, title=f"Change {entry.label}", back=back, trail=trail)


@require_POST
@page(ADMIN)
def list_move(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One place earlier, or with `later` one place later."""
    require_on_system(request, ADMIN)
    this = queries.list_called(slug)
    entry = queries.entry_of(this, code)
    earlier, by = "later" not in request.POST, asked_by(request).user
    services.move_entry(code_list=this, code=entry.code, earlier=earlier, by=by)
    return redirect("people:list", slug)


@page(READ)
def words(request: HttpRequest) -> HttpResponse:
    require(request, READ)
    viewer = asked_by(request).viewer

    def read(shown: Sequence[GlossaryWord]) -> list[Row]:
        names = names_of(each.organisation_id for each in shown)
        return [
            Row(
                name=each.word,
                cells=[each.means[:300]],
                place=names.get(each.organisation_id, SYSTEM),
                address=reverse("people:word", args=[each.pk]) if may_keep(viewer, ADMIN, each) else "",
            )
            for each in shown
        ]

    listing = Listing(
        title=WORDS[0],
        says="Words that your organisations use and others would not know. Their people find them in the glossary.",
        columns=("Word", "What it means"),
        empty="The glossary holds our words. Add those that only your organisation uses. There is none yet.",
        example="Huddle: the ten minutes at 9 in which a ward looks at its board",
        add="Add a word",
        add_at=reverse("people:word-add"),
    )
    return kept_page(
        request,
        listing,
        rows=queries.words_kept(viewer, READ),
        read=read,
        named="word",
        retired=None,
        may_add=may_begin(viewer, ADMIN),
        place=("organisation_id", 0),
    )


@page(ADMIN)
def word_add(request: HttpRequest) -> HttpResponse:
    asked = may_begin_here(request, ADMIN)
    form = WordForm(request.POST or None, viewer=asked.viewer, permission=ADMIN)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        place = said["organisation"].pk if said["organisation"] else 0
        web_services.set_word(organisation_id=place, word=said["word"], means=said["means"], by=asked.user)
        messages.success(request, f"{said['word']} is in the glossary")
        return redirect("people:words")
    return ask(
        request, form, title="Add a word", button="Add", back=reverse(WORDS[1]), trail=trail_to(*WORDS)
    )


@page(ADMIN)
def word(request: HttpRequest, word_id: int) -> HttpResponse:
    require(request, ADMIN)
    asked = asked_by(request)
    one = queries.word_of(asked.viewer, word_id)
    form = WordForm(request.POST or None, viewer=asked.viewer, permission=ADMIN, kept=one)
    if request.method == "POST" and form.is_valid():
        means = form.cleaned_data["means"]
        web_services.set_word(organisation_id=one.organisation_id, word=one.word, means=means, by=asked.user)
        messages.success(request, "Saved")
        return redirect("people:words")
    context = {
        "title": f"Change “{one.word}”",
        "form": form,
        "word": one,
        "trail": trail_to(*WORDS),
    }
    status = 409 if form.conflicts else 422 if form.errors else 200
    return TemplateResponse(request, "people/word.jinja", context, status=status)


@require_POST
@page(ADMIN)
def word_drop(request: HttpRequest, word_id: int) -> HttpResponse:
    require(request, ADMIN)
    asked = asked_by(request)
    one = queries.word_of(asked.viewer, word_id)
    web_services.drop_word(word=one, by=asked.user)
    messages.success(request, f"“{one.word}” is out of the glossary")
    return redirect("people:words")
