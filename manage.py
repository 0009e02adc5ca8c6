#!/usr/bin/env python
"""The same commands as `quantock`, for those who expect a manage.py."""

from quantock.config.command import main

if __name__ == "__main__":
    main()
