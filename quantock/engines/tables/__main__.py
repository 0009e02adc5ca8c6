"""`python -m quantock.engines.tables FILE`"""

import sys

from .command import main

sys.exit(main())
