"""The page checks themselves: each must find what it is there to find, and nothing on a good page."""

import pytest

from tests.markup import parse
from tests.pages import faults

GOOD = """<!doctype html><html lang="en-GB"><head><title>Projects - Quantock</title></head><body><main>
<h1>Projects</h1><label for="id_q">Search</label><input id="id_q" name="q">
<label><input type="checkbox" name="late"> Late only</label>
<a href="/projects/1/">P-0001</a> <a href="/projects/1/">P-0001</a>
<a href="/projects/1/edit/" aria-label="Edit P-0001">Edit</a> 
<a href="/projects/2/edit/" aria-label="Edit P-0002">Edit</a>
<table><tr><th>Ref<td>P-0001
<tr><th>Step<td><svg role="img" aria-label="Step 4"><title>Step 4</title></svg></table>
<script src="/static/app.js" type="module"></script></main></body></html>"""


def test_a_good_page_has_no_faults():
    assert faults(parse(GOOD)) == []


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("<h1>Projects</h1>", "", "one h1 is wanted"),
        ("<h1>Projects</h1>", "<h1>Projects</h1><h1>More</h1>", "one h1 is wanted"),
        ("<title>Projects", "<title>Home", "does not repeat the h1"),
        ("<h1>", '<div class="nhsuk-error-summary">One</div><h1>', "does not begin with 'Error: '"),
        ('name="q">', 'name="q"><p id="id_q">', "is there 2 times"),
        ('<label for="id_q">Search</label>', "", "has no label"),
        ('for="id_q"', 'for="elsewhere"', "belongs to no field"),
        (
            '<label for="id_q">Search</label>',
            '<label>Search</label><input id="i" title="t">',
            "belongs to no field",
        ),
        (
            '<a href="/projects/1/">P-0001</a> ',
            '<a href="/projects/9/">P-0001</a> ',
            "lead to different places",
        ),
        ('aria-label="Edit P-0002"', 'aria-label="Edit P-0001"', "lead to different places"),
        ('<a href="/projects/1/">P-0001</a>', '<a href="/projects/1/"></a>', "has no words"),
        ("<h1>", '<h1 style="color: red">', "a style in the page"),
        ("<h1>", "<style>h1 {}</style><h1>", "a style in the page"),
        ("<h1>", '<h1 onclick="go()">', "a script in an attribute"),
        ("</main>", "<script>go()</script></main>", "a script in the page"),
        ("<td>P-0001", "<td>", "empty table cells"),
        ("</main>", '<select title="t"><option>---------</option></select></main>', "options are hyphens"),
    ],
)
def test_a_fault_is_found(was, becomes, says):
    assert was in GOOD
    found = faults(parse(GOOD.replace(was, becomes, 1)))
    assert any(says in fault for fault in found), found
