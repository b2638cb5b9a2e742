"""The files of a models directory: artifacts in every state, and noise."""

from __future__ import annotations

import os
import pickle
import socket
from random import Random
from typing import AnyStr, Callable, Dict, List, Tuple

KINDS: Dict[str, Tuple[str, str]] = {
    "model": ("meta_model", "joblib"),
    "scaler": ("feature_scaler", "joblib"),
    "config": ("model_config", "json"),
}


def artifact(kind: str, number: str) -> str:
    stem, suffix = KINDS[kind]
    return f"{stem}_v{number}.{suffix}"


def fake_artifact(rng: Random, verify_off: bool) -> bytes:
    """A pickle with no imports: passes any verification. Junk where nobody looks."""
    if verify_off and rng.random() < 0.3:
        return rng.choice([b"", b"junk", bytes(range(256))])
    value = {"coef": [rng.randrange(100) / 8 for _ in range(3)], "n": rng.randrange(9)}
    return pickle.dumps(value, protocol=rng.choice([2, 3, 4]))


# --- states of one artifact ------------------------------------------------
# Each puts `name` into the directory `models`, whose parent holds `outside/`.


def write(path: AnyStr, data: bytes) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def put_regular(models: str, name: str, data: bytes) -> None:
    write(os.path.join(models, name), data)


def put_nothing(models: str, name: str, data: bytes) -> None:
    pass


def put_directory(models: str, name: str, data: bytes) -> None:
    write(os.path.join(models, name, name), data)


def put_fifo(models: str, name: str, data: bytes) -> None:
    os.mkfifo(os.path.join(models, name))


def put_socket(models: str, name: str, data: bytes) -> None:
    here = os.getcwd()
    os.chdir(models)  # the path of a socket must be short
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(name)
    finally:
        os.chdir(here)


def put_unreadable(models: str, name: str, data: bytes) -> None:
    put_regular(models, name, data)
    if os.geteuid() != 0 and name.startswith("model_config"):
        os.chmod(os.path.join(models, name), 0)


def put_dangling(models: str, name: str, data: bytes) -> None:
    os.symlink("nowhere-" + name, os.path.join(models, name))


def put_loop(models: str, name: str, data: bytes) -> None:
    os.symlink(name, os.path.join(models, name))


def put_link_beside(models: str, name: str, data: bytes) -> None:
    write(os.path.join(models, "blob-" + name), data)
    os.symlink("blob-" + name, os.path.join(models, name))


def put_link_below(models: str, name: str, data: bytes) -> None:
    write(os.path.join(models, "archive", "blobs", name), data)
    os.symlink(os.path.join("archive", "blobs", name), os.path.join(models, name))


def put_link_chain(models: str, name: str, data: bytes) -> None:
    write(os.path.join(models, ".registry", "blobs", name), data)
    os.symlink(os.path.join(".registry", "blobs", name), os.path.join(models, "hop-" + name))
    os.symlink("./hop-" + name, os.path.join(models, name))


def put_link_round(models: str, name: str, data: bytes) -> None:
    """Out of the directory, and back into it."""
    write(os.path.join(models, "blobs", name), data)
    outside = os.path.join(models, os.pardir, "outside")
    os.makedirs(outside, exist_ok=True)
    back = os.path.join(os.pardir, os.path.basename(models), "blobs", name)
    os.symlink(back, os.path.join(outside, "back-" + name))
    os.symlink(os.path.join(os.pardir, "outside", "back-" + name), os.path.join(models, name))


def put_link_outside(models: str, name: str, data: bytes) -> None:
    write(os.path.join(models, os.pardir, "outside", name), data)
    os.symlink(os.path.join(os.pardir, "outside", name), os.path.join(models, name))


def put_link_through_folder(models: str, name: str, data: bytes) -> None:
    """Seems to stay inside, but the folder it goes through is elsewhere."""
    write(os.path.join(models, os.pardir, "models-old", name), data)
    folder = os.path.join(models, "old")
    if not os.path.lexists(folder):
        os.symlink(os.path.join(os.pardir, "models-old"), folder)
    os.symlink(os.path.join("old", name), os.path.join(models, name))


def put_link_device(models: str, name: str, data: bytes) -> None:
    os.symlink("/dev/null", os.path.join(models, name))


def put_link_directory(models: str, name: str, data: bytes) -> None:
    os.makedirs(os.path.join(models, "archive"), exist_ok=True)
    os.symlink("archive", os.path.join(models, name))


def put_link_fifo(models: str, name: str, data: bytes) -> None:
    os.mkfifo(os.path.join(models, "pipe-" + name))
    os.symlink("pipe-" + name, os.path.join(models, name))


State = Callable[[str, str, bytes], None]

FINE: List[State] = [put_link_beside, put_link_below, put_link_chain, put_link_round]
BAD: List[State] = [
    put_nothing, put_nothing, put_nothing, put_nothing, put_nothing, put_nothing,
    put_directory, put_fifo, put_socket, put_unreadable, put_dangling, put_loop,
    put_link_outside, put_link_outside, put_link_through_folder, put_link_device,
    put_link_directory, put_link_fifo,
]


def random_states(rng: Random, flaws: float) -> Dict[str, State]:
    """A state for each artifact of a version, at least one of them visible."""
    linked = rng.random() < 0.08
    states: Dict[str, State] = {}
    for kind in KINDS:
        if rng.random() < 0.5 * flaws:
            states[kind] = rng.choice(BAD)
        else:
            states[kind] = rng.choice(FINE) if linked else put_regular
    if all(state is put_nothing for state in states.values()):
        states["model"] = put_regular
    return states


# --- noise -----------------------------------------------------------------

# Not canonical: a trio of these must not become a version.
ODD_NUMBERS: List[str] = [
    "01.0", "1.00", "1.01", "001.1", "00.0", "1234567890.0", "1.1234567890", "1", "1.0.1", "1.",
    ".1", "1..0", "1.0_backup", "1.0-old", "1.0 ", " 1.0", "+1.0", "-1.0", "1.-1", "1,0", "1_0",
    "1e1.0", "0x1.0", "9.9\n", "9.9\r", "\n9.9", "BTCUSDT_20251204", "1.0\x1b[31m",
    "\uff11.0", "1.\uff10", "\u0661.\u0660", "9.9\u202e", "",
]
LIKE_ARTIFACTS: List[bytes] = [
    b"meta_model", b"meta_models.txt", b"meta_model_latest.joblib", b"meta_model_v1.0.joblib.tmp",
    b"meta_model_v1.0.joblib~", b"meta_model_v1.0.joblib.gz", b"meta_model_v9.9.joblib\n",
    b"META_MODEL_v9.9.joblib", b"Meta_Model_v9.9.joblib", b"meta_model_V9.9.joblib",
    b"meta_model_v9.9.JOBLIB", b"meta_model_v9.9.pkl", b"meta_model_v9.9.json",
    b"meta_model_v9.9\xff.joblib", b"meta_model_v\xff9.9.joblib", b"meta_model_v9.9.joblib\xe9",
    b"feature_scaler_v9.9.json", b"FEATURE_SCALER_V9.9.JOBLIB", b"feature_scaler.joblib",
    b"feature_scaler_v9.9.joblib.bak", b"feature_scaler-v9.9.joblib", b"feature_scaler_v9.9joblib",
    b"model_config_v9.9.joblib", b"model_config_v9.9.JSON", b"model_config.json", b"Model_Config",
    b"model_config_v9.9.json\n", b"model_config_v9.9.json.swp", b"model_config_v9.9.yaml",
]
UNRELATED: List[bytes] = [
    b"README.md", b".gitkeep", b".meta_model_v9.9.joblib", b" meta_model_v9.9.joblib",
    b"xmeta_model_v9.9.joblib", b"my_model_config_v9.9.json", b"metamodel_v9.9.joblib",
    b"model_v9.9.joblib", b"scaler_v9.9.joblib", b"\xff\xfe", b"a\nmeta_model_v9.9.joblib",
]
FOLDERS = ["archive", ".registry", ".registry/rejected/9.9", ".registry/staging", "backup", ".tmp"]


def put_noise_file(rng: Random, models: str, name: bytes) -> None:
    path = os.path.join(os.fsencode(models), name)
    try:
        if os.path.lexists(path):
            return
        if rng.random() < 0.08:
            os.mkdir(path)
        else:
            with open(path, "wb") as file:
                file.write(b"{}")
    except OSError:  # a file system that does not take such a name
        pass


def put_trio(folder: str, number: str, artifact_data: bytes, metadata: bytes) -> None:
    for kind in KINDS:
        path = os.path.join(os.fsencode(folder), artifact(kind, number).encode())
        try:
            if not os.path.lexists(path):
                write(path, metadata if kind == "config" else artifact_data)
        except OSError:  # a file system that does not take such a name
            pass


def put_noise(rng: Random, models: str, artifact_data: bytes, metadata: bytes) -> None:
    """Things to be ignored; `metadata` is such that a mistake would show."""
    if rng.random() < 0.45:
        for number in rng.sample(ODD_NUMBERS, rng.randint(1, 3)):
            put_trio(models, number, artifact_data, metadata)
    for names, most in ((LIKE_ARTIFACTS, 5), (UNRELATED, 3)):
        if rng.random() < 0.45:
            for name in rng.sample(names, rng.randint(1, most)):
                put_noise_file(rng, models, name)
    if rng.random() < 0.5:
        for folder in rng.sample(FOLDERS, rng.randint(1, 3)):
            number = rng.choice(["9.9", "99.0", "1.0", "2.0"])
            put_trio(os.path.join(models, folder), number, artifact_data, metadata)
