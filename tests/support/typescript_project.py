"""TypeScript project with an installed client."""

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from scripts.project import NODE_MODULES, TYPESCRIPT, node, npm_package

BIN = Path(sys.executable).parent
# The npm package of TypeScript 7, which takes a tenth of the time of the older compiler.
COMPILER = "typescript-7"
OLDER_COMPILER = "typescript"
STRICT = {
    "strict": True,
    "noUncheckedIndexedAccess": True,
    "exactOptionalPropertyTypes": True,
    "noUnusedLocals": True,
    "target": "es2022",
    "lib": ["es2022", "dom", "dom.iterable"],
    "types": [],
    "skipLibCheck": True,
}
# Checks the declarations of packages too, but not those of TypeScript, which takes seconds.
CHECK_DECLARATIONS = {"skipLibCheck": False, "skipDefaultLibCheck": True}


@dataclass(frozen=True)
class TypeScriptProject:
    """A project.

    Attributes:
        directory: Its directory.
        compiler: The npm package of its compiler.
    """

    directory: Path
    compiler: str = COMPILER

    def install(self, client: Path = TYPESCRIPT) -> None:
        """Install a client like `npm install`: what `npm pack` packs, and links to its dependencies."""
        environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
        command = [str(BIN / "npm"), "pack", "--silent", "--ignore-scripts", "--pack-destination", str(self.directory)]
        subprocess.run(command, cwd=client, env=environment, capture_output=True, check=True)
        (packed,) = self.directory.glob("*.tgz")
        package = json.loads((client / "package.json").read_text("utf-8"))
        modules = self.directory / "node_modules"
        with tarfile.open(packed) as archive:
            archive.extractall(modules, filter="data")
        (modules / "package").rename(modules / package["name"])
        for name in package["dependencies"]:
            (modules / name).symlink_to(NODE_MODULES / name)
        (self.directory / "package.json").write_text('{"type": "module"}')

    def compile(self, *files: Path | str, **options: object) -> str:
        """Compile files in strict mode, and return the errors."""
        settings = {
            "compilerOptions": {**STRICT, "module": "nodenext", **options},
            "files": [str(each) for each in files],
        }
        (self.directory / "tsconfig.json").write_text(json.dumps(settings))
        command = [str(node()), str(npm_package(f"{self.compiler}/bin/tsc")), "--project", "."]
        return subprocess.run(command, cwd=self.directory, capture_output=True, text=True, check=False).stdout

    def run(
        self, program: str, environment: Mapping[str, str] = MappingProxyType({}), *arguments: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a program of the project with the given environment only."""
        command = [str(node()), program, *arguments]
        return subprocess.run(
            command, cwd=self.directory, env=dict(environment), capture_output=True, text=True, timeout=60, check=False
        )
