"""Tables sent as files: `web.sending` has it, so that lower floors may use it too."""

from quantock.web.sending import send_table

__all__ = ["send_table"]
