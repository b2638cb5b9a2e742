import { describe, expect, it } from 'vitest';
import { parseXml, textIn } from '../../../src/store/s3/xml.js';

describe('parseXml', () => {
  it('reads elements, texts and references', () => {
    const root = parseXml(
      '<?xml version="1.0"?>\n<a x="1" y=\'2\'><b>&lt;&#65;&#x42;&amp;&quot;&apos;</b><s:c/><d> e </d ></a>\n',
    );
    expect(root?.children.map(({ name, text }) => [name, text])).toEqual([
      ['b', `<AB&"'`],
      ['c', ''],
      ['d', ' e '],
    ]);
    expect(root && textIn(root, 'none')).toBeUndefined();
  });

  it.each([
    '',
    'text',
    '<a>',
    '</a>',
    '<a></b>',
    '<a/><b/>',
    '<a/>text',
    '<a>&b;</a>',
    '<a>& </a>',
    '<a>&#1114112;</a>',
    '<!DOCTYPE a><a/>',
    '<a><!-- comment --></a>',
    '<a><![CDATA[x]]></a>',
    '<a><?php x ?></a>',
    '<a b></a>',
    '<a b="<"></a>',
    `${'<a>'.repeat(9)}${'</a>'.repeat(9)}`,
  ])('refuses %j', (text) => {
    expect(parseXml(text)).toBeNull();
  });

  it('takes a time that grows as the text does', () => {
    for (const text of [
      '<a '.repeat(300_000),
      '<'.repeat(900_000),
      `<a ${'x="1" '.repeat(150_000)}`,
      '&'.repeat(900_000),
    ]) {
      expect(parseXml(text)).toBeNull();
    }
  });
});
