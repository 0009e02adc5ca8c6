"""Finding fonts, and which characters they can show."""

import shutil
import struct
from pathlib import Path

import pytest

from quantock.engines.documents import fonts
from quantock.engines.documents.fonts import FontsMissing, find_fonts, shown_characters


def test_the_usual_folders_have_them():
    folder = find_fonts()
    assert (folder / "LiberationSans-Regular.ttf").is_file()
    assert (folder / "LiberationSans-Bold.ttf").is_file()


def test_a_folder_from_the_settings_is_the_only_one_looked_at(tmp_path):
    with pytest.raises(FontsMissing, match="were not found in the folder set for fonts"):
        find_fonts(tmp_path)
    with pytest.raises(FontsMissing):
        find_fonts(tmp_path / "absent")
    below = tmp_path / "free" / "liberation"
    below.mkdir(parents=True)
    shutil.copy(find_fonts() / "LiberationSans-Regular.ttf", below)
    with pytest.raises(FontsMissing):
        find_fonts(tmp_path)
    shutil.copy(find_fonts() / "LiberationSans-Bold.ttf", below)
    assert find_fonts(tmp_path) == below


def test_without_fonts_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(fonts, "_usual_folders", lambda: iter(()))
    with pytest.raises(FontsMissing, match="install the package fonts-liberation"):
        find_fonts()


@pytest.mark.parametrize(
    ("platform", "part"), [("win32", "Fonts"), ("darwin", "Library/Fonts"), ("linux", "share/fonts")]
)
def test_every_system_has_usual_folders(monkeypatch, platform, part):
    monkeypatch.setattr("sys.platform", platform)
    assert any(part in str(folder) for folder in fonts._usual_folders())


def test_what_the_fonts_can_show():
    shown = shown_characters(find_fonts())
    assert set(map(ord, "AŵŷŴŶ£€–—“”’▲▼é")) <= shown
    assert not set(map(ord, "😀中\x07\ufffe\u0000")) & shown


def font_with(subtable, platform):
    """The bare bones of a font file: one table, `cmap`, with one subtable."""
    cmap = struct.pack(">HH HHL", 0, 1, platform, 10, 12) + subtable
    directory = struct.pack(">LHHHH 4sLLL", 0x00010000, 1, 0, 0, 0, b"cmap", 0, 28, len(cmap))
    return directory + cmap


def test_characters_beyond_the_first_plane(tmp_path):
    groups = ((0x41, 0x43, 5), (0x1F600, 0x1F601, 0))  # the last begins with "no glyph"
    subtable = struct.pack(">HHLLL", 12, 0, 16 + 12 * len(groups), 0, len(groups))
    for group in groups:
        subtable += struct.pack(">LLL", *group)
    (tmp_path / "Emoji.TTF").write_bytes(font_with(subtable, platform=3))
    assert shown_characters(tmp_path) == {0x41, 0x42, 0x43, 0x1F601}


def test_tables_for_other_platforms_are_passed_over(tmp_path):
    subtable = struct.pack(">HHLLL LLL", 12, 0, 28, 0, 1, 0x41, 0x43, 5)
    (tmp_path / "Old.ttf").write_bytes(font_with(subtable, platform=1))
    assert shown_characters(tmp_path) == frozenset()


def test_no_fonts_show_nothing(tmp_path):
    assert shown_characters(Path(tmp_path)) == frozenset()
