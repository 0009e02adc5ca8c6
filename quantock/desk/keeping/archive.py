"""One file that holds an installation: the database, the uploaded files, and what must be found in it again."""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from quantock.desk.keeping.databases import (
    NAMES,
    CannotKeep,
    Copy,
    copy_in,
    copy_out,
    is_empty,
    must_be_empty,
    sqlite_rows,
)
from quantock.engines.text import plural

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files"
PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `rows` by table; `files` are their SHA-256 by their name in the backup."""

    format: int
    made_at: str
    version: str
    database: str
    migrations: list[list[str]]
    rows: dict[str, int]
    files: dict[str, str]

    def holds(self) -> str:
        """What is in it, in words; one of its files is the database."""
        rows, files = plural(sum(self.rows.values()), "row"), plural(len(self.files) - 1, "uploaded file")
        return f"{rows} of {plural(len(self.rows), 'table')} and {files}"


def back_up(path: Path, *, replace: bool = False) -> Manifest:
    """Write a backup and read it back. Nothing stands at `path` until it has been found sound."""
    path = path.resolve()
    if path.exists() and not replace:
        raise CannotKeep(f"{path.name} is there already. Choose another name, or say --replace.")
    if not path.parent.is_dir():
        raise CannotKeep(f"There is no folder {path.parent}.")
    if is_empty():
        raise CannotKeep("The database has no tables yet: there is nothing to back up.")
    with tempfile.TemporaryDirectory(prefix=".quantock-backup-", dir=path.parent) as name:
        folder = Path(name)
        copy = copy_out(folder)
        written = folder / "backup.zip"
        written.touch(mode=0o600)
        _write(written, copy)
        with unpacked(written) as (manifest, _):
            written.replace(path)
    return manifest


def restore(path: Path, *, replace: bool = False) -> Manifest:
    """Put a backup in the place of everything here. It is looked through first; what is wrong changes nothing."""
    with unpacked(path.resolve()) as (manifest, folder):
        if manifest.database != connection.vendor:
            raise CannotKeep(
                f"{path.name} is of a {manifest.database} database; this installation uses {connection.vendor}."
            )
        known = _known_migrations()
        newer = [".".join(name) for name in manifest.migrations if tuple(name) not in known]
        if newer:
            raise CannotKeep(f"{path.name} is of a newer version, which this one cannot read ({newer[0]}).")
        if not replace:
            must_be_empty()
        copy_in(Copy(folder / NAMES[manifest.database], manifest.rows))
        _put_files(folder / FILES)
    return manifest


def _known_migrations() -> set[tuple[str, str]]:
    """Those there are, and those which they stand for."""
    there = MigrationLoader(None).disk_migrations or {}
    return set(there).union(*(each.replaces for each in there.values()))


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[Manifest, Path]]:
    """A backup found whole, in a folder for as long as it is needed. Raises CannotKeep in words."""
    with tempfile.TemporaryDirectory(prefix=".quantock-restore-", dir=_near(path)) as name:
        folder = Path(name)
        try:
            with zipfile.ZipFile(path) as archive:
                manifest = _manifest(archive)
                _unpack(archive, manifest, folder)
        except FileNotFoundError as error:
            raise CannotKeep(f"There is no file {path}.") from error
        except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
            raise CannotKeep(
                f"{path.name} is not a backup of Quantock, or it is damaged: {error}."
            ) from error
        if manifest.database == "sqlite" and sqlite_rows(folder / NAMES["sqlite"]) != manifest.rows:
            raise CannotKeep(f"{path.name} is damaged: its tables do not hold the rows that they should.")
        yield manifest, folder


def _near(path: Path) -> Path | None:
    return path.parent if path.parent.is_dir() and os.access(path.parent, os.W_OK) else None


def _write(path: Path, copy: Copy) -> None:
    applied = MigrationLoader(connection).applied_migrations
    root = Path(settings.MEDIA_ROOT)
    uploaded = sorted(file for file in root.rglob("*") if file.is_file()) if root.is_dir() else []
    held = {copy.path.name: copy.path}
    held |= {f"{FILES}/{file.relative_to(root).as_posix()}": file for file in uploaded}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        hashes = {}
        for name, file in held.items():
            with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
                hashes[name] = _pour(source, target)
        manifest = Manifest(
            format=FORMAT,
            made_at=timezone.now().isoformat(timespec="seconds"),
            version=version("quantock"),
            database=connection.vendor,
            migrations=sorted(list(name) for name in applied),
            rows=copy.rows,
            files=hashes,
        )
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        said = json.loads(archive.read(MANIFEST))
        if said["format"] != FORMAT:
            raise ValueError(f"its format is {said['format']}, this version reads {FORMAT}")
        manifest = Manifest(**said)
        datetime.fromisoformat(manifest.made_at)
        named = NAMES[manifest.database] in manifest.files
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError("it does not say what is in it") from error
    if not named or {*manifest.files, MANIFEST} != set(archive.namelist()):
        raise ValueError("what is in it is not what it says")
    return manifest


def _unpack(archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    for name, expected in manifest.files.items():
        parts = PurePosixPath(name).parts
        if ".." in parts or not (name == NAMES[manifest.database] or parts[0] == FILES):
            raise ValueError(f"it holds {name}, which has no place here")
        path = folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, path.open("wb") as target:
            if _pour(source, target) != expected:
                raise ValueError(f"{name} is not as it was written")


def _pour(source: Any, target: Any) -> str:
    """Copy piece by piece; returns the SHA-256 of what went through."""
    seen = hashlib.sha256()
    while piece := source.read(PIECE):
        seen.update(piece)
        target.write(piece)
    return seen.hexdigest()


def _put_files(new: Path) -> None:
    """The uploaded files of the backup in the place of those here."""
    root = Path(settings.MEDIA_ROOT)
    arriving, leaving = root.with_name(f"{root.name}.arriving"), root.with_name(f"{root.name}.leaving")
    for rest in (arriving, leaving):
        shutil.rmtree(rest, ignore_errors=True)
    new.mkdir(exist_ok=True)
    shutil.copytree(new, arriving)
    if root.exists():
        root.rename(leaving)
    arriving.rename(root)
    shutil.rmtree(leaving, ignore_errors=True)
