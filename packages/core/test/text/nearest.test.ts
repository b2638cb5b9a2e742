import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../src/text/nearest.js';

describe('editDistance', () => {
  it.each([
    ['list', 'list', 0],
    ['lst', 'list', 1],
    ['lisst', 'list', 1],
    ['lust', 'list', 1],
    ['lsit', 'list', 1],
    ['', 'list', 4],
    ['selcet', 'explain', 6],
    ['zbcdxy', 'abcdyx', 2],
  ])('%s and %s: %i', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
    expect(editDistance(to, from)).toBe(distance);
  });
});

describe('nearest', () => {
  it.each([
    ['selct', 'select'],
    ['slcet', 'select'],
    ['lst', 'list'],
    ['pinn', 'pin'],
    ['xin', null],
    ['lt', null],
    ['publish-it', null],
    ['', null],
  ])('%s: %s', (word, expected) => {
    expect(nearest(word, ['list', 'select', 'pin', 'unpin'])).toBe(expected);
  });

  it.each([
    ['xist', ['list'], null],
    ['xrune', ['prune'], 'prune'],
    ['xelect', ['select'], 'select'],
    ['select', ['select', 'selects'], 'select'],
    ['repord', ['record', 'report'], 'record'],
  ])('%s of %j: %s', (word, words, expected) => {
    expect(nearest(word, words)).toBe(expected);
  });
});
