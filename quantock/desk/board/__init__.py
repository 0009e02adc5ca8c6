"""The board's report: one definition, shown as a page, on paper, as PDF and as an editable Word document.

`report.SECTIONS` lists what it is made of, in the order in which a board reads it. A section reads what it needs, says
it in one sentence and shows it in blocks of `engines.documents.report`, so the figures are the same in every shape. To
add one: write a function like those in `asked.py`, and name it in the list.
"""
