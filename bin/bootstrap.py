"""Makes `.venv` from the hashed requirements: `python3 bin/bootstrap.py base|dev [DEBIAN-PACKAGES-FOR …]`.

Standard library only, because it runs before anything is installed; and in syntax that an old Python
understands, so that an old Python can say that it is too old.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOG = os.path.join(ROOT, "build", "bootstrap.log")
OLDEST = (3, 11)
FILES = {"base": ["requirements/base.txt"], "dev": ["requirements/dev.txt", "requirements/base.txt"]}
MEGABYTES = {"base": 700, "dev": 1300}
SECONDS = {"base": 30, "dev": 60}
DEBIAN = {
    "test": {
        "chromium": lambda: shutil.which("chromium"),
        "fonts-liberation": lambda: os.path.isdir("/usr/share/fonts/truetype/liberation"),
    },
    "topology": {"pgbouncer": lambda: shutil.which("pgbouncer") or os.path.exists("/usr/sbin/pgbouncer")},
}
# What a tool says when it fails, and what that means to the person who typed `make`.
MEANINGS = [
    ("No space left on device", "The disk is full. Make room and run the same command again; nothing is lost."),
    ("Disk quota exceeded", "Your disk quota is used up. Make room and run the same command again; nothing is lost."),
    ("DO NOT MATCH THE HASHES", "A package is not the one that the requirements name by its hash; it was not used."),
    ("name resolution", "No package could be fetched: this machine has no network."),
    ("Network is unreachable", "No package could be fetched: this machine has no network."),
    ("Max retries exceeded", "No package could be fetched: the package index does not answer."),
    ("Connection refused", "No package could be fetched: the package index does not answer."),
    ("timed out", "No package could be fetched: the package index does not answer."),
    ("No matching distribution found", "No package could be fetched: no network, or no package for this Python."),
    ("Could not resolve", "No Debian package could be fetched: this machine has no network."),
    ("Temporary failure resolving", "No Debian package could be fetched: this machine has no network."),
    ("Could not get lock", "Another apt is at work on this machine. Wait for it and run the same command again."),
    ("Permission denied", "A file may not be written by this user; was an earlier run made as root?"),
]


def version():
    return ".".join(map(str, sys.version_info[:2]))


def stop(sentence):
    sys.exit("\n" + sentence)


def refuse_old_python():
    if sys.version_info[:2] < OLDEST:
        stop(f"EHM needs Python 3.11 or newer, and this is {version()}. Name a newer one: PYTHON3=python3.12 make run")
    try:
        import ensurepip  # noqa: F401  Debian leaves both out of python3 itself
        import venv  # noqa: F401  only whether it is there
    except ImportError:
        stop("Python's venv module is missing. Install it: apt-get install python3-venv")


def refuse_full_disk(kind):
    free = shutil.disk_usage(ROOT).free // 1_000_000
    if free < MEGABYTES[kind]:
        stop(f"The disk is nearly full: {free} MB are free and {MEGABYTES[kind]} MB are needed. Make room first.")


def step(sentence, commands, environment=None):
    """Run the commands quietly; say how long it took, or what went wrong."""
    print(sentence + " … ", end="", flush=True)
    began = time.monotonic()
    with open(LOG, "w+") as log:
        for command in commands:
            code = subprocess.call(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment or os.environ
            )
            if code:
                log.seek(0)
                said = log.read()
                meaning = next((m for words, m in MEANINGS if words.lower() in said.lower()), None)
                print("failed")
                print("\n".join(said.strip().splitlines()[-15:]), file=sys.stderr)
                stop(meaning or f"'{' '.join(command[:4])}' failed; all that it said is in {LOG}")
    print(f"done in {time.monotonic() - began:.0f} s", flush=True)


def fingerprint(kind):
    found = hashlib.sha256(version().encode())
    for name in FILES[kind]:
        with open(os.path.join(ROOT, name), "rb") as file:
            found.update(file.read())
    return found.hexdigest()


def stamp(kind):
    return os.path.join(VENV, f"ehm-{kind}.sha256")


def is_installed(kind):
    try:
        with open(stamp(kind)) as file:
            return file.read() == fingerprint(kind)
    except OSError:
        return False


def works(command):
    try:
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def make_environment(kind):
    if is_installed(kind) or (kind == "base" and is_installed("dev")):
        return
    refuse_full_disk(kind)
    if not works([PYTHON, "-m", "pip", "--version"]):  # none yet, or the last attempt was interrupted
        step("Making a Python environment (about 5 s)", [[sys.executable, "-m", "venv", "--clear", VENV]])
    install = [PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    step(
        f"Installing Python packages (about {SECONDS[kind]} s)",
        [install + ["--require-hashes", "-r", FILES[kind][0]]],
    )
    with open(stamp(kind) + ".new", "w") as file:
        file.write(fingerprint(kind))
    os.replace(stamp(kind) + ".new", stamp(kind))


def install_debian_packages(purpose):
    missing = [package for package, is_there in DEBIAN[purpose].items() if not is_there()]
    if not missing:
        return
    command = "apt-get install " + " ".join(missing)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        stop(f"`make {purpose}` needs these Debian packages first: {command}")
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    step(
        f"Installing Debian packages: {', '.join(missing)} (about 60 s)",
        [apt + ["update"], apt + ["install", "-y", "--no-install-recommends"] + missing],
        quiet,
    )


def main():
    kind, purposes = sys.argv[1], sys.argv[2:]
    refuse_old_python()
    os.makedirs(os.path.dirname(LOG), exist_ok=True)
    with open(LOG + ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("Another `make` is preparing this folder; waiting for it.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        make_environment(kind)
        for purpose in purposes:
            install_debian_packages(purpose)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        stop("Interrupted; run the same command again to go on.")
    except OSError as error:
        stop(f"{error.filename or 'The disk'}: {error.strerror}")
