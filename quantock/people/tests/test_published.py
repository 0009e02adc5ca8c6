"""Reading the lists that others publish: what each says, and what is refused."""

import csv
import gzip
import io

import openpyxl
import pytest

from quantock.engines.tables import Refused
from quantock.people import published
from quantock.people.models import OrganisationType, Standing


def ods(code, name="ASH TREE SURGERY", **cells):
    """A row of an ODS file; cells by their number, counting from 0, as `c10="19740401"`."""
    row = [""] * 27
    row[0], row[1] = code, name
    for place, value in cells.items():
        row[int(place[1:])] = value
    return ",".join(f'"{cell}"' for cell in row)


def read(*lines, kind=""):
    return published.read("\n".join(lines).encode(), "list.csv", kind)


def test_a_trust_has_its_dates_and_its_board():
    [trust] = read(ods("RA4", "YEOVIL HOSPITAL", c3="QSL", c10="19910401", c11="20230331")).listed
    assert trust.code == ("ods", "RA4")
    assert (str(trust.opens_on), str(trust.closes_on)) == ("1991-04-01", "2023-03-31")
    assert [parent.code for parent in trust.parents] == ["QSL"]


def test_a_practice_is_told_from_other_services_by_its_setting():
    found = read(
        ods("A81001", c12="A", c25="4", c3="QSL", c14="11X", c15="20130401"),
        ods("A81002", c12="D", c25="4"),
        ods("Y00001", c12="P", c25="14"),
        ods("Y00002", c12="A", c25="9"),
    )
    assert [one.kind for one in found.listed] == [
        OrganisationType.PRACTICE,
        OrganisationType.PRACTICE,
        OrganisationType.HOSPICE,
        OrganisationType.SERVICE,
    ]
    assert [one.standing for one in found.listed] == ["", Standing.DORMANT, Standing.PROPOSED, ""]
    assert [(p.code, str(p.so_from)) for p in found.listed[0].parents] == [
        ("QSL", "None"),
        ("11X", "2013-04-01"),
    ]
    assert found.figures["active_gp_practices"] == 1


def test_a_copy_with_a_heading_row_is_read_too():
    found = read(ods("Organisation Code", "Name"), ods("RA4", "YEOVIL HOSPITAL"))
    assert (found.kind, found.header_row, found.rows) == ("trusts", True, 1)


def test_boards_and_councils_keep_each_code():
    [board] = read("ICB25CD,ICB25CDH,ICB25NM", "E54000038,QSL,NHS Somerset").listed
    assert (board.code, board.other_codes) == (("ods", "QSL"), (("gss", "E54000038"),))
    [council] = read(
        "local-authority-code,official-name,nice-name,gss-code,start-date,end-date,replaced-by",
        'ALB,Allerdale  Borough Council,Allerdale,E07000026,,2023-04-01,"CBD,WAF"',
    ).listed
    assert (council.name, council.other_names) == ("Allerdale Borough Council", ("Allerdale",))
    assert (council.successors, str(council.closes_on)) == (("CBD", "WAF"), "2023-04-01")


def test_rows_that_say_nothing_usable_are_refused_each_with_its_reason():
    found = read(
        ods("RA4", "YEOVIL HOSPITAL"),
        ods("RA4", "YEOVIL AGAIN"),
        ods("RA5", ""),
        ods("RA6", "DATELESS", c10="soon"),
        ods("RA7", "BACKWARDS", c10="20200101", c11="20190101"),
        "RA8,SHORT",
        ods("9434765919", "943 476 5919 AND SONS"),
    )
    assert len(found.listed) == 1
    assert [(row["row"], row["reason"]) for row in found.refused] == [
        (2, "the code RA4 stands in the file twice"),
        (3, "it has no code or no name"),
        (4, "“soon” is no date"),
        (5, "it closes before it opens"),
        (6, "it has 2 cells, not 27"),
        (7, "it seems to hold an NHS number: take it out"),
    ]
    assert "9434765919" not in str(found.refused)


TRUSTS = [ods("RA4", "YEOVIL HOSPITAL", c3="QSL", c10="19910401"), ods("RA5", "TAUNTON; EAST", c3="QSL")]
HEADINGS = ods("Organisation Code", "Name", c2="National Grouping", c10="Open Date", c11="Close Date")


def as_table(lines):
    return list(csv.reader(lines))


def as_text(table, delimiter):
    kept = io.StringIO()
    csv.writer(kept, delimiter=delimiter).writerows(table)
    return kept.getvalue()


def as_workbook(table):
    book = openpyxl.Workbook()
    book.active.append(["Where this comes from"])
    sheet = book.create_sheet("Data")
    for row in table:
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_list_is_read_however_it_was_saved():
    table = as_table(TRUSTS)
    wanted = published.read("\n".join(TRUSTS).encode(), "etr.csv").listed
    told = [["Trusts, June 2022", *[""] * 26], [""] * 27, *as_table([HEADINGS]), *table]
    turned = [
        list(reversed(row))
        for row in (*as_table([HEADINGS.replace('"",', '"High Level Health Geography",', 1)]), *table)
    ]
    by_hand = [[cell.replace("19910401", "01/04/1991") for cell in row] for row in table]
    for data in (
        as_text(table, ";").encode("utf-8-sig"),
        as_text(table, "\t").encode("utf-16"),
        as_text(table, ",").replace("\r\n", "\r").encode("cp1252"),
        as_text(told, "|").encode(),
        as_text(turned, ",").encode(),
        as_text(by_hand, ",").encode(),
        as_workbook(table),
        as_workbook(told),
    ):
        found = published.read(data, "etr.xlsx" if data.startswith(b"PK") else "etr.csv")
        assert [(one.code, one.name, one.kind, one.opens_on, one.parents) for one in found.listed] == [
            (one.code, one.name, one.kind, one.opens_on, one.parents) for one in wanted
        ]


def test_any_list_with_headings_says_what_it_has():
    found = read(
        "Charity number,Name,Company number,ODS code,Type,Status,Opened,Closed,Part of,Taken over by,Also known as,Notes",
        "1069260,Spark Somerset,3541219,,VCSE,Open,1 April 1998,,QSL,,Spark; Spark CIO,x",
        "205514,St Margaret's,,,Hospice,dormant,,31/12/9999,,1069260|RA4,,",
        ",Nowhere Group,-,,,,,,,,,",
        ",,-,,,,,,,,,",
        f"{'9' * 31},Too Long,,,,,,,,,,",
        ",Nowhere group,-,,,,,,,,,",
    )
    spark, hospice, group = found.listed
    assert (found.kind, found.figures["codes"]) == ("organisations", {"charity": 2, "none": 1})
    assert (spark.code, spark.other_codes) == (("charity", "1069260"), (("company", "3541219"),))
    assert (spark.kind, str(spark.opens_on), spark.other_names) == (
        "charity",
        "1998-04-01",
        ("Spark", "Spark CIO"),
    )
    assert (hospice.kind, hospice.standing, hospice.closes_on) == ("hospice", "dormant", None)
    assert hospice.successors == ("1069260", "RA4")
    assert (group.code, group.kind) == (("", ""), "other")
    assert [row["reason"] for row in found.refused] == [
        "it has no name",
        "its code is longer than 30 characters",
        "the name Nowhere group stands in the file twice",
    ]


@pytest.mark.parametrize(
    ("row", "code", "kind"),
    [
        ("E06000066,Somerset", ("gss", "E06000066"), "council"),
        ("E54000038,NHS Somerset Integrated Care Board", ("gss", "E54000038"), "icb"),
        ("RH5,Somerset NHS Foundation Trust", ("ods", "RH5"), "trust"),
        ("0042,Somewhere", ("local", "0042"), "other"),
    ],
)
def test_a_code_that_nobody_named_is_known_by_its_shape(row, code, kind):
    [one] = read("Code,Name", row).listed
    assert (one.code, one.kind, one.standing) == (code, kind, None)


def test_areas_of_the_ons_are_known_by_their_headings():
    [one] = read("LAD23CD,LAD23NM,ObjectId", "E07000026,Allerdale,2").listed
    assert (one.code, one.name, one.kind) == (("gss", "E07000026"), "Allerdale", "council")


def test_a_practice_in_a_list_with_headings_is_told_by_its_setting():
    lines = [
        "Name,Organisation Code,Prescribing Setting,Replaced by",
        'ASH TREE,A81001,4,"A81002, A81003"',
        "OAK,Y00002,9,",
    ]
    found = read(*lines).listed
    assert [(one.kind, one.successors) for one in found] == [
        ("practice", ("A81002", "A81003")),
        ("service", ()),
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"name,size\nA,1\n", "none of the lists"),
        (b"", "none of the lists"),
        (b"Name\nA\n", "none of the lists"),
        (b"Project,Organisation,Type\nFalls,Yeovil,Quick\n", "none of the lists"),
        (b"%PDF-1.4", "a PDF document"),
        (b"PK\x03\x04junk", "damaged"),
        (b"ICB25CD,ICB25CDH\nE54000038,QSL\n", "no column with their names"),
        (gzip.compress(b"x" * 100, mtime=0)[:20], "ends in the middle"),
        (b"\x1f\x8bnot really", "damaged gzip"),
        (b'"' + b"x" * 200_000 + b'"', "not a CSV file"),
    ],
    ids=[
        "another list",
        "empty",
        "names alone",
        "a register",
        "a PDF",
        "a broken workbook",
        "no names",
        "cut off",
        "damaged",
        "one huge cell",
    ],
)
def test_any_other_file_is_refused_in_words(data, says):
    with pytest.raises(Refused, match=says):
        published.read(data, "list.csv")


def test_a_file_that_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(published, "MOST_BYTES", 1024)
    with pytest.raises(Refused, match="unpacks to more than"):
        published.read(gzip.compress(b"\0" * 100_000, mtime=0), "list.csv.gz")


def test_a_list_of_another_kind_than_was_said_is_refused():
    with pytest.raises(Refused, match="looks like a list of trusts, not of practices"):
        read(ods("RA4", "YEOVIL HOSPITAL"), kind="practices")


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        (["00C", "15N"], OrganisationType.OTHER),
        (["R1A01", "R1A10"], OrganisationType.OTHER),
        (["A81001001", "A81004002"], OrganisationType.OTHER),
        (["U00041", "U00042"], OrganisationType.PCN),
    ],
    ids=["commissioners", "sites", "branches", "networks"],
)
def test_other_files_of_the_nhs_are_no_trusts_and_no_practices(codes, kind):
    name = "ASH PCN" if kind is OrganisationType.PCN else "ASH HOUSE"
    found = read(*(ods(code, name, c3="QSL", c10="20130401", c11="20200331") for code in codes))
    assert (found.kind, found.rows, found.refused) == ("services", 2, ())
    assert {one.kind for one in found.listed} == {kind}
    assert found.figures["closed"] == 2
    assert [parent.code for parent in found.listed[0].parents] == ["QSL"]


def test_headings_of_words_run_together_are_read():
    found = read("PracticeCode,GPPracticeName,OpenDate", "A81001,Ash Surgery,01/04/2013")
    assert [one.name for one in found.listed] == ["Ash Surgery"]
    assert str(found.listed[0].opens_on) == "2013-04-01"


def test_of_areas_within_boards_the_boards_are_read_and_each_once():
    found = read("LOC22CD,LOC22CDH,ICB22CD,ICB22CDH,ICB22NM", *["E3,02P,E54000061,QF7,NHS South"] * 2)
    assert [one.code for one in found.listed] == [("ods", "QF7")]
