import { beforeAll, expect } from 'vitest';
import { type CliOptions, expectEnd, NOW, runCli } from './cli.js';
import { type Files, modelsFolder } from './models.js';

interface Problem {
  readonly kind: string;
  readonly [fact: string]: unknown;
}

interface Model {
  readonly version: string;
  readonly exists: boolean;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly problems: readonly Problem[];
}

/** What the commands say about a models directory. */
export interface Look {
  readonly models: readonly Model[];
  readonly ignored: readonly { readonly file: string; readonly reason: string }[];
  readonly selected: string | null;
  readonly ranked: readonly { readonly version: string; readonly score: object }[];
  readonly rejected: readonly { readonly version: string; readonly problems: readonly Problem[] }[];
}

/** Asks `list` and `explain`; both must end in time, with status 0, agree, and print nothing raw. */
export async function look(
  folder: string,
  options: CliOptions & { config?: string } = {},
): Promise<Look> {
  const { config = '', ...rest } = options;
  const ask = async (command: string) => {
    const words = ['--json', '--as-of', NOW, '--models-dir', folder, '--config', '-'];
    const result = await runCli([command, ...words], { ...rest, stdin: config });
    expectEnd(result, 0);
    return JSON.parse(result.stdout);
  };
  const [list, explain] = [await ask('list'), await ask('explain')];
  expect(list.selected?.version ?? null).toBe(explain.selected_version);
  const { models, ignored } = list;
  const { selected_version: selected, ranked, rejected } = explain;
  return { models, ignored, selected, ranked, rejected };
}

/** Looks once at a models directory that is there for all tests around. */
export function lookAtAll(files: Files, config = ''): () => Look {
  let seen: Look | undefined;
  beforeAll(async () => {
    const cleaning: (() => void)[] = [];
    const folder = modelsFolder(files, (clean) => cleaning.push(clean));
    try {
      seen = await look(folder, { config });
    } finally {
      for (const clean of cleaning) clean();
    }
  });
  return () => seen as Look;
}

/** The version next to a healthy 1.0: it would win if nothing were wrong with it. */
export const BAD = '9.0';

/** `BAD` is listed and turned down for exactly these reasons; the healthy 1.0 is selected. */
export function expectRejected({ models, selected, rejected }: Look, problems: Problem[]): void {
  expect(models.map((model) => model.version)).toEqual(['1.0', BAD]);
  expect(models[0]).toMatchObject({ exists: true, problems: [] });
  expect(selected).toBe('1.0');
  expect(rejected).toEqual([{ version: BAD, problems }]);
}

/** `BAD` is as good as any version: listed with these remarks, and selected above 1.0. */
export function expectSelected({ models, selected, rejected }: Look, problems: Problem[]): void {
  expect(models.map((model) => model.version)).toEqual(['1.0', BAD]);
  expect(models[0]).toMatchObject({ exists: true, problems: [] });
  expect(models[1]).toMatchObject({ exists: true, problems });
  expect({ selected, rejected }).toEqual({ selected: BAD, rejected: [] });
}
