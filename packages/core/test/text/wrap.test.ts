import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wrapBehind, wrapSentence } from '../../src/index.js';

describe('wrapBehind', () => {
  it('leaves a short text on one line', () => {
    expect(wrapBehind('  found  ', 'a directory')).toEqual(['  found  a directory']);
    expect(wrapBehind('  found  ', '')).toEqual(['  found  ']);
    expect(wrapBehind('  ', '  metric_names:')).toEqual(['    metric_names:']);
    const full = `${'x'.repeat(39)}  ${'y'.repeat(39)}`;
    expect(wrapBehind('', full)).toEqual([full]);
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
    expect(wrapBehind('', `${full} a`)).toEqual([full, 'a']);
    expect(wrapBehind('', `${fits} ${fits}z a`)).toEqual([`${fits} ${fits}z`, 'a']);
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
    expect(wrapSentence('bot: ', 'it  works')).toEqual(['bot: it  works']);
    const full = `${'x'.repeat(35)}  ${'y'.repeat(38)}`;
    expect(wrapSentence('bot: ', full)).toEqual([`bot: ${full}`]);
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

  it('breaks nothing that is quoted for a shell', () => {
    const [path, other] = ["'/srv/my bot/models'", "--out='a b'\\''s c'"];
    const before = 'x'.repeat(60);
    expect(wrapSentence('', `${before} publish ${path} to ${other} ${before}`)).toEqual([
      `${before} publish`,
      `  ${path} to ${other}`,
      `  ${before}`,
    ]);
    expect(wrapSentence('', `${before} the bot's own 'folder of it`)).toEqual([
      `${before} the bot's own`,
      "  'folder of it",
    ]);
  });
});
