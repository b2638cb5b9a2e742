import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  artifactFileName,
  DEFAULT_LAYOUT,
  type Layout,
  versionOfEntry,
} from '@org/model-registry-core';
import { type CliOptions, type CliResult, runCli, spawnCli } from './cli.js';
import { type Files, METADATA, temporaryFolder, writeFiles } from './models.js';
import { type Running, startCli } from './running.js';

/** A folder as a bot has it: `config/config.yaml` and `models/`. */
export interface Bot {
  readonly cwd: string;
  readonly models: string;
  run(words: readonly string[], options?: CliOptions): Promise<CliResult>;
  /** The same by the built command, in a process of its own. */
  spawn(words: readonly string[], options?: CliOptions): CliResult;
  start(words: readonly string[], env?: Readonly<Record<string, string>>): Running;
  /** The document of a command that is called with `--json`. */
  json(words: readonly string[], status?: number): Promise<Record<string, unknown>>;
}

export const CONFIG = 'model:\n  training_mode: single_symbol\n';

/**
 * A bot with these files in its models directory.
 *
 * @param own what all that it runs finds in the environment
 * @param place where its folder is made, if not where those of all tests are
 */
export function bot(
  files: Files = {},
  config = CONFIG,
  own: Readonly<Record<string, string>> = {},
  place?: string,
): Bot {
  const cwd = temporaryFolder(undefined, place);
  const models = join(cwd, 'models');
  mkdirSync(models);
  writeFiles(cwd, { 'config/config.yaml': config });
  writeFiles(models, files);
  const here = ({ env, ...options }: CliOptions): CliOptions => ({
    ...{ cwd, env: { ...own, ...env } },
    ...options,
  });
  const run = (words: readonly string[], options: CliOptions = {}) => runCli(words, here(options));
  return {
    cwd,
    models,
    run,
    spawn: (words, options = {}) => spawnCli(words, here(options)),
    start: (words, env = {}) => startCli(words, { cwd, env: { ...own, ...env } }),
    async json(words, status = 0) {
      const result = await run([...words, '--json']);
      if (result.status !== status) throw new Error(`exit ${result.status}: ${result.stderr}`);
      return JSON.parse(result.stdout);
    },
  };
}

/**
 * `write [VERSION [METADATA]]` writes the three files, under the version that was asked for or
 * another one.
 */
const SHELL = `
v=$1 out=$2
write() {
  name=\${1:-$v}
  printf 'Vmodel %s\\n.' "$name" > "$out/meta_model_v$name.joblib" || exit
  printf 'Vscaler %s\\n.' "$name" > "$out/feature_scaler_v$name.joblib" || exit
  config='${JSON.stringify(METADATA)}'
  printf '%s' "\${2:-$config}" > "$out/model_config_v$name.json" || exit
}
`;

/** A training command that does this in a shell; it runs in the bot's folder. */
export function training(script = 'write'): string[] {
  return ['--', 'sh', '-c', SHELL + script, 'sh', '{version}', '{out}'];
}

/** The same files in a folder. */
export function inFolder(folder: string, files: Files): Files {
  const entries = Object.entries(files);
  return Object.fromEntries(entries.map(([name, content]) => [`${folder}/${name}`, content]));
}

/** The contents of all files under a folder, by relative path. */
export function filesIn(folder: string, under = ''): Record<string, string> {
  const here = join(folder, under);
  if (!existsSync(here)) return {};
  const parts = readdirSync(here).map((name) => {
    const path = join(under, name);
    if (lstatSync(join(folder, path)).isDirectory()) return filesIn(folder, path);
    return { [path]: readFileSync(join(folder, path), 'latin1') };
  });
  return Object.assign({}, ...parts);
}

/** The same without what the registry keeps for itself. */
export function modelsIn(folder: string): Record<string, string> {
  const files = Object.entries(filesIn(folder));
  return Object.fromEntries(files.filter(([path]) => !path.startsWith('.registry')));
}

/** What is left in staging: nothing, after a run that ended. */
export function stagedIn({ models }: Bot): string[] {
  const staging = join(models, '.registry/staging');
  return existsSync(staging) ? readdirSync(staging) : [];
}

/** The versions that are complete, and whole: their files are those that were recorded. */
export function versionsIn(folder: string, layout: Layout = DEFAULT_LAYOUT): string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const named = new Set(names.flatMap((name) => versionOfEntry(layout, name) ?? []));
  const versions = [...named].filter((version) =>
    existsSync(join(folder, artifactFileName(layout, 'config', version))),
  );
  for (const version of versions) expectWhole(folder, layout, version);
  return versions.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function expectWhole(folder: string, layout: Layout, version: string): void {
  const read = (name: string) => readFileSync(join(folder, name));
  const config = read(artifactFileName(layout, 'config', version));
  const { artifacts } = JSON.parse(config.toString());
  for (const artifact of layout.recorded) {
    const name = artifactFileName(layout, artifact, version);
    const content = read(name);
    const found = { sha256: sha256(content), size: content.length };
    const recorded = artifacts?.[artifact];
    if (recorded?.sha256 !== found.sha256 || recorded.size !== found.size) {
      throw new Error(`${name} is not what was published: ${JSON.stringify({ recorded, found })}`);
    }
  }
}

export function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
