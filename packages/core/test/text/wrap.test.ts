import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapBehind, wrapSentence } from '../../src/index.js';

describe('wrapBehind', () => {
  it('leaves a short text on one line', () => {
    expect(wrapBehind('  found  ', 'a directory')).toEqual(['  found  a directory']);
    expect(wrapBehind('  found  ', '')).toEqual(['  found  ']);
    expect(wrapBehind('  ', '  metric_names:')).toEqual(['    metric_names:']);
  });

  it('breaks at spaces and goes on behind the width of the label', () => {
    expect(wrapBehind('label ', `${'x'.repeat(70)} yyyy zz`)).toEqual([
      `label ${'x'.repeat(70)}`,
      '      yyyy zz',
    ]);
  });

  it('fills 80 columns, and cuts a word only when it does not fit into a line', () => {
    const [fits, full] = ['x'.repeat(39), 'y'.repeat(80)];
    expect(wrapBehind('', `${fits} ${fits}z`)).toEqual([`${fits} ${fits}z`]);
    expect(wrapBehind('', `${fits} ${fits}zz`)).toEqual([fits, `${fits}zz`]);
    expect(wrapBehind('', full)).toEqual([full]);
    expect(wrapBehind('', `${full}z a`)).toEqual([full, 'z a']);
  });

  it('never passes 80 columns, and loses no character', () => {
    const label = fc.constantFrom('', 'to do     ', ' '.repeat(40));
    fc.assert(
      fc.property(label, fc.lorem({ maxCount: 50 }), fc.nat(300), (prefix, words, length) => {
        const text = `${words} ${'x'.repeat(length)}`;
        const lines = wrapBehind(prefix, text);
        expect(lines.every((line) => line.length <= 80)).toBe(true);
        const joined = lines.map((line) => line.slice(prefix.length)).join('');
        expect(joined.replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});

describe('wrapSentence', () => {
  it('leaves a short sentence on one line', () => {
    expect(wrapSentence('bot: ', 'it works')).toEqual(['bot: it works']);
  });

  it('goes on behind two spaces, and never breaks a word', () => {
    const path = `/srv/${'x'.repeat(90)}`;
    expect(wrapSentence('bot: ', `there is no ${path} ${'y '.repeat(40)}end`)).toEqual([
      'bot: there is no',
      `  ${path}`,
      `  ${'y '.repeat(39).trim()}`,
      '  y end',
    ]);
  });
});
