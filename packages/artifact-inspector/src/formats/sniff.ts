import { isTextByte } from '../bytes/file.js';
import type { Content } from './format.js';

const STARTS: readonly (readonly [Content, readonly string[]])[] = [
  ['npy', ['\x93NUMPY']],
  ['hdf5', ['\x89HDF\r\n\x1a\n']],
  ['zip', ['PK\x03\x04', 'PK\x05\x06']],
  ['catboost', ['CBM1']],
  ['lightgbm', ['tree\n', 'tree\r\n']],
  ['compressed', ['\x1f\x8b', 'BZh', '\xfd7zXZ', '\x04\x22\x4d\x18', ']\0\0']],
  ['compressed', ['x\x01', 'x\x5e', 'x\x9c', 'x\xda']],
  ['pickle', ['\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05']],
];

/**
 * What content is, as far as its first bytes tell.
 *
 * @param start of the file
 * @example sniff(Buffer.from('CBM1…')) // 'catboost'
 */
export function sniff(start: Buffer): Content {
  const text = start.toString('latin1');
  const found = STARTS.find(([, starts]) => starts.some((one) => text.startsWith(one)));
  if (found) return found[0];
  if (/^\{(?:[iU].|I..|l....|L.{8})[a-z_]/is.test(text)) return 'ubjson';
  if (isSafetensors(start)) return 'safetensors';
  if (/^\s*[{[][\s"{}[\]\d-]/.test(text)) return 'json';
  if (isOnnx(start)) return 'onnx';
  return start.every(isTextByte) ? 'text' : 'unknown';
}

/** A length below 2^24, and JSON. */
function isSafetensors(start: Buffer): boolean {
  return start.length > 8 && start.subarray(3, 8).every((byte) => byte === 0) && start[8] === 0x7b;
}

/** A version up to 32, and the next field. */
function isOnnx([field = 0, version = 0, next = 0]: Uint8Array): boolean {
  return field === 0x08 && version > 0 && version <= 32 && [0x12, 0x3a, 0x42].includes(next);
}
