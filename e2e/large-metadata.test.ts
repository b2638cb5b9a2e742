import { linkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bot } from './support/bot.js';
import { spawnCli } from './support/cli.js';
import { METADATA, version, writeFiles } from './support/models.js';

const COUNT = process.env.PROOFS === 'full' ? 5_000 : 80;

/** Close to the largest config file, and with many texts in it. */
function largeMetadata(): string {
  const features = Array.from({ length: 45_000 }, (_, at) => `feature_${at}`);
  const text = JSON.stringify({ ...METADATA, features, notes: '' });
  return text.replace('"notes":""', `"notes":"${'x'.repeat(1_048_000 - text.length)}"`);
}

it('many large metadata files are listed in little memory, and printed whole', () => {
  const own = bot();
  writeFiles(own.cwd, { 'large.json': largeMetadata() });
  for (let at = 0; at < COUNT; at += 1) {
    const { [`model_config_v1.${at}.json`]: _, ...others } = version(`1.${at}`);
    writeFiles(own.models, others);
    linkSync(join(own.cwd, 'large.json'), join(own.models, `model_config_v1.${at}.json`));
  }
  // All of it together takes some three times as much.
  const env = { NODE_OPTIONS: '--max-old-space-size=120' };
  const text = spawnCli(['list', '--verify', 'off'], { cwd: own.cwd, env });
  expect(text, text.stderr.slice(0, 500)).toMatchObject({ status: 0, stderr: '' });
  expect(text.stdout).toContain(`Found ${COUNT} model version(s)`);
  expect(text.stdout.match(/Training End: 2025-11-30T00:00:00Z/g)).toHaveLength(COUNT + 1);
  const short = spawnCli(['list', '--short', '--verify', 'off'], { cwd: own.cwd, env });
  expect(short.stdout.trimEnd().split('\n')).toHaveLength(COUNT);
});
