"""What importing the package costs."""

import subprocess
import sys


def test_importing_the_package_is_light():
    """A page that streams CSV must not pay for Word, PDF and Excel libraries."""
    modules = ["csvfile", "fonts", "pdf", "readback", "report", "roundtrip", "word", "xlsx"]
    program = (
        "import importlib, sys\n"
        f"for name in {modules}: importlib.import_module('quantock.engines.documents.' + name)\n"
        "print(sorted({'docx', 'typst', 'xlsxwriter', 'openpyxl', 'lxml', 'django'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
