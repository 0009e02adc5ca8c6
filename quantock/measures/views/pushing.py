"""Values sent by a system on a schedule: its tokens, and where it sends them to."""

import uuid
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from quantock.access import Permission, Request, page
from quantock.audit.models import Channel
from quantock.measures import forms, queries, services
from quantock.measures.models import PushToken
from quantock.measures.taking import may_give, take_file
from quantock.measures.views.reaching import around, at, measure_of

LARGEST = 2 * 1024 * 1024
BEARER = "Bearer "


@page(Permission.MEASURE_EDIT)
def tokens(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    """A new token is shown in the answer to the press that made it, and never again."""
    project, one = measure_of(request, number, measure_id)
    form = forms.TokenForm(request.POST or None)
    made, status = "", 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        made, status = services.make_token(one, by=cast(Request, request).user, **form.cleaned_data), 200
    context = around(
        request,
        project,
        f"Send values of {one.name} from a system",
        measure=one,
        form=form,
        made=made,
        tokens=queries.tokens_of(one),
        address=settings.SITE_URL.rstrip("/") + reverse("measures-push:values", kwargs={"uid": one.uid}),
        back=at(one),
    )
    response = TemplateResponse(request, "measures/tokens.jinja", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@page(Permission.MEASURE_EDIT)
def revoke(request: HttpRequest, number: int, measure_id: int, token_id: int) -> HttpResponse:
    _, one = measure_of(request, number, measure_id)
    found = one.tokens.filter(pk=token_id, revoked_at=None).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    services.revoke_token(found, by=cast(Request, request).user, at=timezone.now())
    messages.success(request, "Revoked: it is refused from now on")
    return redirect("measures:tokens", number=number, measure_id=measure_id)


def _no(status: int, error: str, what_to_do: str, **headers: str) -> JsonResponse:
    return JsonResponse({"error": error, "what_to_do": what_to_do}, status=status, headers=headers)


@csrf_exempt
@page(Permission.PUBLIC)
def values(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """POST a CSV or XLSX file with `Authorization: Bearer TOKEN`. The token is all that opens it; no session counts."""
    if request.method != "POST":
        return _no(405, "Values are sent here by POST.", "Send a CSV or XLSX file.", Allow="POST")
    given = request.headers.get("Authorization", "")
    if not given.startswith(BEARER):
        return _no(
            401,
            "There is no token.",
            "Send it as Authorization: Bearer TOKEN.",
            **{"WWW-Authenticate": "Bearer"},
        )
    token, too_often = services.use_token(given.removeprefix(BEARER).strip(), at=timezone.now())
    if token is None or token.measure.uid != uid:
        return _no(
            401,
            "The token is not known here.",
            "Make a new one on the measure's page.",
            **{"WWW-Authenticate": "Bearer"},
        )
    if too_often:
        says = f"The token was used {services.AN_HOUR} times within the hour."
        return _no(429, says, "Send all values in one file, and less often.", **{"Retry-After": "3600"})
    if not may_give(token.made_by, token.measure):
        return _no(
            403,
            "Whoever made the token may not change this measure any more.",
            "Ask somebody who may to make a new one.",
        )
    return _take(request, token)


def _take(request: HttpRequest, token: PushToken) -> HttpResponse:
    measure = token.measure
    try:
        file = request.FILES.get("file")
        size = file.size if file else int(request.headers.get("Content-Length") or 0)
        data = (file.read() if file else request.body) if size is not None and size <= LARGEST else None
    except RequestDataTooBig:
        data = None
    if data is None:
        return _no(
            413, f"The file is larger than {LARGEST // 1024 // 1024} MB.", "Send fewer values at once."
        )
    taken = take_file(
        measure,
        data,
        (file.name if file else "") or "values.csv",
        on=timezone.localdate(),
        by=token.made_by,
        how=f"sent by {token.what}",
        channel=Channel.IMPORT,
        dry_run=request.GET.get("dry-run", "") not in ("", "0"),
    )
    report = taken.report(measure)
    if taken.is_kept:
        return JsonResponse(report)
    return JsonResponse(
        {
            "error": "Nothing was kept.",
            "what_to_do": "Mend the rows under “problems” and send the file again.",
        }
        | report,
        status=422,
    )
