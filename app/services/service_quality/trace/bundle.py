"""A scene, or a chain, as a file that proves itself: what was stored, when, sealed and signed."""

import hashlib
import hmac
import io
import json
import os
import zipfile
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.services.access.asking import asked
from app.services.context import Context, default_folder
from app.services.service_quality.records.keys import secret_in
from app.services.service_quality.trace.contacts import find_chains
from app.services.service_quality.trace.scene import scene_at
from data.model.codec import to_json
from data.model.errors import InvalidValue, UnreadableFile, reason_of
from data.model.language import tr

KEY_FILE = "PEAKSHIFT_TRACE_KEY_FILE"
"""Environment: the file that holds the key of signatures, which no database holds."""
MANIFEST, SIGNATURE = "manifest.json", "signature.txt"
_FORM = 1
_MOST_BYTES = 200_000_000


def key_file() -> Path:
    """File of the key: what the environment names, else one in the user's data folder."""
    named = os.environ.get(KEY_FILE, "")
    return Path(named) if named else default_folder() / "trace.key"


@asked
def trace_bundle(
    context: Context,
    at: datetime | None = None,
    find: str = "",
    queue_ids: tuple[str, ...] = (),
    agent_id: str = "",
) -> bytes:
    """A zip of a scene, of chains, or of both, with digests and a signature.

    Parameters
    ----------
    at
        Moment of the scene; None: no scene.
    find
        Contact, case, order or customer's hash whose chains go in; empty: none.
    queue_ids, agent_id
        Narrow the scene.

    Notes
    -----
    The signature is an HMAC-SHA256 (RFC 2104) of the manifest, by a key that lies outside the
    database; the manifest holds the SHA-256 of each file and the newest seal of the audit trail.

    Raises
    ------
    InvalidValue
        If neither a moment nor something to find is given.
    """
    if at is None and not find:
        raise InvalidValue(tr("give a moment, or a contact, case, order or customer to find"))
    files = _restored(context, at, find, queue_ids, agent_id)
    manifest = {
        "form": _FORM,
        "program": version("peakshift"),
        "made_at": context.clock().isoformat(),
        "made_by": context.who,
        "asked": {
            "at": at.isoformat() if at else "", "find": find, "queues": list(queue_ids),
            "agent": agent_id,
        },
        "trail_head": context.store.trail_head(),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }  # fmt: skip
    signed = _text(manifest)
    key = _key()
    files |= {
        MANIFEST: signed,
        SIGNATURE: f"hmac-sha256 {_fingerprint(key)} {_mac(key, signed)}\n".encode(),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return target.getvalue()


def _restored(
    context: Context, at: datetime | None, find: str, queue_ids: tuple[str, ...], agent_id: str
) -> dict[str, bytes]:
    """Scene and chains as files that are the same for everybody who may make and verify them."""
    files: dict[str, bytes] = {}
    if at is not None:
        scene = scene_at(context, at, queue_ids, agent_id)
        files["scene.json"] = _text(to_json(scene.without_details()))
    if find:
        files["chains.json"] = _text([to_json(one) for one in find_chains(context, find)])
    return files


@dataclass(frozen=True)
class Verified:
    """What a bundle proves.

    Parameters
    ----------
    faults
        What does not hold, a sentence each.
    signed_here
        Whether the signature is by this machine's key; False where it is another's.
    differences
        Files that come out otherwise from what is stored now; a customer who was forgotten, or a
        correction, makes a difference too. None where it was not compared.
    """

    made_at: str
    made_by: str
    program: str
    files: tuple[str, ...]
    faults: tuple[str, ...]
    signed_here: bool
    differences: tuple[str, ...] | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing was changed since it was signed."""
        return not self.faults and self.signed_here


@asked
def verify_bundle(context: Context, path: Path, again: bool = False) -> Verified:
    """Check every digest and the signature of a bundle.

    Parameters
    ----------
    again
        Whether the scene and chains are restored again from this database and compared.

    Raises
    ------
    UnreadableFile
        If it is no bundle.
    """
    files = _read(path)
    try:
        manifest = json.loads(files[MANIFEST])
        said = dict(manifest["files"])
        kind, printed, mac = files[SIGNATURE].decode().split()
        asked_for = manifest["asked"]
        made_at, made_by, program = (
            str(manifest[name]) for name in ("made_at", "made_by", "program")
        )
    except (KeyError, ValueError, TypeError) as error:
        raise _no_bundle(path) from error
    faults = []
    for name, digest in said.items():
        if name not in files:
            faults.append(tr("{name} is missing", name=name))
        elif hashlib.sha256(files[name]).hexdigest() != digest:
            faults.append(tr("{name} was changed", name=name))
    extra = sorted({*files} - {*said, MANIFEST, SIGNATURE})
    faults += [tr("{name} is not part of the bundle", name=name) for name in extra]
    here = False
    key = _key() if key_file().exists() else None
    if kind != "hmac-sha256":
        faults.append(tr("a signature of the kind {kind} is not known", kind=kind))
    elif key is None or _fingerprint(key) != printed:
        faults.append(
            tr(
                "it was signed with another key ({printed}) than this machine's: verify it where "
                "it was made, or name that key's file by {variable}",
                printed=printed,
                variable=KEY_FILE,
            )
        )
    elif hmac.compare_digest(_mac(key, files[MANIFEST]), mac):
        here = True
    else:
        faults.append(tr("the signature does not fit: the manifest was changed"))
    different = _compared(context, asked_for, files) if again else None
    return Verified(made_at, made_by, program, tuple(sorted(said)), tuple(faults), here, different)


def _compared(
    context: Context, asked_for: dict[str, Any], files: dict[str, bytes]
) -> tuple[str, ...]:
    at = datetime.fromisoformat(asked_for["at"]) if asked_for.get("at") else None
    queues, agent = tuple(asked_for.get("queues", ())), str(asked_for.get("agent", ""))
    now = _restored(context, at, str(asked_for.get("find", "")), queues, agent)
    return tuple(name for name, content in now.items() if files.get(name) != content)


def _read(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(one.file_size for one in packed.infolist()) > _MOST_BYTES:
                raise _no_bundle(path)
            return {name: packed.read(name) for name in packed.namelist()}
    except OSError as error:
        raise UnreadableFile(
            tr("{path} cannot be read ({reason})", path=path, reason=reason_of(error))
        ) from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise _no_bundle(path) from error


def _no_bundle(path: Path) -> UnreadableFile:
    return UnreadableFile(
        tr("{path} is no bundle; make one (`peakshift trace bundle --out FILE`)", path=path)
    )


def _key() -> bytes:
    return secret_in(key_file(), tr("the key of signatures"))


def _mac(key: bytes, content: bytes) -> str:
    return hmac.new(key, content, hashlib.sha256).hexdigest()


def _fingerprint(key: bytes) -> str:
    return hashlib.sha256(b"peakshift trace key " + key).hexdigest()[:12]


def _text(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1, default=str).encode()
