import { describe, expect, it } from 'vitest';
import {
  type Alert,
  alertDocument,
  parseConfig,
  selectionChanged,
  webhookBody,
} from '../../src/index.js';
import { at } from '../fixtures.js';

const PLACE = { host: 'box', modelsDir: '/srv/models', config: 'config/config.yaml' };
const ALERT: Alert = {
  event: 'rejected',
  at: at('2026-03-31T12:00:00Z'),
  version: '1.5',
  previousVersion: '1.4',
  selectedVersion: '1.4',
  reasons: ['min_trades: 12, at least 50', '<@everyone> & \u001b[31m'],
};
const MESSAGE = `box /srv/models: version 1.5 was trained and not promoted; selected 1.4
- min_trades: 12, at least 50
- <@everyone> & \\u001b[31m`;

describe('an alert', () => {
  it('as JSON', () => {
    expect(alertDocument(ALERT, PLACE)).toEqual({
      schema: 'model-registry/alert@1',
      event: 'rejected',
      at: '2026-03-31T12:00:00.000Z',
      host: 'box',
      models_dir: '/srv/models',
      config: 'config/config.yaml',
      version: '1.5',
      previous_version: '1.4',
      selected_version: '1.4',
      reasons: ['min_trades: 12, at least 50', '<@everyone> & \\u001b[31m'],
      message: MESSAGE,
    });
  });

  it.each([
    ['discord', { content: MESSAGE, allowed_mentions: { parse: [] } }],
    ['slack', { text: MESSAGE.replace('<', '&lt;').replace('>', '&gt;').replace('& ', '&amp; ') }],
    ['telegram', { text: MESSAGE, disable_web_page_preview: true }],
    ['json', alertDocument(ALERT, PLACE)],
  ] as const)('for %s', (format, expected) => {
    expect(webhookBody(format, alertDocument(ALERT, PLACE))).toEqual(expected);
  });

  it.each([
    ['promoted', '1.5', 'version 1.5 was trained and promoted'],
    ['rejected', '1.5', 'version 1.5 was trained and not promoted'],
    ['failed', '1.5', 'the training of version 1.5 failed'],
    ['failed', null, 'the training of version none failed'],
    ['overdue', null, 'a retraining is overdue'],
    ['selection-changed', '1.5', 'another version is selected'],
    ['live-below', '1.4', 'version 1.4 did too badly while it was live'],
  ] as const)('that is %s, of version %s, says so', (event, version, sentence) => {
    const { message } = alertDocument({ ...ALERT, event, version, reasons: [] }, PLACE);
    expect(message).toBe(`box /srv/models: ${sentence}; selected 1.4`);
  });

  it.each([
    ['1.4', '1.5', 'selected 1.4 -> 1.5'],
    [null, '1.5', 'selected none -> 1.5'],
    ['1.4', null, 'selected 1.4 -> none'],
    [null, null, 'selected none'],
  ])(
    'says what was selected before, %s, and after, %s',
    (previousVersion, selectedVersion, text) => {
      const { message } = alertDocument({ ...ALERT, previousVersion, selectedVersion }, PLACE);
      expect(message.split('\n')[0]).toMatch(new RegExp(`; ${text}$`));
    },
  );

  it('is bounded, whatever the reasons are', () => {
    const reasons = Array.from({ length: 1_000 }, () => 'x'.repeat(10_000));
    const { message, reasons: kept } = alertDocument({ ...ALERT, reasons }, PLACE);
    expect(message.length).toBeLessThanOrEqual(1_900);
    expect(JSON.stringify(kept).length).toBeLessThan(10_000);
  });
});

it('a selection has changed where another version is selected, or none', () => {
  const change = { at: ALERT.at, version: '1.4', previousVersion: '1.5', selectedVersion: '1.4' };
  expect(selectionChanged(change, 'pin')).toEqual([
    { event: 'selection-changed', ...change, reasons: ['pin'] },
  ]);
  expect(selectionChanged({ ...change, selectedVersion: null }, 'pin')).toHaveLength(1);
  expect(selectionChanged({ ...change, selectedVersion: '1.5' }, 'pin')).toEqual([]);
});

const SECRET = 'https://hooks.example/T0K3N';
const parse = (alerts: unknown) => parseConfig({ operations: { alerts } });

describe('operations.alerts', () => {
  it.each([
    ['nothing', {}, null],
    ['empty URLs', { webhook_url: '', discord_webhook_url: '' }, null],
    ['its own URL', { webhook_url: SECRET, discord_webhook_url: 'x' }, ['webhook_url', 'json']],
    ['a format', { webhook_url: SECRET, format: 'slack' }, ['webhook_url', 'slack']],
    ["the bot's URL", { discord_webhook_url: SECRET }, ['discord_webhook_url', 'discord']],
    [
      'keys of the bot',
      { discord_webhook_url: SECRET, level: 1 },
      ['discord_webhook_url', 'discord'],
    ],
  ])('%s', (_, alerts, expected) => {
    const parsed = parse(alerts);
    const webhook = parsed.ok ? parsed.config.alerts.webhook : undefined;
    expect(webhook && [webhook.key, webhook.format]).toEqual(
      expected && [`operations.alerts.${expected[0]}`, expected[1]],
    );
  });

  it('is told of everything, unless it says what', () => {
    const on = (alerts: unknown) => {
      const parsed = parse(alerts);
      return parsed.ok ? parsed.config.alerts.on : [];
    };
    expect(on({})).toHaveLength(6);
    expect(on({ on: ['failed'] })).toEqual(['failed']);
  });

  it.each([
    ['the URL as the whole', SECRET],
    ['a list of URLs', [SECRET]],
    ['a map in place of the URL', { webhook_url: { url: SECRET } }],
    ['the URL in place of the format', { format: SECRET }],
    ['the URL in place of the events', { on: SECRET }],
    ['the URL among the events', { on: ['failed', SECRET] }],
    ['the URL in place of the command', { command: SECRET }],
  ])('where it is wrong, nothing of it is shown: %s', (_, alerts) => {
    const parsed = parse(alerts);
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).toContain('operations.alerts');
    expect(JSON.stringify(parsed)).not.toContain('T0K3N');
    const whole = parseConfig({ operations: [{ alerts }] });
    expect(JSON.stringify(whole)).not.toContain('T0K3N');
  });
});
