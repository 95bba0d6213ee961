"""SSH signatures of texts, made and checked by OpenSSH's ``ssh-keygen -Y`` (version 8.2 or newer).

A key stays with ssh-keygen and its agent: this program passes its path and reads nothing of it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from airbench_tui.errors import InputError
from airbench_tui.interchange.formats.textfile import shown
from airbench_tui.regular_file import why_not_read
from airbench_tui.text import one_line

NAMESPACE = "airbench-tui"
"""What the signature is for. One that was made for something else is refused."""

_PASSED_ON = ("HOME", "LOGNAME", "PATH", "SSH_AUTH_SOCK", "SYSTEMROOT", "TMPDIR", "USER")
_SECONDS, _SECONDS_TO_TYPE = 20, 120
_KEY = re.compile(r"with (\S+) key (SHA256:\S+)")


class SignatureError(InputError):
    """A signature that cannot be made, or is not good."""


def sign(text: str, key: str) -> str:
    """Return the signature of *text* with an SSH *key*, in armour.

    *key* is the path of a private key, or of a public key whose private key is in the agent. ssh-keygen asks for a
    passphrase on the terminal if standard input is one. Raises SignatureError.
    """
    path = _regular(key, "the key")
    with tempfile.TemporaryDirectory(prefix="airbench-") as folder:
        file = Path(folder) / "heads"
        file.write_text(text, encoding="utf-8")
        _run(["sign", "-f", str(path), "-n", NAMESPACE, str(file)], asks=sys.stdin.isatty())
        try:
            return file.with_name("heads.sig").read_text("ascii")
        except (OSError, UnicodeDecodeError):
            raise SignatureError("ssh-keygen wrote no signature") from None


def signer(text: bytes, signature: str, identity: str, signers: str | None) -> str:
    """Check the *signature* (a path) of *text*, and return the key in words: ``SHA256:… (ED25519)``.

    *signers* is the path of a file of allowed signers (ssh-keygen(1)), in which the key must belong to *identity*.
    Without it only the signature itself is checked. Raises SignatureError unless it is good.
    """
    found = ["-n", NAMESPACE, "-s", str(_regular(signature, "the signature"))]
    if signers is None:
        said = _run(["check-novalidate", *found], text)
    else:
        if not identity or "\0" in identity:
            raise SignatureError("the file does not say who wrote it")
        allowed = str(_regular(signers, "the file of allowed signers"))
        said = _run(["verify", "-f", allowed, "-I", identity, *found], text)
    key = _KEY.search(said)
    return f"{key[2]} ({key[1]})" if key else "an unknown key"


def _run(arguments: Sequence[str], given: bytes | None = None, *, asks: bool = False) -> str:
    """Run ``ssh-keygen -Y`` and return its output. Raises SignatureError with its last words.

    It gets *given* on standard input. With *asks* it may ask on the terminal; otherwise it has no terminal, so that
    it cannot wait for an answer.
    """
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(
            ["ssh-keygen", "-Y", *arguments],
            input=given,
            stdin=None if given is not None or asks else subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS_TO_TYPE if asks else _SECONDS,
            start_new_session=not asks,
            env={**environment, "LC_ALL": "C", "SSH_ASKPASS_REQUIRE": "never"},
            check=False,
        )
    except FileNotFoundError:
        raise SignatureError("there is no ssh-keygen here: install OpenSSH 8.2 or newer") from None
    except subprocess.TimeoutExpired:
        raise SignatureError("ssh-keygen gave no answer in time") from None
    except (OSError, ValueError) as error:
        raise SignatureError(f"ssh-keygen cannot be started ({one_line(str(error), 120)})") from error
    if done.returncode:
        lines = (done.stderr or done.stdout).decode("utf-8", "replace").split("\n")
        said = next((line for line in reversed(lines) if line.strip()), "nothing")
        raise SignatureError(f"ssh-keygen says: {one_line(said, 160)}")
    return done.stdout.decode("utf-8", "replace")


def _regular(path: str, called: str) -> Path:
    """Return *path* with ``~`` expanded. Raises SignatureError unless it is a regular file: a pipe would block."""
    try:
        found = Path(path).expanduser()
        why = why_not_read(found.stat())
    except (OSError, ValueError, RuntimeError):
        raise SignatureError(f"{called} {shown(path)} cannot be read") from None
    if why:
        raise SignatureError(f"{called} {shown(path)} {why}")
    return found
