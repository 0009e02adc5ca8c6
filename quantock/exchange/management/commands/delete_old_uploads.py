"""`quantock delete-old-uploads`: delete the originals of registers uploaded more than 30 days ago."""

from typing import Any

from django.utils import timezone

from quantock.exchange.services.imports import delete_nobodys, delete_old_uploads
from quantock.web.commands import OurCommand


class Command(OurCommand):
    help = "Delete the originals of registers uploaded more than 30 days ago; what came of them stays."

    def handle(self, *args: Any, **options: Any) -> None:
        files, lists = delete_old_uploads(timezone.now())
        left = delete_nobodys(timezone.now())
        self.stdout.write(
            f"Deleted {files} uploaded registers and {lists} lists and plans that were looked at"
            f"{f', and {left} files that a process that was killed left behind' if left else ''}."
        )
