"""What holds for every picture: well formed, nothing a strict content policy refuses, named, unique ids, readable sizes."""

import re

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from quantock.engines.charts import BACKGROUNDS, LOOKS, Svg
from quantock.engines.charts.matrix import COLOURS
from quantock.engines.charts.tests.samples import drawings

ANYTHING = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)
NAMED = ("drawn_once", "icon", "sprite", "use", "in_both_widths")
WIDTHS = (320, 480, 720, 960)


def parsed(drawing):
    return ElementTree.fromstring(drawing)


def local(element):
    return element.tag.rpartition("}")[2]


@settings(max_examples=60, deadline=None)
@given(ANYTHING, ANYTHING, ANYTHING, st.sampled_from(WIDTHS))
def test_any_text_stays_well_formed(text, href, prefix, width):
    for drawing in drawings(text, href, prefix, width).values():
        parsed(drawing)


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_that_a_strict_content_policy_refuses(width):
    for name, drawing in drawings("Ash ward", width=width).items():
        for element in parsed(drawing).iter():
            assert local(element) not in ("style", "script", "foreignObject", "image"), name
            assert not [key for key in element.attrib if key == "style" or key.startswith("on")], name


@pytest.mark.parametrize(
    "hostile",
    ['"><script>alert(1)</script>', "' onload='x", "]]>", "&lt;b&gt;", "</text><script/>", "{{ 7*7 }}"],
)
def test_text_is_only_ever_text(hostile):
    for name, drawing in drawings(hostile, href=hostile, prefix=hostile).items():
        found = {local(element) for element in parsed(drawing).iter()}
        assert "script" not in found, name
        assert "<script" not in drawing, name


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", " javascript:x", "JAVASCRIPT:x", "data:text/html,x", "vbscript:x"]
)
def test_an_address_that_is_a_script_is_not_a_link(href):
    for drawing in drawings("Ash ward", href=href).values():
        assert not [each for each in parsed(drawing).iter() if local(each) == "a"]


@pytest.mark.parametrize(
    "href", ["/p/1/", "?step=4&state=active", "#here", "https://example.org/", "projects/"]
)
def test_addresses_of_pages_are_links_with_a_name(href):
    for name in ("step_path", "stacked_bar", "bars", "timeline", "portfolio_map", "plan"):
        links = [each for each in parsed(drawings("Ash ward", href=href)[name]).iter() if local(each) == "a"]
        assert links, name
        assert all(each.get("href") == href and each.get("aria-label") for each in links), name


def test_each_picture_has_a_title_that_names_it():
    for name, drawing in drawings("Ash ward").items():
        if name in NAMED:
            continue
        root = parsed(drawing)
        by_id = {each.get("id"): each for each in root.iter() if each.get("id")}
        named = [by_id[one] for one in root.get("aria-labelledby").split()]
        assert local(named[0]) == "title", name
        assert named[0].text, name
        linked = any(local(each) == "a" for each in root.iter())
        assert root.get("role") == ("group" if linked else "img"), name


def test_ids_differ_between_pictures_of_different_prefixes():
    ids = []
    for prefix in ("one", "two"):
        for name, drawing in drawings("Ash ward", prefix=f"{prefix}-a").items():
            own = [each.get("id") for each in parsed(drawing).iter() if each.get("id")]
            assert len(own) == len(set(own)), name
            ids.append((prefix, set(own)))
    ones, twos = (set().union(*(own for prefix, own in ids if prefix == which)) for which in ("one", "two"))
    assert not ones & twos


@pytest.mark.parametrize("width", WIDTHS)
def test_text_is_large_enough_and_inside_the_picture(width):
    """Drawings are laid out for their width, so sizes in them are sizes on screen: none below 11 pixels, but for a mark's own."""
    for name, drawing in drawings("Falls on Ash ward at night", width=width).items():
        if name in NAMED:
            continue
        root = parsed(drawing)
        assert float(root.get("width")) <= max(width, 320), name
        for element in root.iter():
            if local(element) == "text" and not element.get("aria-hidden"):
                assert float(element.get("font-size")) >= 11, name
                assert -1 <= float(element.get("x")) <= width + 1, name


def test_a_picture_prints_itself_unescaped_in_a_template():
    drawing = drawings("Ash ward")["bars"]
    assert isinstance(drawing, Svg)
    assert drawing.__html__() is drawing


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_statuses_differ_by_shape_and_word_and_stand_out_from_white():
    """WCAG 2.2, 1.4.11: three to one for what must be seen. White figures on them need 4.5 to one (1.4.3)."""
    assert len({look.shape for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.word for look in LOOKS.values()}) == len(LOOKS)
    for look in LOOKS.values():
        assert 1.05 / (luminance(look.colour) + 0.05) >= 4.5


def test_every_colour_drawn_is_of_the_palette():
    known = {
        "#212b32",
        "#4c6272",
        "#768692",
        "#d8dde0",
        "#ffffff",
        "#005eb8",
        "#003d78",
        "#425563",
        "#b1132c",
    }
    known |= {look.colour for look in LOOKS.values()}
    known |= set(COLOURS.values()) | set(BACKGROUNDS)
    for name, drawing in drawings("Ash ward").items():
        assert set(re.findall(r"#[0-9a-f]{6}\b", drawing)) <= known, name
