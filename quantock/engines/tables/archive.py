"""A zip file opened with care: what it says of itself is checked first, what it holds is counted while inflating."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from .refusal import Refused

MOST_MEMBERS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
RATIO_MATTERS_ABOVE = 20 * 1024 * 1024
CHUNK = 256 * 1024

SAVE_WORKBOOK = "Open it in Excel, save it again as an .xlsx workbook (or the sheet as CSV) and upload that."


class Archive:
    """The members of a zip, each read by name and never beyond the size it declared."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            members = self._zip.infolist()
        except (zipfile.BadZipFile, struct.error, ValueError, OSError, RuntimeError) as error:
            raise Refused("The workbook is damaged: it cannot be unpacked.", SAVE_WORKBOOK) from error
        self._members = {member.filename.replace("\\", "/").lstrip("/"): member for member in members}
        self._check(members, len(data))

    @staticmethod
    def _check(members: list[zipfile.ZipInfo], size: int) -> None:
        total = sum(member.file_size for member in members)
        too_many = len(members) > MOST_MEMBERS
        if too_many or total > MOST_UNPACKED:
            raise Refused(
                f"The file unpacks to {len(members):,} parts and {total / 1e6:,.0f} MB; "
                f"at most {MOST_MEMBERS:,} parts and {MOST_UNPACKED // (1024 * 1024)} MB are opened.",
                "Copy the sheet with the list into a new workbook and upload that.",
            )
        if total > RATIO_MATTERS_ABOVE and total > MOST_RATIO * size:
            raise Refused(
                f"The file is packed {total // max(size, 1):,} times smaller than its content, as only traps are.",
                "Copy the sheet with the list into a new workbook and upload that.",
            )
        if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
            raise Refused("The file is packed in a way Excel does not use.", SAVE_WORKBOOK)
        if any(member.flag_bits & 0x1 for member in members):
            raise Refused(
                "The file is password protected.", "Remove the password in Excel, save, and upload it again."
            )

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names, with forward slashes."""
        return tuple(self._members)

    def chunks(self, name: str) -> Iterator[bytes]:
        """A member's bytes in pieces. Raises Refused when it is damaged.

        Never more than the declared size is inflated; a member that declares less than it holds fails its checksum.
        """
        try:
            with self._zip.open(self._members[name]) as stream:
                while piece := stream.read(CHUNK):
                    yield piece
        except (
            zipfile.BadZipFile,
            zlib.error,
            struct.error,
            EOFError,
            OSError,
            RuntimeError,
            ValueError,
        ) as error:
            raise Refused(
                f"The workbook is damaged: its part “{name}” cannot be unpacked.", SAVE_WORKBOOK
            ) from error

    def read(self, name: str, most: int = 8 * 1024 * 1024) -> bytes:
        """A small member whole. Raises Refused beyond `most` bytes."""
        if self._members[name].file_size > most:
            raise Refused(f"The workbook’s part “{name}” is unreasonably large.", SAVE_WORKBOOK)
        return b"".join(self.chunks(name))
