import { afterEach, describe, expect, it } from 'vitest';
import { hintAt, withPlace } from '../src/terminal/hints.js';
import { renderAdvice, sentenceText } from '../src/terminal/render.js';

afterEach(() => hintAt(null));

const given = (options: Readonly<Record<string, boolean | string | readonly string[]>>) =>
  hintAt({ options, operands: [] });

describe('a command line that is suggested', () => {
  it.each([
    [{}, 'model-registry unpin'],
    [{ config: '-' }, 'model-registry unpin'],
    [{ config: 'other.yaml' }, 'model-registry --config other.yaml unpin'],
    [{ 'no-config': true }, 'model-registry --no-config unpin'],
    [{ 'models-dir': '/srv/my bot' }, "model-registry --models-dir '/srv/my bot' unpin"],
    [
      { config: 'c.yaml', 'models-dir': 'm', set: ['symbol=BTC', 'timeframe=1h'] },
      'model-registry --config c.yaml --models-dir m --set symbol=BTC --set timeframe=1h unpin',
    ],
  ])('%j: %s', (options, expected) => {
    given(options);
    expect(withPlace('model-registry unpin')).toBe(expected);
  });

  it('is one of any program of ours, as often as there is one; nothing else is changed', () => {
    given({ config: 'c' });
    expect(withPlace('model-registry-retrain --force, or model-registry explain')).toBe(
      'model-registry-retrain --config c --force, or model-registry --config c explain',
    );
    const others = 'model-registry: my-model-registry-2, /opt/model-registry, model-registry.log';
    expect(withPlace(others)).toBe(others);
  });

  it.each(['/var/lib/model-registry cannot be read', './model-registry is no folder'])(
    'is no path that ends like one: %s',
    (others) => {
      given({ config: 'c' });
      expect(withPlace(others)).toBe(others);
    },
  );

  it('is complete in sentences and in advice, and lets nothing reach the terminal', () => {
    given({ config: 'a\u001b[2J' });
    const sentence = 'no compatible model: model-registry explain tells why';
    expect(sentenceText('model-registry', sentence)).toBe(
      "model-registry: no compatible model: model-registry --config 'a\\u001b[2J'\n  explain tells why\n",
    );
    expect(renderAdvice('Use model-registry recover.')).toEqual([
      "      to do     Use model-registry --config 'a\\u001b[2J' recover.",
    ]);
  });
});
