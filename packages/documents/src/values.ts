import * as z from 'zod';

/** A moment as the programs write it. */
export const moment = z
  .string()
  .regex(/^[+-]?[0-9]{4,6}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/)
  .meta({ id: 'moment', description: 'ISO 8601, UTC, to the millisecond' });

/** A moment as somebody else wrote it. */
export const timestamp = z.string().describe('ISO 8601');

/** How many. */
export const count = z.int().min(0);

/** The config file and the models directory, as the documents name them. */
export const configFile = z
  .string()
  .nullable()
  .describe('The config file as it was named, - for stdin; null where the defaults were used');
export const modelsDir = z.string().describe('The models directory, absolute');
export const found = z.boolean().describe('False where there is no such directory');

/** Of several names the first ones. */
export const someNames = {
  names: z.array(z.string()).max(5).describe('The first ones, those of models before others'),
  more: count.describe('How many more there are'),
};

/** What there is where files of a version are missing. */
export const instead = z
  .object({
    expected: z.record(z.string(), z.string()).describe('The missing names, by artifact'),
    ...someNames,
  })
  .meta({ id: 'instead' })
  .nullable()
  .describe('What there is where files are missing; null where none is');

/** What there was beside the files of a version that was published. */
export const extras = z
  .object({
    action: z.enum(['kept', 'left']).describe('Moved to `folder`, or there as they were'),
    folder: z.string().describe('Where they are now, absolute'),
    names: z.array(z.string()).max(100).describe('Files, and folders with a slash behind'),
    dropped: z.array(z.string()).max(100).describe('Links and special files, which are not kept'),
    more: count.describe('How many names more there were'),
  })
  .meta({ id: 'extras' })
  .nullable()
  .describe("What there was beside the version's files; null for nothing");
