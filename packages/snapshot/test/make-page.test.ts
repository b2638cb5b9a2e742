import {
  type FleetAnswer,
  fleetStateDocument,
  instantOf,
  newFleetState,
  parseConfig,
} from '@org/model-registry-core';
import { registryAt } from '@org/model-registry-fs-scanner';
import { decide, type Situation } from '@org/model-registry-selector';
import { describe, expect, it, vi } from 'vitest';
import { directoryOf, trio, writeFiles } from '../../fs-scanner/test/temporary.js';
import { makePage } from '../src/index.js';

const URL = 'file:///mnt/models';

/** A directory with version 1.0, and a config of this. */
function situationOf(model: object): Situation {
  const dir = directoryOf(trio('1.0', '{"training_end_timestamp":"2026-01-30"}'));
  const parsed = parseConfig({ model });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const now = instantOf(new Date('2026-01-31T12:00:00Z'));
  return { registry: registryAt(dir), config: parsed.config, now };
}

/** The page, made with a store that answers this. */
async function pageOf(situation: Situation, answer: FleetAnswer) {
  const load = vi.fn(async () => ({ fleetReader: () => async () => answer }));
  const decision = await decide(situation);
  return { ...(await makePage(situation, decision, null, load, () => {})), load };
}

const status = {
  ...{ store: URL, readAt: '2026-01-31T12:00:00Z', journal: 1, pin: null, pinned: null },
  ...{ versions: ['1.0'], hosts: [], unreadable: [] },
};

describe('a page', () => {
  it('without a store loads nothing of it', async () => {
    const { html, load, remarks } = await pageOf(situationOf({}), { status, trouble: null });
    expect(load).not.toHaveBeenCalled();
    expect(html).not.toContain('id="fleet"');
    expect(html).not.toContain('Last pull');
    expect(remarks).toEqual([]);
  });

  it('with a store has what it says, and the last pull that is noted here', async () => {
    const situation = situationOf({ store: { url: URL } });
    const noted = { ...newFleetState(URL, 'own-1'), lastPull: '2026-01-31T11:00:00Z' };
    writeFiles(situation.registry.modelsDir, {
      '.registry/fleet.json': JSON.stringify(fleetStateDocument(noted)),
    });
    const { html, remarks } = await pageOf(situation, { status, trouble: null });
    expect(html).toContain('No machine has reported yet.');
    expect(html).toMatch(/<dt>Last pull<dd><time datetime="2026-01-31T11:00/);
    expect(remarks).toEqual([]);
  });

  it('of a store that says nothing tells why, and so does a remark', async () => {
    const situation = situationOf({ store: { url: URL } });
    const { html, remarks } = await pageOf(situation, { status: null, trouble: 'it is away' });
    expect(html).toContain('it is away.');
    expect(html).toContain('<p class="hero">1.0</p>');
    expect(remarks).toEqual([
      { warning: 'the page does not say what other machines run: it is away' },
    ]);
  });
});
