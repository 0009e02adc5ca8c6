"""A report with every kind of block in it, for the tests of Word and PDF."""

from datetime import date

from quantock.engines.documents.report import (
    Bullets,
    Figure,
    Figures,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Report,
    Run,
    Table,
)

BARS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40" width="200" height="40">'
    '<rect width="120" height="12" fill="#005eb8"/>'
    '<text x="126" y="11" font-family="Arial">31 green</text></svg>'
)


def board_report() -> Report:
    return Report(
        title="Board report ŵ",
        subtitle="Whole portfolio",
        as_at=date(2026, 10, 31),
        marked="Demonstration data",
        blocks=[
            Paragraph((Run("9 projects are red.", bold=True), Run(" Three more than\nlast month."))),
            Figures([Figure("Active", "121", "▲ 6 since 1 October", "12 not rated"), Figure("Red", "9")]),
            Heading("We are asked to decide"),
            Table(
                ["Project", "Confidence", "Budget"],
                [
                    ((Run("P-0042 Falls", link="https://quantock.example/P-0042"),), "Amber", "£84,000"),
                    ("P-0107 Care record", (Run("Red", tone="red"),), "£1,200,000"),
                ],
                caption="Two decisions",
                alignments=["left", "left", "right"],
                widths=[3, 1, 1],
            ),
            Heading("Detail", 2),
            Bullets(["First thing", (Run("Second", bold=True), Run(" thing"))]),
            Picture(BARS, "Bar chart: 31 green", share=0.5, caption="Confidence"),
            PageBreak(),
            Heading("Money"),
            Table(["Kind"], [["Revenue"]]),
            Picture(BARS, "The same bars"),
            Note("In-year revenue only."),
        ],
    )
