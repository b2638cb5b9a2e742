import { growing, growingKinds, ofKind } from '@org/model-registry-core/schemas';
import * as z from 'zod';

const offset = z.int().describe('Bytes from the start of the decompressed stream');
const ofImport = {
  module: z.string(),
  name: z.string(),
  offset,
  opcode: z.string().describe("The instruction, as Python's pickletools names it"),
};

/** What walking a joblib file found. */
export const finding = growingKinds(
  [
    ofKind('malformed', 'Content that joblib does not write, or that is read in several ways', {
      reason: z.string(),
      offset,
      opcode: z.string().nullable().describe('Null where there was no instruction left'),
    }),
    ofKind('limit-exceeded', 'The content asks for more than any real model does', {
      limit: z.string(),
      allowed: z.number(),
      offset,
    }),
    ofKind('legacy-format', 'Written by joblib 0.9 or older', {}),
    ofKind('not-a-file', 'No regular file', { found: growing(['symlink', 'directory', 'other']) }),
    ofKind('not-a-model', "Something else under a model's name", {
      found: growing(['git-lfs-pointer', 'html', 'zip', 'empty', 'zeros', 'text']),
    }),
    ofKind('standard-library-import', "Python's builtins or standard library", ofImport),
    ofKind('unlisted-library-import', 'Of a known library, and not known to be harmless', {
      ...ofImport,
      use: growing(['called', 'built', 'referred']),
    }),
    ofKind('unlisted-call', "A bot's own, called or passed to a call", {
      ...ofImport,
      use: growing(['called', 'handed']),
    }),
    ofKind('unlisted-import', "A bot's own, and not called by the file itself", {
      ...ofImport,
      use: growing(['built', 'referred']),
    }),
    ofKind('not-inspected', 'A compression that cannot be read here', {
      compression: growing(['bz2', 'lzma', 'xz', 'lz4']),
    }),
    ofKind('allowed-import', 'An import that is allowed', {
      ...ofImport,
      use: growing(['called', 'built', 'referred']),
      trusted: z.boolean().describe("By the config's trusted_globals, not by the list"),
    }),
  ],
  { id: 'finding', description: 'What an inspection found: a kind and its facts' },
);
export type Finding = z.infer<typeof finding>;

/** How grave a finding is. */
export const grade = z.enum(['refused', 'warning', 'information']);
/** What all findings of a file come to. */
export const verdict = z.enum(['clean', 'warning', 'refused']);
