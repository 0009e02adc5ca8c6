"""Two measures above each other on one axis of time."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from quantock.access import Permission, page, visible
from quantock.measures import pictures, queries
from quantock.measures.forms.sets import FindForm
from quantock.measures.models import Measure
from quantock.measures.queries import comparing
from quantock.measures.views.reaching import around, measure_of


@page(Permission.PROJECT_VIEW)
def compare(request: HttpRequest, number: int, measure_id: int) -> HttpResponse:
    project, one = measure_of(request, number, measure_id)
    seen = visible(request, Measure)
    find = FindForm(request.GET)
    words = find.cleaned_data["q"] if find.is_valid() else ""
    key = request.GET.get("with", "")
    other = comparing.compared_with(seen, key)
    if key and other is None:
        raise Http404
    found = [queries.whole(one), *([queries.whole(other)] if other else [])]
    drawings = [each.judged.drawing(each.annotations) for each in found]
    drawn = pictures.above_each_other(drawings, "chart") if other else []
    context = around(
        request,
        project,
        f"{one.name}, beside {other.name}" if other else f"Compare {one.name} with another measure",
        measure=one,
        other=other,
        both=list(zip((one, other), found, drawings, drawn, strict=True)) if other else [],
        rows=comparing.rows_of(found) if other else [],
        find=find,
        words=words,
        offered=comparing.to_compare(seen, [one, *([other] if other else [])], words),
        most=comparing.OFFERED,
    )
    return TemplateResponse(request, "measures/compare.jinja", context)
