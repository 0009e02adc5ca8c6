"""A plan as a file that Excel or Microsoft Project opens."""

from datetime import date

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from quantock.engines.plans import Plan, plan_columns, plan_rows, write_mspdi
from quantock.web.sending import send_table


def send_plan(name: str, plan: Plan, *, file: str, on: date) -> HttpResponseBase:
    """`file` is xlsx, csv, or xml for Microsoft Project."""
    if file != "xml":
        return send_table(name, plan_columns(plan), plan_rows(plan), file=file)
    response = HttpResponse(write_mspdi(plan, title=plan.title, on=on), content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="{name}.xml"'
    return response
