import { describe, expect, it } from 'vitest';
import { locate } from '../../../src/store/s3/location.js';

const at = (
  url: string,
  more: { endpoint?: string; pathStyle?: boolean; region?: string } = {},
) => {
  const { name, prefix, host, path } = locate({ url, region: 'eu-central-1', ...more });
  return { name, prefix, host, path };
};

describe('locate', () => {
  it.each([
    ['Amazon', at('s3://models/bot'), 'models.s3.eu-central-1.amazonaws.com', '/', 'bot/'],
    [
      'China',
      at('s3://models', { region: 'cn-north-1' }),
      'models.s3.cn-north-1.amazonaws.com.cn',
      '/',
      '',
    ],
    [
      'an endpoint',
      at('s3://models/a/b/', { endpoint: 'https://s3.example' }),
      'models.s3.example',
      '/',
      'a/b/',
    ],
    [
      'path style',
      at('s3://models', { endpoint: 'https://s3.example:8443/', pathStyle: true }),
      's3.example:8443',
      '/models/',
      '',
    ],
    [
      'an address',
      at('s3://models', { endpoint: 'http://127.0.0.1:7480' }),
      '127.0.0.1:7480',
      '/models/',
      '',
    ],
    [
      'an address of six',
      at('s3://models', { endpoint: 'http://[::1]:7480' }),
      '[::1]:7480',
      '/models/',
      '',
    ],
    [
      'this machine',
      at('s3://models', { endpoint: 'http://localhost:9000' }),
      'localhost:9000',
      '/models/',
      '',
    ],
    [
      'a dot in the bucket',
      at('s3://my.models'),
      's3.eu-central-1.amazonaws.com',
      '/my.models/',
      '',
    ],
    [
      'a path',
      at('s3://models', { endpoint: 'https://x.example/storage/s3', pathStyle: true }),
      'x.example',
      '/storage/s3/models/',
      '',
    ],
  ])('of %s', (_, { host, path, prefix }, ...expected) => {
    expect([host, path, prefix]).toEqual(expected);
  });

  it('names it for people', () => {
    expect(at('s3://models/bot/', { endpoint: 'https://s3.example' }).name).toBe(
      's3://models/bot at s3.example',
    );
    expect(at('s3://models').name).toBe('s3://models at s3.eu-central-1.amazonaws.com');
  });

  it.each([
    ['url', () => at('s3://')],
    ['url', () => at('s3://a')],
    ['url', () => at('s3://models/../x')],
    ['url', () => at('s3://models//x')],
    ['url', () => at('s3://models/a b')],
    ['url', () => at('s3://key:secret@models')],
    ['url', () => at('https://models')],
    ['region', () => at('s3://models', { region: 'eu/central' })],
    ['endpoint', () => at('s3://models', { endpoint: 's3.example' })],
    ['endpoint', () => at('s3://models', { endpoint: 'ftp://s3.example' })],
    ['endpoint', () => at('s3://models', { endpoint: 'https://s3.example?x' })],
    ['endpoint', () => at('s3://models', { endpoint: 'https://key:hidden@s3.example' })],
  ])('refuses what is no %s', (key, locating) => {
    expect(locating).toThrow(`model.store.${key} has to be`);
    expect(locating).not.toThrow('hidden');
    expect(locating).not.toThrow('secret');
  });
});
