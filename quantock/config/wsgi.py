"""The web server's way in."""

import gc
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quantock.config.settings")
try:
    application = get_wsgi_application()
except ImproperlyConfigured as refused:
    sys.exit(str(refused))
# Workers are forked from here: a connection that loading opened is not theirs.
connections.close_all()
# What was loaded so far stays: looking through it again for rubbish costs time, and a worker its share of the memory.
gc.collect()
gc.freeze()
gc.set_threshold(60_000, 20, 20)
