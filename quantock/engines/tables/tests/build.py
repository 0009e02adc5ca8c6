"""Files made in the test: ordinary workbooks by XlsxWriter, hostile ones part by part."""

import csv
import io
import zipfile
from datetime import date, datetime

import xlsxwriter

from quantock.engines.tables import open_source, propose, read_table, understand

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook(sheets, *, epoch_1904=False):
    """A workbook of {name: rows}; a name that starts with "~" is a hidden sheet. Dates become date cells."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "date_1904": epoch_1904}
    )
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name.lstrip("~"))
        if name.startswith("~"):
            sheet.hide()
        else:
            sheet.activate()
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, date | datetime):
                    sheet.write_datetime(r, c, cell, day)
                elif cell is not None:
                    sheet.write(r, c, cell)
    book.close()
    return out.getvalue()


def built(write, **options):
    """A workbook a function writes into: `write(book, sheet)`."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    write(book, book.add_worksheet("Register"))
    book.close()
    return out.getvalue()


def raw(sheet_xml, *, parts=None, workbook_xml=None):
    """A workbook of one sheet whose XML is given whole; `parts` adds or replaces members."""
    members = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": workbook_xml
        or f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="Projects" sheetId="1" r:id="s1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="s1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="s2" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="s3" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml,
        **(parts or {}),
    }
    return zipped({name: text for name, text in members.items() if text is not None})


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def sheet(rows, before="", after=""):
    """The XML of a sheet of texts written in place."""
    body = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">{before}<sheetData>{body}</sheetData>{after}</worksheet>'


def table_of(data, name="register.csv", sheet=None, **how):
    """The table of a file given as text or bytes."""
    content = data.encode() if isinstance(data, str) else data
    return read_table(open_source(content, name, **how), sheet)


def understood_of(data, name="register.csv", sheet=None):
    """A file understood by itself."""
    table = table_of(data, name, sheet)
    return understand(table, propose(table))


def fields_of(found):
    """Which heading fills which field."""
    return {
        column.field: column.heading
        for column in found.mapping.columns
        if column.field and column.field != "rating"
    }


NAMES = [
    "Falls prevention on Ash ward",
    "E-rostering roll out",
    "Theatre productivity",
    "Outpatient transformation",
    "New car park",
    "Pathology network",
    "Community beds",
    "Boiler replacement",
    "LED lighting",
    "Agency spend reduction",
    "Biosimilar switch",
    "Same day emergency care",
    "Virtual wards",
    "Frailty hub",
    "Electronic patient record",
    "Diagnostic centre",
    "Estate rationalisation",
]


def lines(*rows, delimiter=","):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def us_register(delimiter=","):
    heads = [
        "Project ID",
        "Project Title",
        "Sponsor",
        "Planned Start",
        "Planned Finish",
        "Budget",
        "Overall Status",
        "Cost RAG",
    ]
    rows = [
        [
            1000 + n,
            name,
            "X",
            f"{n % 12 + 1}/{n + 10}/2024",
            f"{n % 12 + 1}/{n + 10}/2026",
            f"${10000 * (n + 2):,}",
            ["Green", "Yellow", "Red"][n % 3],
            "RAG"[n % 3],
        ]
        for n, name in enumerate(NAMES)
    ]
    return lines(heads, *rows, delimiter=delimiter)
