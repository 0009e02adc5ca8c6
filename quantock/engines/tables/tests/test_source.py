"""Files that are not what they seem are refused in words; nothing costs much before that."""

import io
import zipfile

import pytest

from quantock.engines.tables import Refused, list_tables, open_source, read_table

from .build import MAIN, RELATIONS, built, raw, sheet, table_of, workbook, zipped

REGISTER = [
    ["Project name", "Start date"],
    ["Falls on Ash ward", "01/04/2025"],
    ["E-rostering", "01/05/2025"],
]


def refusal(data, name="register.xlsx"):
    with pytest.raises(Refused) as refused:
        read_table(open_source(data, name))
    assert refused.value.error.endswith(".")
    assert refused.value.what_to_do.endswith(".")
    assert refused.value.to_dict() == {
        "error": refused.value.error,
        "what_to_do": refused.value.what_to_do,
    }
    return refused.value.error


def ole(*streams):
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 504
        + b"".join((name.encode("utf-16-le") + b"\0\0").ljust(64, b"\0") for name in streams)
    )


def lock(flag):
    """How a Microsoft Project plan says which passwords it has: 1 to open it, 2 to save it, 3 both."""
    return (1).to_bytes(4, "little") + (893_386_752).to_bytes(4, "little") + bytes(4) + bytes([flag])


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.csv", "empty"),
        (b"\r\n \n", "a.csv", "empty"),
        (b"\xef\xbb\xbf", "a.csv", "empty"),
        (b"\0" * 5000, "a.csv", "empty"),
        (ole("EncryptedPackage"), "a.xlsx", "The file is an Excel workbook that is password protected."),
        (ole("EncryptionInfo"), "a.docx", "The file is an Office document that is password protected."),
        (ole("Props") + lock(1), "a.mpp", "plan (.mpp), locked with a password."),
        (ole("Props") + lock(2), "a.mpp", "Microsoft Project plan (.mpp)."),
        (ole("Workbook"), "a.xls", ".xls"),
        (ole("Book"), "a.xls", ".xls"),
        (ole("WordDocument"), "a.doc", "Word"),
        (ole("PowerPoint Document"), "a.ppt", "PowerPoint"),
        (ole("__nameid_version1.0"), "a.msg", "Outlook"),
        (ole("VisioDocument"), "a.vsd", "Visio"),
        (ole("Something"), "a.bin", "old kind"),
        (ole("MSProject.MPP9"), "a.mpp", "Microsoft Project"),
        (ole("Props"), "plan.mpp", "Microsoft Project"),
        (b"%PDF-1.7 ...", "a.csv", "PDF"),
        (b"ERMHDR\t19.12\t2020", "a.xer", "Primavera"),
        (b"{\\rtf1 hello}", "a.csv", "rich text"),
        (b"\x89PNG\r\n\x1a\n....", "a.png", "picture"),
        (b"\x1f\x8b\x08\0....", "a.csv.gz", "gzip"),
        (b"SQLite format 3\0", "a.db", "database"),
        (b"MZ\x90\0", "a.csv", "program"),
        (b"<!DOCTYPE html><html><table>", "export.xls", "web page"),
        (b'<html xmlns:x="urn:x">', "export.csv", "web page"),
        (
            b'<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project">',
            "a.xml",
            "Microsoft Project",
        ),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "a.xml", "saved as XML"),
        (b'<?xml version="1.0"?><svg xmlns="x">', "a.svg", "SVG"),
        (b'<?xml version="1.0"?><data/>', "a.xml", "XML"),
        (b"<b>bold</b>", "a.txt", "marked-up"),
        (b'{"projects": []}', "a.json", "JSON"),
        (b"Project name,Start\nA,B\n", "a.xlsx", "not one, or is damaged"),
        (bytes(range(1, 32)) * 50, "a.csv", "control characters"),
        (b"name,cost\nA\0B,1\n" * 3, "a.csv", "binary zeros"),
        (b"PK\x03\x04 torn", "a.xlsx", "damaged"),
    ],
)
def test_each_wrong_kind_is_named(data, name, said):
    assert said in refusal(data, name)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"xl/workbook.bin": b"x"}, ".xlsb"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, ".ods"),
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "not a spreadsheet"),
        ({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}, "Word"),
        ({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<x/>"}, "PowerPoint"),
        ({"Index/Document.iwa": b"x"}, "Apple"),
        ({"projects.csv": "a,b"}, "zip archive"),
        ({"[Content_Types].xml": "<Types/>"}, "no Excel workbook"),
    ],
)
def test_each_wrong_package_is_named(members, said):
    assert said in refusal(zipped(members))


def test_a_torn_workbook_is_damaged():
    whole = workbook({"Projects": REGISTER})
    assert "damaged" in refusal(whole[: len(whole) // 2])
    spoiled = bytearray(raw(sheet(REGISTER * 50)))
    at = spoiled.find(b"xl/worksheets/sheet1.xml") + 40
    spoiled[at : at + 20] = b"\xff" * 20
    assert "damaged" in refusal(bytes(spoiled))


def test_a_workbook_with_broken_xml_is_damaged():
    assert "not valid" in refusal(raw("<worksheet><sheetData><row></sheetData>"))


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_a_document_type_is_refused_wherever_it_hides(part):
    lol = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    assert "document type" in refusal(raw(sheet(REGISTER), parts={part: lol}))


def test_a_document_type_in_another_encoding_is_refused_too():
    hidden = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><x/>'.encode("utf-16")
    assert "document type" in refusal(raw(sheet(REGISTER), parts={"xl/sharedStrings.xml": hidden}))


def test_a_zip_bomb_is_refused_from_its_directory():
    bomb = zipped({"[Content_Types].xml": "<Types/>", "xl/worksheets/sheet1.xml": b" " * (230 * 1024 * 1024)})
    assert "unpacks to" in refusal(bomb)
    assert "smaller than its content" in refusal(
        zipped({"[Content_Types].xml": "<Types/>", "xl/worksheets/sheet1.xml": b" " * (30 * 1024 * 1024)})
    )


def test_a_zip_of_many_members_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"xl/{number}", "")
    assert "2,001 parts" in refusal(out.getvalue())


def test_a_header_that_lies_about_its_size_is_found_out():
    honest = raw(sheet(REGISTER * 300))
    true = len(sheet(REGISTER * 300).encode())
    lying = honest.replace(true.to_bytes(4, "little"), (200).to_bytes(4, "little"))
    assert lying != honest
    assert "damaged" in refusal(lying)


def test_a_directory_that_points_outside_the_file_is_damaged():
    data = bytearray(raw(sheet(REGISTER)))
    at = data.find(b"PK\x05\x06")
    data[at + 16 : at + 20] = (2**31).to_bytes(4, "little")
    assert "damaged" in refusal(bytes(data))


def test_an_encrypted_member_is_password_protected():
    data = bytearray(raw(sheet(REGISTER)))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "password protected" in refusal(bytes(data))


def test_odd_compression_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert "packed in a way" in refusal(out.getvalue())


def test_a_huge_file_is_refused_before_anything():
    assert "MB" in refusal(b"a,b\n" * (14 * 1024 * 1024), "a.csv")


def test_one_enormous_cell_is_refused():
    cell = "x" * 200_000
    assert "131,072" in refusal(raw(sheet([["Project name", "Start"], [cell, "1"]])))
    strings = f'<sst xmlns="{MAIN}"><si><t>{cell}</t></si></sst>'
    assert "131,072" in refusal(raw(sheet(REGISTER), parts={"xl/sharedStrings.xml": strings}))
    assert "131,072" in refusal(f"name,cost\n{cell},1\n".encode(), "a.csv")


def test_a_sheet_that_claims_seventeen_billion_cells_is_read_as_it_is():
    claim = '<dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384" width="9"/></cols>'
    table = table_of(raw(sheet(REGISTER, before=claim)), "register.xlsx")
    assert len(table.rows) == 2


def test_a_cell_at_the_far_corner_is_too_many_columns():
    far = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    assert "500 columns" in refusal(raw(far))


def test_more_rows_than_are_read_are_refused_not_cut():
    assert "100,000 rows" in refusal(("name,cost\n" + "A,1\n" * 100_001).encode(), "a.csv")
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row>" * 100_002
    assert "100,000 rows" in refusal(
        raw(f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>')
    )


def test_more_columns_than_are_read_are_refused():
    assert "500 columns" in refusal(
        (",".join(f"h{n}" for n in range(501)) + "\n" + "1," * 501).encode(), "a.csv"
    )


def test_styled_but_empty_rows_cost_nothing():
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(4, 60_000))
    xml = sheet(REGISTER).replace("</sheetData>", rows + "</sheetData>")
    assert len(table_of(raw(xml), "register.xlsx").rows) == 2


def test_macros_are_named_and_not_kept():
    data = raw(sheet(REGISTER), parts={"xl/vbaProject.bin": b"macro"})
    assert any("macros" in warning for warning in open_source(data, "register.xlsm").warnings)


def test_a_workbook_under_another_name_is_read_and_said():
    assert any(
        "in spite of its name" in w for w in open_source(workbook({"A": REGISTER}), "register.csv").warnings
    )


def test_external_relations_are_not_followed():
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s1" Type="{RELATIONS}/worksheet" TargetMode="External" Target="file:///etc/passwd"/></Relationships>'
    assert "no sheet" in refusal(raw(sheet(REGISTER), parts={"xl/_rels/workbook.xml.rels": relations}))


def test_a_sheet_missing_from_the_package_is_said():
    data = raw(sheet(REGISTER), parts={"xl/worksheets/sheet1.xml": None})
    assert "missing" in refusal(data)


def test_prefixed_elements_and_missing_references_are_read():
    xml = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row><x:c t="str"><x:v>Project name</x:v></x:c><x:c t="str"><x:v>Cost</x:v></x:c></x:row>'
        '<x:row><x:c t="str"><x:v>Roof</x:v></x:c><x:c><x:v>1E3</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    table = table_of(raw(xml), "register.xlsx")
    assert [str(cell) for cell in table.rows[0].cells] == ["Roof", "1000"]


def test_the_sheets_are_known_without_reading_them():
    source = open_source(workbook({"Cover": [["x"]], "~Lists": [["y"]], "Projects": REGISTER}), "a.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in source.sheets] == [
        ("Cover", False),
        ("Lists", True),
        ("Projects", False),
    ]
    assert read_table(source).sheet == "Projects"
    assert read_table(source, " projects ").sheet == "Projects"
    with pytest.raises(Refused, match="no sheet “Project”"):
        read_table(source, "Project")
    with pytest.raises(Refused, match="not a workbook"):
        table_of("a,b\n1,2", sheet="Projects")


def test_a_sheet_without_a_table_is_refused():
    source = open_source(workbook({"Cover": [["Read me"]], "Projects": REGISTER}), "a.xlsx")
    with pytest.raises(Refused, match="No table"):
        read_table(source, "Cover")
    assert "No sheet" in refusal(workbook({"Cover": [["Read me"]], "More": [["x"]]}))


def test_every_table_is_offered_with_the_likeliest_first():
    data = workbook(
        {
            "Risks": [["Risk name", "Likelihood", "Impact"], ["Flood", 1, 2]],
            "Projects": REGISTER,
            "~Old": REGISTER,
        }
    )
    tables = list_tables(open_source(data, "a.xlsx"))
    assert tables[0].sheet == "Projects"
    assert {table.sheet for table in tables} == {"Risks", "Projects", "Old"}
    assert [table.hidden for table in tables if table.sheet == "Old"] == [True]


def test_a_chosen_table_must_be_there():
    source = open_source(workbook({"Projects": REGISTER}), "a.xlsx")
    assert len(read_table(source, table=1).rows) == 2
    with pytest.raises(Refused, match="not 2"):
        read_table(source, table=2)


def test_formulas_are_read_by_their_stored_result_and_never_run():
    def write(book, page):
        page.write_row(0, 0, ["Project name", "Cost", "Net"])
        page.write(1, 0, "Roof")
        page.write_formula(1, 1, "=HYPERLINK(1)", None, 250)
        page.write_formula(1, 2, "=1+1", None, "")

    table = table_of(built(write), "a.xlsx")
    assert [str(cell) for cell in table.rows[0].cells[:2]] == ["Roof", "250"]
