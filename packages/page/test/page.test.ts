import {
  DAY,
  type Decision,
  type DiscoveredModel,
  formatInstant,
  instantOf,
  NO_RETRAINS,
  newFleetState,
  plus,
} from '@org/model-registry-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PageFleet, type PageSnapshot, renderPage } from '../src/index.js';
import { entry, modelOf, NOW, snapshotOf } from './snapshots.js';

const page = (snapshot: PageSnapshot) => renderPage(snapshot, 'file');

/** The text of a part, without its marks. */
function textOf(html: string, id: string): string {
  const [, part = ''] = new RegExp(`<section id="${id}"([^]*?)</section>`).exec(html) ?? [];
  return part
    .replace(/<title>.*?<\/title>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/\s+/g, ' ');
}

/** The rows of a table, each with the texts of its cells. */
function rowsOf(html: string, id: string): string[][] {
  const [, table = ''] = new RegExp(`<table id="${id}">([^]*?)</table>`).exec(html) ?? [];
  const [, body = ''] = table.split('<tbody>');
  return body
    .split('<tr')
    .slice(1)
    .map((row) =>
      row
        .split(/<t[hd]\b[^>]*>/)
        .slice(1)
        .map((cell) => cell.replace(/<[^>]*>/g, '').trim()),
    );
}

const partsIn = (html: string) => [...html.matchAll(/<section id="(.*?)"/g)].map(([, id]) => id);

describe('the parts of the page', () => {
  it('are all there for a registry with versions, and each has its picture and its table', () => {
    const models = [modelOf('1.0'), modelOf('1.1', {}, false)];
    const html = page(snapshotOf(models, { trading: { symbols: ['BTCUSDT'] } }));
    const parts = ['now', 'timeline', 'ranking', 'reasons', 'metric', 'symbols', 'age'];
    expect(partsIn(html)).toEqual([...parts, 'versions', 'about']);
    for (const id of ['ranking', 'reasons', 'metric', 'symbols', 'age']) {
      const [, part = ''] = new RegExp(`<section id="${id}"([^]*?)</section>`).exec(html) ?? [];
      expect(part, id).toContain('role="img"');
      expect(part, id).toContain('<table');
    }
  });

  it('each say what to do where there is nothing', () => {
    const html = page(snapshotOf([]));
    expect(textOf(html, 'now')).toContain('There are no models. Train one: model-registry train.');
    expect(textOf(html, 'timeline')).toContain('Nothing is recorded yet.');
    for (const id of ['ranking', 'reasons', 'versions'])
      expect(textOf(html, id)).toContain('Train the first one: model-registry train.');
    expect(textOf(html, 'metric')).toContain('Let the training write numbers into performance');
    expect(textOf(html, 'symbols')).toContain('model-registry backfill');
    expect(textOf(html, 'age')).toContain('model-registry backfill');
  });

  it('need nothing else: a file has no script and no address', () => {
    const html = page(snapshotOf([modelOf('1.0')]));
    expect(html).not.toMatch(/<script|\ssrc=|https?:\/\/|url\(|@import/);
    expect(renderPage(snapshotOf([]), 'served')).toContain('<noscript><meta http-equiv="refresh"');
  });
});

describe('the first thing that is seen', () => {
  const models = [modelOf('1.0'), modelOf('1.1')];

  it('is which version is live, since when and why, and that all is well', () => {
    const journal = [
      entry(1, 'published', '1.0', [null, '1.0']),
      entry(2, 'published', '1.1', ['1.0', '1.1']),
    ];
    const now = textOf(page(snapshotOf(models, {}, { journal })), 'now');
    expect(now).toContain('Live now 1.1');
    expect(now).toContain('All is well');
    expect(now).toContain('Since 2026-01-02 12:00 29 days ago, published');
    expect(now).toContain('1 point ahead of 1.0 version +1');
  });

  it.each<[string, Partial<PageSnapshot>, object, string]>([
    [
      'a failure',
      {
        retraining: {
          ...snapshotOf([]).retraining,
          state: { ...NO_RETRAINS, failures: { count: 2, at: NOW } },
        },
      },
      {},
      'The last 2 trainings gave no new model.',
    ],
    [
      'an overdue retraining',
      { live: { version: '1.1', times: { published_at: plus(NOW, -40n * DAY) } } },
      {
        operations: {
          model_rotation: { enabled: true, retrain_frequency_days: 30, command: ['x'] },
        },
      },
      'A retraining is overdue.',
    ],
    [
      'a model that is soon too old',
      {},
      { model: { selection: { max_age_days: 12 } } },
      'In 24 hours the live model will be too old.',
    ],
    ['lines of the journal', { skippedEntries: 1 }, {}, '1 line of the journal cannot be read.'],
    [
      'a state that is broken',
      { retraining: { ...snapshotOf([]).retraining, isStateBroken: true } },
      {},
      '.registry/retrain.json cannot be used',
    ],
    [
      'a config that cannot be read any more',
      { trouble: 'config.yaml: line 3' },
      {},
      'What is shown may be out of date: config.yaml: line 3.',
    ],
  ])('or what needs attention: %s', (_, more, config, what) => {
    const html = page(snapshotOf(models, config, more));
    expect(textOf(html, 'now')).toContain('1 thing needs attention');
    expect(textOf(html, 'now')).toContain(what);
    expect(html).toContain('<title>! 1.1 is live');
  });

  it.each<[string, Partial<Decision>, 'config' | 'command' | 'fleet', string]>([
    [
      'is in the archive',
      { isPinArchived: true },
      'command',
      '0.9 is pinned, and is in archive/. Bring it back: model-registry restore 0.9; or end the pin: model-registry unpin.',
    ],
    [
      'is gone',
      {},
      'fleet',
      '0.9 is pinned, and is not there. Put it there again; or end the pin: model-registry unpin --fleet.',
    ],
    [
      'is turned down',
      { scan: { location: '/m', found: true, models: [modelOf('0.9', {}, false)], ignored: [] } },
      'config',
      '0.9 is pinned, and is turned down. See below why; or remove model.pin from the config file.',
    ],
  ])('says what to do where the pinned version %s', (_, more, by, what) => {
    const base = snapshotOf([]);
    const pin = { version: '0.9', by, at: null, user: null };
    const now = textOf(page({ ...base, decision: { ...base.decision, pin, ...more } }), 'now');
    expect(now).toContain(`1 thing needs attention No model may be loaded: ${what}`);
  });

  it.each([
    [undefined, 'There is no models directory at /m. Mount or make it'],
    [
      '/mnt/m',
      'the symlink there leads to /mnt/m, and nothing is there; is its volume mounted? Mount',
    ],
  ])('says that there is no models directory: %s', (leadsTo, what) => {
    const base = snapshotOf([]);
    const scan = { ...base.decision.scan, found: false, ...(leadsTo && { leadsTo }) };
    const html = page({ ...base, decision: { ...base.decision, scan } });
    expect(textOf(html, 'now')).toContain(what);
  });

  it('says that nothing may be loaded', () => {
    const html = page(snapshotOf(models, { model: { training_mode: 'multi_symbol' } }));
    expect(textOf(html, 'now')).toContain('Nothing is live none');
    expect(textOf(html, 'now')).toContain('every version is turned down');
  });
});

describe('the time line', () => {
  it('has a bar for each time in which a version was live, and all entries', () => {
    const journal = [
      entry(2, 'published', '1.1', ['1.0', '1.1']),
      entry(4, 'pinned', '1.0', ['1.1', '1.0'], 'rollback'),
      entry(6, 'rejected', '1.2', ['1.0', '1.0']),
      entry(8, 'unpinned', null, ['1.0', '1.1']),
    ];
    const html = page(snapshotOf([modelOf('1.0'), modelOf('1.1')], {}, { journal }));
    const label = /aria-label="What was live when: (.*?)"/.exec(html)?.[1];
    expect(label).toBe('1.0, then 1.1, then 1.0; 1.1 is live');
    expect(rowsOf(html, 'journal').map((row) => row.slice(1, 5))).toEqual([
      ['unpinned', '—', '1.0', '1.1'],
      ['rejected', '1.2', '1.0', '1.0'],
      ['pinned', '1.0', '1.1', '1.0'],
      ['published', '1.1', '1.0', '1.1'],
    ]);
    expect(html.match(/<rect class="bar[^>]*><title>1\.\d(, live now)?</g)).toHaveLength(4);
  });

  it('says of a version that it is live only where it is', () => {
    const journal = [
      entry(2, 'published', '1.0', [null, '1.0']),
      entry(4, 'published', '1.1', ['1.0', '1.1']),
    ];
    // The files of 1.1 were removed by hand: no entry says so.
    const gone = page(snapshotOf([modelOf('1.0')], {}, { journal }));
    expect(gone).toContain('aria-label="What was live when: 1.0, then 1.1; 1.0 is live"');
    expect(gone).toContain('<title>1.1, the last recorded</title>');
    expect(gone).not.toMatch(/<title>1\.1, live now|class="bar now"[^>]*><title>1\.1/);
    const none = page(snapshotOf([], {}, { journal }));
    expect(none).toContain('What was live when: 1.0, then 1.1; nothing is live"');
  });

  it('marks rollbacks, those of the fleet too', () => {
    const back = ['rollback', 'for the fleet by ann: rollback', 'for the fleet: rollback'];
    const other = ['pin', 'for the fleet by ann: pin', 'for the fleet'];
    const journal = [...back, ...other].map((reason, at) =>
      entry(at + 1, 'pinned', '1.0', ['1.0', '1.0'], reason),
    );
    const html = page(snapshotOf([modelOf('1.0')], {}, { journal }));
    expect(html.match(/<title>rollback 1\.0/g)).toHaveLength(back.length);
    expect(html.match(/<title>pinned 1\.0/g)).toHaveLength(other.length);
  });

  it('is of the newest entries of a journal that is long, and says so', () => {
    const journal = Array.from({ length: 5_000 }, (_, at) => {
      const [before, after] = at % 2 ? ['1.0', '1.1'] : ['1.1', '1.0'];
      return entry(1, 'pinned', after ?? null, [before ?? null, after ?? null]);
    });
    const long = page(snapshotOf([modelOf('1.0'), modelOf('1.1')], {}, { journal }));
    expect(long.match(/class="bar(?: now)?"[^>]*><title>1\./g)?.length).toBeLessThanOrEqual(
      200 + 2,
    );
    expect(textOf(long, 'timeline')).toContain('Marks are of the newest 200 entries, bars');
    const short = page(snapshotOf([modelOf('1.0')], {}, { journal: journal.slice(0, 200) }));
    expect(textOf(short, 'timeline')).not.toContain('Marks are of');
  });

  it('is drawn of a journal whose clock went back', () => {
    const journal = [
      entry(9, 'published', '1.0', [null, '1.0']),
      entry(3, 'published', '1.1', ['1.0', '1.1']),
    ];
    expect(page(snapshotOf([modelOf('1.1')], {}, { journal }))).not.toMatch(/NaN|-\d+(\.\d+)?%/);
  });
});

describe('the tables', () => {
  it('have the reasons with expected, found and what to do, and what the page says of them', () => {
    const html = page(snapshotOf([modelOf('1.0'), modelOf('1.1', {}, false)]));
    const [row] = rowsOf(html, 'turned-down');
    expect(row?.slice(0, 4)).toEqual([
      '1.1',
      'The scaler file is missing',
      'all files of the version',
      'no scaler file',
    ]);
    expect(row?.[4]).toContain('Restore the file');
    expect(html).toContain('<a href="#about-missing-file">');
    expect(textOf(html, 'about')).toContain('What to do: Restore the file.');
  });

  it('have the parts of a score, ages and metrics', () => {
    const config = {
      model: { selection: { max_age_days: 20, performance: { metric: 'auc', weight: 100 } } },
    };
    const html = page(snapshotOf([modelOf('1.0', { performance: { auc: 0.123456 } })], config));
    expect(rowsOf(html, 'scores')).toEqual([
      ['1.0', '1', '10', '354', '100', '12.3456', '476.3456'],
    ]);
    expect(rowsOf(html, 'ages')).toEqual([['1.0', '2026-01-20 12:00', '11', '9']]);
    expect(rowsOf(html, 'metrics')[0]).toEqual(['1.0', '2026-01-20 12:00', '0.1235', 'live now']);
  });

  it('show the metric that the score counts, else the one with a gate, else the most common one', () => {
    const models = [modelOf('1.0', { performance: { f1: 0.5, auc: 0.6, mae: 2 } })];
    const named = (selection: object) => {
      const html = page(snapshotOf(models, { model: { selection } }));
      return /<section id="metric".*?<b>(.*?)<\/b>/s.exec(html)?.[1];
    };
    expect(named({ performance: { metric: 'mae', weight: 1 } })).toBe('mae');
    expect(named({ min_performance: { auc: 0.5 } })).toBe('auc');
    expect(named({})).toBe('f1');
  });

  it('say which symbols are traded, and which version has them', () => {
    const models = [modelOf('1.0'), modelOf('1.1', { trained_symbols: ['ETHUSDT', 'BTCUSDT'] })];
    const html = page(snapshotOf(models, { trading: { symbols: ['BTCUSDT', 'XRPUSDT'] } }));
    expect(rowsOf(html, 'symbol-versions')).toEqual([
      ['BTCUSDT', 'yes', 'yes', '2'],
      ['XRPUSDT', 'yes', 'no', '0'],
      ['ETHUSDT', 'no', 'yes', '1'],
    ]);
  });
});

describe('a store that many machines share', () => {
  const config = { model: { store: { url: 's3://bucket/models', push: true } } };
  const host = (id: string, lastPull: string, selected: string | null) => ({
    ...{ id, host: id, selected, since: lastPull, rejected: [], lastPull, journal: 3 },
  });
  const status = {
    ...{ store: 's3://b', readAt: formatInstant(NOW), journal: 5, pin: null, pinned: null },
    ...{ versions: ['1.0'], unreadable: [] },
    hosts: [host('a', formatInstant(NOW), '1.0'), host('b', '2026-01-01T00:00:00Z', '0.9')],
  };
  const own = {
    ...newFleetState('s3://bucket/models', 'a'),
    ...{ lastPull: formatInstant(plus(NOW, -DAY)), stored: ['1.0'] },
  };
  const known = { own, status: null, trouble: null };
  const pageWith = (fleet: PageFleet, models = [modelOf('1.0')]) =>
    page(snapshotOf(models, config, { fleet }));

  it('has its machines, those that are silent first, and says which one is this', () => {
    const html = pageWith({ ...known, status });
    expect(rowsOf(html, 'hosts').map(([id, runs, , , behind]) => [id, runs, behind])).toEqual([
      ['b', '0.9', '2'],
      ['a this one', '1.0', '2'],
    ]);
    expect(textOf(html, 'now')).toContain('1 machine has not been heard of for a day.');
  });

  it("has this machine's own last pull, whatever the others say", () => {
    const now = textOf(pageWith({ ...known, status }), 'now');
    expect(now).toContain('Last pull 2026-01-30 12:00 24 hours ago');
    expect(textOf(pageWith({ ...known, own: null, status }), 'now')).toContain(
      'Last pull none yet',
    );
  });

  it('that is not read yet worries nobody', () => {
    const html = pageWith(known);
    expect(textOf(html, 'fleet')).toContain('The store is being read.');
    expect(textOf(html, 'now')).toContain('All is well');
  });

  it('that does not answer is no reason to know less of this machine', () => {
    const html = pageWith({ ...known, trouble: 's3://b is out of reach' });
    expect(textOf(html, 'fleet')).toContain('s3://b is out of reach.');
    const now = textOf(html, 'now');
    expect(now).toContain('What other machines run is not known: s3://b is out of reach.');
    expect(now).toContain('Last pull 2026-01-30 12:00');
  });

  it('lacks versions that wait to be pushed', () => {
    const [first, second, third] = ['1.0', '1.1', '1.2'].map((version) => modelOf(version));
    const one = textOf(pageWith(known, [first, second] as DiscoveredModel[]), 'now');
    expect(one).toContain('1.1: It waits to be pushed to the store: only here.');
    const two = textOf(pageWith(known, [first, second, third] as DiscoveredModel[]), 'now');
    expect(two).toContain('1 thing needs attention 2 versions wait to be pushed to the store.');
  });

  it('was not pulled for long', () => {
    const old = { ...own, lastPull: '2026-01-01T00:00:00Z' };
    const now = textOf(pageWith({ ...known, own: old }), 'now');
    expect(now).toContain('The store was not pulled for a day: the last one at 2026-01-01');
  });
});

describe('text of files', () => {
  const HOSTILE = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onload='x",
    '\u202egnp.exe',
    '\u0000\u001b[2J',
    '&lt;b&gt;',
    '</style><b>',
    'x'.repeat(100_000),
  ];

  it('is shown and never more than text, wherever it comes from', () => {
    const models = HOSTILE.map((text, n) =>
      modelOf(`1.${n}`, {
        trained_symbols: [text, 'BTCUSDT'],
        training_mode: text,
        symbol_encoding_type: text,
        performance: { [text]: n },
      }),
    );
    const journal = HOSTILE.map((text, n) => ({
      ...entry(n + 1, 'published', '1.0', [null, '1.0'], text),
      user: text,
    }));
    const base = snapshotOf(models, { trading: { symbols: ['BTCUSDT', HOSTILE[0]] } }, { journal });
    const { decision } = base;
    for (const text of HOSTILE) {
      const scan = { ...decision.scan, location: `/m/${text}` };
      const html = page({
        ...base,
        configFile: text,
        trouble: text,
        decision: { ...decision, scan },
      });
      expect(html).not.toMatch(/<script|<img|<b>alert|onerror=alert\(1\)>/);
      expect(html).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}/u);
      expect(html.match(/<\/style>/g)).toHaveLength(1);
      expect(html.length).toBeLessThan(150_000);
    }
  });

  it('adds no element, whatever it is', () => {
    const tags = (html: string) => html.match(/<[a-z]/g)?.length;
    const of = (symbol: string) =>
      page(snapshotOf([modelOf('1.0', { trained_symbols: [`A${symbol}`] })]));
    const usual = tags(of('B'));
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => tags(of(text)) === usual));
  });
});

describe('a large registry', () => {
  it('is drawn up to its newest 200 versions; the table has all', () => {
    const models = Array.from({ length: 1_000 }, (_, n) =>
      modelOf(`1.${n}`, { training_mode: n % 2 ? 'single_symbol' : 'multi_symbol' }),
    );
    const html = page(snapshotOf(models));
    expect(rowsOf(html, 'all-versions')).toHaveLength(1_000);
    expect(rowsOf(html, 'scores')).toHaveLength(100);
    expect(textOf(html, 'ranking')).toContain('The 800 others are in the table of all versions');
    expect(html.length).toBeLessThan(420_000);
  });

  it('draws every cell of its symbols and reasons', () => {
    const symbols = Array.from({ length: 40 }, (_, n) => `SYMBOL${n}`);
    const models = Array.from({ length: 200 }, (_, n) =>
      modelOf(`1.${n}`, { trained_symbols: symbols, training_mode: 'multi_symbol' }, n % 2 === 0),
    );
    const html = page(snapshotOf(models, { model: { selection: { max_age_days: 1 } } }));
    const drawn = [...html.matchAll(/<path class="cell.*?" d="(.*?)"/g)].map(([, path]) => path);
    // A row is one run where all versions have it, and a hundred where each second one has.
    expect(drawn.map((path) => path?.match(/M/g)?.length ?? 0)).toEqual([100 + 1 + 1, 0, 40]);
    expect(drawn.every((path) => !path?.includes('…'))).toBe(true);
  });

  it('says nothing of versions that are not drawn', () => {
    const silent = { trained_symbols: undefined, training_end_timestamp: undefined };
    const models = Array.from({ length: 300 }, (_, n) =>
      n < 100
        ? modelOf(`1.${n}`, {}, false)
        : modelOf(`1.${n}`, { ...silent, performance: undefined }),
    );
    const html = page(snapshotOf(models));
    const all = 'The 100 others are in the table of all versions below.';
    for (const [id, what] of [
      ['reasons', 'is turned down.'],
      ['metric', 'has a metric.'],
      ['symbols', 'names its symbols.'],
      ['age', 'says when its training ended.'],
    ] as const) {
      expect(textOf(html, id)).toContain(`No version that is drawn ${what}`);
      expect(textOf(html, id)).toContain(all);
    }
    const few = page(snapshotOf(models.slice(-1)));
    expect(textOf(few, 'reasons')).toContain('No version is turned down.');
  });

  it('draws the live version, however old it is', () => {
    const models = Array.from({ length: 300 }, (_, n) => modelOf(`1.${n}`));
    const html = page(snapshotOf(models, { model: { pin: '1.0' } }));
    expect(rowsOf(html, 'scores')).toEqual([['1.0', '1', '10', '354', '100', '0', '464']]);
  });
});

it('numbers beyond all bounds are drawn as nothing and said to be too large', () => {
  const models = [modelOf('1.0', { performance: { auc: 1e308 } })];
  const config = { model: { selection: { performance: { metric: 'auc', weight: 1_000 } } } };
  const html = page(snapshotOf(models, config));
  expect(rowsOf(html, 'scores')[0]?.slice(5)).toEqual(['too large', 'too large']);
  expect(html).not.toMatch(/NaN|Infinity/);
});

it('the same snapshot gives the same page', () => {
  const snapshot = snapshotOf([modelOf('1.0')], {}, { now: instantOf('2026-01-31T12:00:00Z') });
  expect(page(snapshot)).toBe(page(snapshot));
});
