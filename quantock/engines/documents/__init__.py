"""Documents made from plain values: workbooks, CSV, Word and PDF. Pure Python, no Django.

| module      | what it makes                                                                      |
|-------------|------------------------------------------------------------------------------------|
| `xlsx`      | "export everything": a streamed workbook, flat in memory                            |
| `csvfile`   | the same tables as CSV                                                              |
| `roundtrip` | a workbook to be edited in Excel and brought back; `readback` reads it              |
| `report`    | a small document model, turned into Word by `word` and into tagged PDF by `pdf`     |
| `fitting`   | a report made to fit so many pages                                                  |
| `fonts`     | finds the fonts a PDF needs, and which characters they can show                     |

Three promises hold for all of them: text never becomes a formula, a macro or markup; characters a format
cannot hold are cleaned rather than failing the whole document; the same input gives the same bytes.

Nothing is imported here, so that a page which only streams CSV does not pay for Word, Excel and PDF.
"""
